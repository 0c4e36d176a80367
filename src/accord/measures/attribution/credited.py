"""Who is credited for what a company won in a window: the signed model first, its spread in words, the rest beside."""

from dataclasses import replace

from accord.agreement.shape.measure import Attribution
from accord.measures.attribution.company import GRAINS, paths_in
from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.attribution.spread import beside_of, spread_of
from accord.measures.attribution.tables import Making
from accord.measures.attribution.told import told_of
from accord.measures.attribution.ways import ways_of
from accord.measures.mirror import Mirror
from accord.measures.number import Rows
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.vocabulary.credit import BY_NAME, MODELS, Model, SelfReported, model_of
from accord.vocabulary.said import said

SEED = 2016  # of the draws behind intervals: the same mirror gives the same interval
UNSIGNED = BY_NAME["linear"]  # shown where no agreement names a model


def credit_company(
    mirror: Mirror, scope: Scope, *, seed: int | None = SEED, all_spans: bool = False
) -> CompanyCredit:
    """Share out what was won in the scope's window, by the agreement's model and by every other.

    The signed model's shares have intervals, the others' with `all_spans`: those take longer. None without a seed.
    """
    scope = replace(scope, as_of=mirror.as_of)
    clause = scope.document.attribution if scope.document else None
    with sitting(mirror) as asked:
        found = paths_in(asked, scope, keep=True)
        ways = ways_of(asked, scope)
        hidden = clause is not None and clause.self_reported == SelfReported.hidden
        told = None if hidden else told_of(asked, scope, found)
    named = model_of(clause.shown_first) if clause else None
    first = named or UNSIGNED
    others = tuple(each for each in MODELS if each.name != first.name)
    make = Making(scope, found)
    compare = tuple(
        make.by_channel(each, seed if all_spans or each is first else None) for each in (first, *others)
    )
    signed = tuple(make.by_grain(first, grain, compare[0]) for grain in GRAINS if first.by_touch)
    money = int(found.paths.value.sum())
    ended = found.paths.won == 0
    return CompanyCredit(
        window=scope.window,
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        clause=clause,
        currency=found.currency,
        deals=int(found.paths.won.sum()),
        amount=found.major(money),
        apart=found.apart,
        unpriced=found.unpriced,
        lost=int((ended & (found.deal != 0)).sum()),
        silent=int((ended & (found.deal == 0)).sum()),
        open=found.open,
        touches=len(found.seq),
        signed=signed or (compare[0],),
        compare=compare,
        spread=spread_of(compare),
        beside=beside_of(found, scope),
        won=scope.number(
            "credit:won",
            "Won",
            found.major(money) if found.currency else int(found.paths.won.sum()),
            found.currency or "deals",
            "amounts of deals won in the window",
            "kpi_sales",
            clause="attribution",
            rows=Rows("rows_deals_won", int(found.paths.won.sum())),
        ),
        ways=ways,
        told=told,
        note=_note(clause, named),
    )


def _note(clause: Attribution | None, named: Model | None) -> str:
    if clause is None:
        return "no agreement names a model of credit: linear stands first"
    if named is None:
        return said('"%(name)s" is no model of credit: linear stands first', name=clause.shown_first)
    return ""
