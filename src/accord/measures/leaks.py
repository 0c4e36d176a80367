"""The leak ledger: every lead to which a promise was broken, once, and what it cost as a range of money.

Late is not lost: a line's loss is the difference in win chance between such leads and those to which this promise
and every earlier one was kept, compared within cells (`matched`), x the median amount. The difference is learnt from
all matured leads of the mirror and applied to the window's leads. With too little to compare a line says how much
more is needed, and no number.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from accord.measures.collision_cost import CHANCE
from accord.measures.leak_amounts import too_few
from accord.measures.leak_beside import beside
from accord.measures.leak_lines import BOTH, COLLIDED, ENDED, KINDS, Kind, Leak, LeakColumn, Leaks
from accord.measures.leak_material import GAVE_UP, KEPT, PENDING, Material, Part, gather
from accord.measures.matched import Compared, Price, Range, Weights, interval, price_of, weigh
from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Number, Rows, Window
from accord.measures.promises import TEAMS
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.vocabulary.said import joined, said

Form = tuple[Compared, Weights]
_CELLS = "source, class, fit band and month of qualifying"
_ALIKE = "source, class, fit band, talk, opportunity and number of touches"
_CHANCE = (
    "win chance of leads to which this promise and every earlier one was kept, less that of these, in the same source, "
    "class, fit band and month; a cell of under 20 leads is drawn to the wider one"
)
_TRIED_ON = (
    "win chance of leads tried in vain as often and then tried on, less that of these, in the same source, class, fit "
    "band and month; a cell of under 20 leads is drawn to the wider one"
)
_HOW = {GAVE_UP[0]: (_TRIED_ON, "leak_tries"), **dict.fromkeys(COLLIDED, (CHANCE, "collision_cells"))}
_WORTH = "win rate of kept leads x median amount won, of the same source, class and fit band; under 20 shrunk"
_BEYOND = "%(n)s of them had ended before they could be compared, or collided later, and carry no money"
_LOSS = "leads x difference in win chance (in the same cells) x median amount won; a range of 95 %"
_TOTAL = "the losses of both teams' lines that have one; what is over capacity or of both teams is not in it"


def leaks(mirror: Mirror, scope: Scope) -> Leaks:
    """The ledger over a window (all time without one); no columns without an agreement."""
    with sitting(mirror) as asked:
        found = gather(asked, scope)
        scope = replace(scope, as_of=mirror.as_of)
        apart = beside(asked, scope)
    made = [_line(kind, scope, found) for kind in KINDS] if scope.document else []
    lines = [line for line, _forms in made]
    columns = tuple(
        LeakColumn(team, tuple(line for line in lines if line.team == team)) for team in TEAMS if lines
    )
    return Leaks(
        window=scope.window or _everything(mirror, scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        columns=columns,
        both=tuple(line for line in lines if line.team == BOTH),
        kept=_count(scope, "kept", "Every promise kept", found, "qualified leads to which every promise was kept"),
        harmed=_harmed(scope, found),
        total=_total(scope, [each for each in made if each[0].team != BOTH]),
        beside=apart,
    )  # fmt: skip


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _line(kind: Kind, scope: Scope, found: Material) -> tuple[Leak, list[Form]]:
    """One line, and the weighed cells of its loss, a part for each stage; none where it has no money."""
    clause = _promised(kind, scope)
    silent = _silent(kind, scope, found)
    leads = _count(scope, kind.leak, kind.label, found, kind.counted, clause, silent)
    line = Leak(kind.leak, clause, kind.team, kind.label, leads, None, None, None, silent)
    if silent or not found.count(kind.leak):
        return line, []
    parts = found.parts(kind.leak)
    if kind.without or not parts:
        beyond = said(_BEYOND, n=f"{found.count(kind.leak):,}") if kind.leak in COLLIDED else ENDED
        return replace(line, says=kind.without or beyond), []
    cells = _ALIKE if kind.leak in COLLIDED else _CELLS
    if short := next(
        (few for part in parts if (few := too_few(part.compared, found.amounts, found.unpriced, cells))), ""
    ):
        return replace(line, says=short), []
    forms = [(p.compared, weigh(p.compared, p.targets, price_of(found.amounts, p.targets))) for p in parts]
    return _priced(line, scope, found, parts, forms), forms


def _priced(line: Leak, scope: Scope, found: Material, parts: list[Part], forms: list[Form]) -> Leak:
    leads = sum(sum(part.targets.values()) for part in parts)
    each = interval(
        (p.compared, weigh(p.compared, p.targets, dict.fromkeys(p.targets, Price(1 / leads, 0.0))))
        for p in parts
    )
    harmed, kept = (sum(part.compared.matched()[side] for part in parts) for side in (0, 1))
    based = said(
        "learnt from %(harmed)s such leads beside %(kept)s kept ones", harmed=f"{harmed:,}", kept=f"{kept:,}"
    )
    loss = interval(forms)
    more = {"clause": line.clause, "rows": line.leads.rows}
    formula, query = _HOW.get(line.leak, (_CHANCE, "leak_cells"))
    chance = scope.number(
        f"leak_chance:{line.leak}", "Win chance lost", each.value, "share", formula, query,
        interval=Interval(each.low, each.high), note=based, **more,
    )  # fmt: skip
    nothing = "the range reaches nothing: these leads may have lost no chance at all" if loss.low <= 0 else ""
    later = found.count(line.leak) - leads
    why = _BEYOND if line.leak in COLLIDED else "%(n)s of them, about how leads ended, carry no money"
    counted = said(why, n=f"{later:,}") if later else ""
    worth = sum(found.worth(part) for part in parts)
    return replace(
        line,
        chance=chance,
        worth=_money(scope, f"leak_worth:{line.leak}", "Worth when kept", worth, _WORTH, **more),
        loss=_money(scope, f"leak_loss:{line.leak}", "Lost", loss, _LOSS, note=based, **more),
        says=joined(nothing, counted),
    )


def _money(scope: Scope, name: str, label: str, value: float | Range, formula: str, **more: object) -> Number:
    middle = value.value if isinstance(value, Range) else value
    span = Interval(round(value.low), round(value.high)) if isinstance(value, Range) else None
    return scope.number(
        name, label, Decimal(round(middle)), scope.currency, formula, "leak_cells", interval=span, **more
    )


def _total(scope: Scope, made: list[tuple[Leak, list[Form]]]) -> Number:
    forms = [form for _line, parts in made for form in parts]
    without = sum(int(line.leads.value or 0) for line, parts in made if not parts)
    left = said("%(n)s harmed leads carry no money and are not in it", n=f"{without:,}") if without else ""
    if not forms:
        note = left or "no promise to a lead was broken"
        return scope.number("leak_total", "Lost by broken promises", None, scope.currency, _TOTAL, "leak_cells",
                            enough=False, note=note)  # fmt: skip
    number = _money(
        scope, "leak_total", "Lost by broken promises", interval(forms), _TOTAL, note=left, clause="if_broken"
    )
    # The middle is the sum of the lines as they stand on the page.
    return replace(
        number, value=sum((Decimal(str(line.loss.value)) for line, _f in made if line.loss), Decimal(0))
    )


def _harmed(scope: Scope, found: Material) -> Number:
    broken = {leak for leak, _stage in found.window} - {KEPT, PENDING}
    value = sum(found.count(leak) for leak in broken)
    several = sum(found.several[leak] for leak in broken)
    again = "%(n)s of them had more than one broken: each counts once, under the one broken first"
    return scope.number(
        "leak:harmed", "A promise broken", value, "leads",
        "qualified leads to which a promise was broken, each once: under the promise broken first", "leak_cells",
        clause="if_broken", rows=Rows("rows_leaks", value, (("leak", "harmed"),)),
        note=said(again, n=f"{several:,}") if several else "",
    )  # fmt: skip


def _count(
    scope: Scope, leak: str, label: str, found: Material, words: str, clause: str = "", silent: str = ""
) -> Number:
    value = found.count(KEPT if leak == "kept" else leak)
    return scope.number(
        f"leak:{leak}", label, None if silent else value, "leads", words, "leak_cells", clause=clause,
        rows=None if silent else Rows("rows_leaks", value, (("leak", leak),)), note=silent,
    )  # fmt: skip


def _promised(kind: Kind, scope: Scope) -> str:
    """The clause's path, as narrow as the agreement has it."""
    parts = {
        "incomplete": "marketing_promises.quality.complete",
        "returned": "marketing_promises.quality.accepted",
        "no_outcome": "sales_promises.outcome.within",
        "no_reason": "sales_promises.outcome.with_reason",
    }
    return parts.get(kind.leak, kind.clause)


def _silent(kind: Kind, scope: Scope, found: Material) -> str:
    """Why this promise cannot be judged lead by lead; empty where it can."""
    agreed, times = scope.leaks, scope.times
    first = times.hot_time is not None or any(time is not None for time in times.class_times)
    owner = agreed.owner_hot[0] is not None or any(time is not None for time, _wall in agreed.owner_classes)
    fields = bool(found.fields) or agreed.company or agreed.source
    promised = {
        "slow_owner": owner,
        "incomplete": bool(agreed.carry or agreed.company or agreed.source),
        "never": first,
        "late": first,
        "gave_up": agreed.attempts is not None,
        "no_outcome": agreed.outcome[0] is not None,
        "no_reason": agreed.reasons,
        "over_capacity": agreed.capacity is not None,
        "marketing_collided": scope.contact.agreed,
        "sales_collided": scope.contact.agreed,
        "no_owner": first,
        "late_owner": first,
    }
    if not promised.get(kind.leak, True):
        return "the agreement promises no lead this"
    if kind.leak in ("slow_owner", "no_owner", "late_owner") and not found.owners:
        return "no system says who owns a lead: nobody can be called slow"
    if kind.leak == "incomplete" and not fields:
        return "nobody fills in any of the agreed fields: nothing tells one lead from another"
    return ""
