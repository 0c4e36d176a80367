"""Who is credited for what a company won in a window: the signed model first, its spread in words, the rest beside."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np

from accord.agreement.shape.measure import Attribution
from accord.measures.attribution.cents import split
from accord.measures.attribution.company import GRAINS, CompanyPaths, gather_paths
from accord.measures.attribution.credit_shapes import Apart, Beside, CompanyCredit, Credited, ModelTable
from accord.measures.attribution.reckon import Credit, attribute, share_touches
from accord.measures.attribution.shares import share_spans
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.vocabulary.credit import BY_NAME, MODELS, Model, direct_of, model_of
from accord.vocabulary.money import Money
from accord.vocabulary.said import said

Ints = np.ndarray[Any, np.dtype[np.int64]]
UNSIGNED = BY_NAME["linear"]  # shown where no agreement names a model


def credit_company(mirror: Mirror, scope: Scope, *, seed: int = 0, spans: bool = True) -> CompanyCredit:
    """Share out what was won in the scope's window, by the agreement's model and by every other."""
    clause = scope.document.attribution if scope.document else None
    found = gather_paths(mirror, scope)
    named = model_of(clause.shown_first) if clause else None
    first = named or UNSIGNED
    others = tuple(each for each in MODELS if each.name != first.name)
    compare = tuple(_by_channel(found, each, seed if spans else None) for each in (first, *others))
    signed = tuple(_by_grain(found, first, grain, compare[0]) for grain in GRAINS if first.by_touch)
    money = int(found.paths.value.sum())
    ended = found.paths.won == 0
    return CompanyCredit(
        window=scope.window,
        zone=scope.zone,
        reading=scope.reading,
        as_of=mirror.as_of,
        made_at=scope.now,
        clause=clause,
        currency=found.currency,
        deals=int(found.paths.won.sum()),
        amount=_major(money, found),
        apart=found.apart,
        unpriced=found.unpriced,
        lost=int((ended & (found.deal != 0)).sum()),
        silent=int((ended & (found.deal == 0)).sum()),
        open=found.open,
        touches=len(found.seq),
        signed=signed or (compare[0],),
        compare=compare,
        spread=_spread(compare),
        beside=_beside(found),
        note=_note(clause, named),
    )


def _note(clause: Attribution | None, named: Model | None) -> str:
    if clause is None:
        return "no agreement names a model of credit: linear stands first"
    if named is None:
        return said('"%(name)s" is no model of credit: linear stands first', name=clause.shown_first)
    return ""


def _by_channel(found: CompanyPaths, model: Model, seed: int | None) -> ModelTable:
    """A model by channel, with its interval where a seed is given."""
    shares = share_touches(found.paths, model, direct_of(found.paths.channels))
    if shares is not None:
        table = _of_touches(found, model, "channel", shares)
    else:
        (made,) = attribute(found.paths, (model,), direct_of(found.paths.channels))
        table = _of_channels(found, made)
    if seed is None or table.why_not or not table.rows:
        return table
    money = bool(found.paths.value.any())
    span = share_spans(
        found.paths, found.buyer, model, direct_of(found.paths.channels), by_value=money, seed=seed
    )
    if span.why_not:
        return replace(table, unsure=span.why_not)
    place = {name: n for n, name in enumerate(found.paths.channels)}
    rows = tuple(
        replace(row, low=float(span.low[place[row.name]]), high=float(span.high[place[row.name]]))
        for row in table.rows
    )
    return replace(table, rows=rows)


def _by_grain(found: CompanyPaths, model: Model, grain: str, by_channel: ModelTable) -> ModelTable:
    if grain == "channel":
        return by_channel
    shares = share_touches(found.paths, model, direct_of(found.paths.channels))
    if shares is None:
        return by_channel
    return _of_touches(found, model, grain, shares)


def _of_touches(found: CompanyPaths, model: Model, grain: str, shares: Any) -> ModelTable:
    """Whole minor units are given to touches, the finest grain; what a row gets is the sum of its touches'."""
    paths, codes, words = found.paths, found.codes[grain], found.words[grain]
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    minor = split(paths.value.astype(np.int64), shares, of)
    deals = np.bincount(codes, shares * paths.won[of], len(words))
    amount = np.zeros(len(words), np.int64)
    np.add.at(amount, codes, minor)
    return _table(found, model, grain, dict(zip(words, zip(deals, amount, strict=True), strict=True)))


def _of_channels(found: CompanyPaths, made: Credit) -> ModelTable:
    """A model that credits channels: its whole minor units are given to channels."""
    if made.why_not:
        return ModelTable(
            model=made.model.name, label=made.model.label, grain="channel", rows=(),
            unattributed=_credited(found, "unattributed", 0.0, 0), why_not=made.why_not,
        )  # fmt: skip
    whole = int(found.paths.value.sum() - made.nobody[1])
    value = made.credit[:, 1]
    share = value / value.sum() if value.sum() else np.zeros(len(value))
    of = np.zeros(len(value), np.int64)
    minor = split(np.array([whole]), share, of) if (share >= 0).all() else np.round(value).astype(np.int64)
    rows = zip(found.paths.channels, zip(made.credit[:, 0], minor, strict=True), strict=True)
    return _table(found, made.model, "channel", dict(rows))


def _table(
    found: CompanyPaths, model: Model, grain: str, credit: Mapping[str, tuple[float, int]]
) -> ModelTable:
    rows = [_credited(found, name, float(deals), int(minor)) for name, (deals, minor) in credit.items()]
    deals = float(found.paths.won.sum()) - sum(row.deals for row in rows)
    minor = int(found.paths.value.sum()) - sum(int(minor) for _deals, minor in credit.values())
    return ModelTable(
        model=model.name,
        label=model.label,
        grain=grain,
        rows=tuple(
            sorted((row for row in rows if row.deals or row.amount), key=lambda row: (-row.share, row.name))
        ),
        unattributed=_credited(found, "unattributed", max(round(deals, 9), 0.0), minor),
    )


def _credited(found: CompanyPaths, name: str, deals: float, minor: int) -> Credited:
    """A row; its share is of the money won, or of deals where no amount is known."""
    money, won = float(found.paths.value.sum()), float(found.paths.won.sum())
    share = minor / money if money else deals / won if won else 0.0
    return Credited(name=name, deals=deals, amount=_major(minor, found), share=share)


def _major(minor: int, found: CompanyPaths) -> Decimal:
    return Money(minor, found.currency).major


def _spread(compare: tuple[ModelTable, ...]) -> tuple[Apart, ...]:
    told = [table for table in compare if not table.why_not]
    names = sorted({row.name for table in told for row in table.rows})
    made = []
    for name in names:
        by = {table.label: next((r.share for r in table.rows if r.name == name), 0.0) for table in told}
        least_by, most_by = min(by, key=lambda label: by[label]), max(by, key=lambda label: by[label])
        least, most = by[least_by], by[most_by]
        made.append(
            Apart(
                name=name,
                least=least,
                most=most,
                least_by=least_by,
                most_by=most_by,
                says=_says(name, least, most),
            )
        )
    return tuple(sorted(made, key=lambda each: -each.most))


def _says(name: str, least: float, most: float) -> str:
    """What the spread allows to conclude: models twice apart are no ground for a decision on money."""
    span = said(
        "%(name)s %(least)s to %(most)s depending on the model",
        name=name,
        least=f"{least:.0%}",
        most=f"{most:.0%}",
    )
    if most >= 2 * max(least, 0.0) and round(most, 2) > round(least, 2):
        return said("%(span)s: no ground to cut it, or to double it", span=span)
    return span


def _beside(found: CompanyPaths) -> tuple[Beside, ...]:
    paths = found.paths
    won = np.flatnonzero(paths.won > 0)
    sourced: dict[str, list[int]] = {}
    for path in won.tolist():
        sourced.setdefault(found.source.get(path, "(empty)"), []).append(path)
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    pairs = np.unique(np.column_stack((paths.channel, of))[paths.won[of] > 0], axis=0)
    touched: dict[str, list[int]] = {}
    for channel, path in pairs.tolist():
        touched.setdefault(paths.channels[channel], []).append(path)
    made = [
        Beside(
            name=name,
            sourced_deals=len(sourced.get(name, ())),
            sourced=_major(int(paths.value[sourced.get(name, [])].sum()), found),
            influenced_deals=len(touched.get(name, ())),
            influenced=_major(int(paths.value[touched.get(name, [])].sum()), found),
        )
        for name in sorted(sourced.keys() | touched.keys())
    ]
    return tuple(sorted(made, key=lambda each: (-each.influenced, -each.sourced, each.name)))
