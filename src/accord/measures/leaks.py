"""The leak ledger: every lead to which a promise was broken, once, and what it cost as a range of money.

Late is not lost: a line's loss is the difference in win chance between such leads and those to which every promise was
kept, compared within cells (`matched`), x the median amount. The difference is learnt from all matured leads of the
mirror and applied to the window's leads. With too little to compare a line says how much more is needed, and no number.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from accord.measures.leak_lines import BOTH, KINDS, Kind, Leak, LeakColumn, Leaks
from accord.measures.matched import (
    AMOUNT_KEYS,
    WINS,
    Cell,
    Compared,
    Price,
    Range,
    Tally,
    Weights,
    interval,
    price_of,
    rate_of,
    weigh,
)
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Interval, Number, Rows, Window
from accord.measures.promises import TEAMS
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.vocabulary.said import joined, said

KEPT, PENDING = "", "pending"
_CELLS = "source, class, fit band and month of qualifying"
_CHANCE = (
    "win chance of leads to which every promise was kept, less that of these, in the same source, class, fit band and "
    "month; a cell of under 20 leads is drawn to the wider one"
)
_WORTH = "win rate of kept leads x median amount won, of the same source, class and fit band; under 20 shrunk"
_LOSS = "leads x difference in win chance (in the same cells) x median amount won; a range of 95 %"
_TOTAL = "the losses of both teams' lines that have one; what is over capacity or of both teams is not in it"
_NO_CHANCE = "no lost chance is claimed: a lead that is not ours to win has none"


@dataclass(frozen=True, slots=True)
class _Material:
    """What the lines are made from: the window's cells, all matured ones, the amounts won, what can be judged."""

    window: Mapping[str, Mapping[Cell, int]]  # by leak
    several: Mapping[str, int]  # of the window's: how many had another promise broken later
    matured: Mapping[str, Mapping[Cell, Tally]]
    amounts: Mapping[Cell, list[float]]
    unpriced: int  # amounts of currencies without a rate
    owners: bool
    fields: tuple[str, ...]


def leaks(mirror: Mirror, scope: Scope) -> Leaks:
    """The ledger over a window (all time without one); no columns without an agreement."""
    with sitting(mirror) as asked:
        found = _gather(asked, scope)
    scope = replace(scope, as_of=mirror.as_of)
    made = [_line(kind, scope, found) for kind in KINDS] if scope.document else []
    lines = [line for line, _form in made]
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
        total=_total(scope, [(line, form) for line, form in made if line.team != BOTH]),
    )  # fmt: skip


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _gather(mirror: Mirror, scope: Scope) -> _Material:
    rows = mirror.ask("leak_cells", **scope.bound())
    history = (
        rows if scope.window is None else mirror.ask("leak_cells", **scope.bound(from_day=None, to_day=None))
    )
    window: dict[str, dict[Cell, int]] = defaultdict(dict)
    several: dict[str, int] = defaultdict(int)
    matured: dict[str, dict[Cell, Tally]] = defaultdict(dict)
    for row in rows:
        window[row["leak"]][_cell(row)] = row["leads"]
        several[row["leak"]] += row["several"]
    for row in history:
        if row["matured"]:
            matured[row["leak"]][_cell(row)] = Tally(row["matured"], row["won"])
    judged = mirror.ask("leak_coverage", **scope.bound())[0]
    amounts, unpriced = _amounts(mirror.ask("leak_amounts", **scope.bound()), scope)
    return _Material(
        window, several, matured, amounts, unpriced, judged["owners"], tuple(judged["fields"] or ())
    )


def _cell(row: Row) -> Cell:
    return (row["source"], row["klass"], row["band"], row["month"])


def _amounts(rows: Sequence[Row], scope: Scope) -> tuple[dict[Cell, list[float]], int]:
    """Amounts won in the agreement's currency, each at its day's rate; what has no rate is counted and left out."""
    found: dict[Cell, list[float]] = defaultdict(list)
    unpriced = 0
    for row in rows:
        total = add([Amount(row["amount"], row["currency"], row["won_day"])], scope.rates)
        if total.sum is None or total.sum.currency != scope.currency:
            unpriced += 1
            continue
        found[row["source"], row["klass"], row["band"]].append(float(total.sum.major))
    return found, unpriced


def _line(kind: Kind, scope: Scope, found: _Material) -> tuple[Leak, tuple[Compared, Weights] | None]:
    """One line, and the weighed cells of its loss where it has one."""
    clause = _promised(kind, scope)
    silent = _silent(kind, scope, found)
    leads = _count(scope, kind.leak, kind.label, found, kind.counted, clause, silent)
    line = Leak(kind.leak, clause, kind.team, kind.label, leads, None, None, None, silent)
    targets = found.window.get(kind.leak, {})
    if silent or not targets:
        return line, None
    if not kind.priced:
        return replace(line, says=_NO_CHANCE), None
    compared = Compared(found.matured.get(KEPT, {}), found.matured.get(kind.leak, {}))
    if short := _short(compared, found):
        return replace(line, says=short), None
    prices = price_of(found.amounts, targets)
    form = weigh(compared, targets, prices)
    return _priced(line, scope, found, compared, form), (compared, form)


def _priced(line: Leak, scope: Scope, found: _Material, compared: Compared, form: Weights) -> Leak:
    targets = found.window[line.leak]
    leads = sum(targets.values())
    each = interval([(compared, weigh(compared, targets, dict.fromkeys(targets, Price(1 / leads, 0.0))))])
    rates, prices = rate_of(found.matured[KEPT], targets), price_of(found.amounts, targets)
    worth = sum(n * rates[cell] * prices[cell].amount for cell, n in targets.items())
    harmed, kept, _won = compared.matched()
    based = said(
        "learnt from %(harmed)s such leads beside %(kept)s kept ones", harmed=f"{harmed:,}", kept=f"{kept:,}"
    )
    loss = interval([(compared, form)])
    more = {"clause": line.clause, "rows": line.leads.rows}
    chance = scope.number(
        f"leak_chance:{line.leak}", "Win chance lost", each.value, "share", _CHANCE, "leak_cells",
        interval=Interval(each.low, each.high), note=based, **more,
    )  # fmt: skip
    says = "the range reaches nothing: these leads may have lost no chance at all" if loss.low <= 0 else ""
    return replace(
        line,
        chance=chance,
        worth=_money(scope, f"leak_worth:{line.leak}", "Worth when kept", worth, _WORTH, **more),
        loss=_money(scope, f"leak_loss:{line.leak}", "Lost", loss, _LOSS, note=based, **more),
        says=says,
    )  # fmt: skip


def _money(scope: Scope, name: str, label: str, value: float | Range, formula: str, **more: object) -> Number:
    middle = value.value if isinstance(value, Range) else value
    span = Interval(round(value.low), round(value.high)) if isinstance(value, Range) else None
    return scope.number(
        name, label, Decimal(round(middle)), scope.currency, formula, "leak_cells", interval=span, **more
    )


def _total(scope: Scope, made: list[tuple[Leak, tuple[Compared, Weights] | None]]) -> Number:
    forms = [form for _line, form in made if form is not None]
    without = sum(int(line.leads.value or 0) for line, form in made if form is None)
    left = said("%(n)s harmed leads carry no money and are not in it", n=f"{without:,}") if without else ""
    if not forms:
        note = left or "no promise to a lead was broken"
        return scope.number("leak_total", "Lost by broken promises", None, scope.currency, _TOTAL, "leak_cells",
                            enough=False, note=note)  # fmt: skip
    return _money(
        scope, "leak_total", "Lost by broken promises", interval(forms), _TOTAL, note=left, clause="if_broken"
    )


def _harmed(scope: Scope, found: _Material) -> Number:
    value = sum(
        n for leak, cells in found.window.items() if leak not in (KEPT, PENDING) for n in cells.values()
    )
    several = sum(n for leak, n in found.several.items() if leak not in (KEPT, PENDING))
    again = "%(n)s of them had more than one broken: each counts once, under the one broken first"
    return scope.number(
        "leak:harmed", "A promise broken", value, "leads",
        "qualified leads to which a promise was broken, each once: under the promise broken first", "leak_cells",
        clause="if_broken", rows=Rows("rows_leaks", value, (("leak", "harmed"),)),
        note=said(again, n=f"{several:,}") if several else "",
    )  # fmt: skip


def _count(
    scope: Scope, leak: str, label: str, found: _Material, words: str, clause: str = "", silent: str = ""
) -> Number:
    value = sum(found.window.get(KEPT if leak == "kept" else leak, {}).values())
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


def _silent(kind: Kind, scope: Scope, found: _Material) -> str:
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


def _short(compared: Compared, found: _Material) -> str:
    """How much more is needed before a line carries money; empty when there is enough."""
    leads, wins = compared.missing()
    if leads:
        harmed, kept, _won = compared.matched()
        words = (
            "too little to compare: %(harmed)s such leads stand beside %(kept)s kept ones in the same cells "
            "(%(cells)s), matured; %(n)s more of the fewer are needed"
        )
        return said(words, harmed=harmed, kept=kept, cells=_CELLS, n=leads)
    if wins:
        return said("too little to compare: %(n)s more won leads in the same cells are needed", n=wins)
    priced = sum(len(each) for each in found.amounts.values())
    if priced < WINS:
        more = said("too little to price: %(n)s more won deals with an amount are needed", n=WINS - priced)
        left = said("%(n)s have an amount without an agreed rate", n=found.unpriced) if found.unpriced else ""
        return joined(more, left)
    return ""


__all__ = ["AMOUNT_KEYS", "leaks"]
