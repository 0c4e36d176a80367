"""Speed to lead: how long leads wait for a first genuine response by class, and what an hour of it costs.

Waiting is a curve, not a mean: who has no answer yet counts as waiting so far. The cost is learnt from all matured
leads of the mirror, within source and class (`effect`), whatever the window.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Number, Part, Rows, Window
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting, sitting
from accord.measures.special import chi2_beyond
from accord.measures.speed.effect import HourCost, Waits, cost_of_an_hour
from accord.measures.speed.lines import SpeedToLead, Waited
from accord.measures.speed.survival import Curve, kaplan_meier, log_rank
from accord.measures.wilson import ENOUGH
from accord.vocabulary.said import joined, said

OF = "speed:"
ALL = ""
HORIZON = 40.0  # hours: beyond a week of open hours nobody's answer is called fast or slow any more
LEVEL = 0.05
_HOUR = 3_600_000_000
_POINTS = 80
_CLAUSE = "sales_promises.first_attempt"
_MEDIAN = "time in open hours by which half were answered; who has no answer yet counts as waiting (Kaplan and Meier)"
_WITHIN = "share answered within one open hour of the hand-over (Kaplan and Meier)"
_COST = (
    "win chance lost by each open hour of waiting, over the first forty: at each answer the lead beside those of its "
    "source and class that stood open and unanswered then; matured leads of all time"
)
_WORTH = "win chance lost by each hour x the median amount won"
ROTATED = (
    "owners took turns, so which of them a lead met was not chosen: the cost is learnt from those leads alone; which "
    "of two waiting leads an owner answers first may still be chosen"
)
SHARED_OUT = "said to be shared out at random: the cost is read as what waiting causes"
CAVEAT = (
    "answers were not shared out at random: what reps see in a lead beyond its source and class, and answer first, is "
    "in this figure; a round-robin queue would make it causal"
)


@dataclass(frozen=True, slots=True)
class _Leads:
    """One place per lead that qualified."""

    klass: NDArray[np.int64]
    kind: NDArray[np.int64]
    company: NDArray[np.int64]
    matured: NDArray[np.bool_]
    won: NDArray[np.bool_]
    hours: NDArray[np.float64]
    answered: NDArray[np.bool_]
    rotated: NDArray[np.bool_]

    @property
    def drawn(self) -> bool:
        """Whether leads enough met an owner by turns: matured and answered ones, beside others."""
        return int((self.rotated & self.matured & self.answered).sum()) >= ENOUGH


def speed_to_lead(mirror: Mirror, scope: Scope) -> SpeedToLead:
    """Over a window (all time without one). Without leads no rows, and a cost that says what is missing."""
    with sitting(mirror) as asked:
        leads = _gather(asked, scope)
        amounts = _amounts(asked, scope)
    ever = leads
    if scope.window is not None:
        with sitting(mirror) as asked:
            ever = _gather(asked, replace(scope, window=None))
    scope = replace(scope, as_of=mirror.as_of)
    names = _names(scope)
    cost, worth = _costs(scope, ever, amounts)
    present = sorted(set(leads.klass.tolist()) - {-1}) + ([-1] if (leads.klass == -1).any() else [])
    return SpeedToLead(
        window=scope.window or _everything(mirror, scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        classes=tuple(
            _waiting(scope, leads, str(at), names.get(at, str(at)), leads.klass == at) for at in present
        ),
        whole=_waiting(scope, leads, ALL, "All together", leads.klass > -2) if len(leads.klass) else None,
        differ=_differ(leads),
        cost=cost,
        worth=worth,
        caveat=_caveat(scope, ever),
        clock="open hours of the agreement's first calendar"
        if scope.times.hours is not None
        else "all hours count: no calendar with a promised first attempt is agreed",
    )


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _names(scope: Scope) -> dict[int, str]:
    lead = scope.document.qualified_lead if scope.document else None
    return {-1: "(no class)", **dict(enumerate(lead.classes if lead else ()))}


def _gather(mirror: Sitting, scope: Scope) -> _Leads:
    rows: pa.Table = mirror.ask_table("speed_leads", keep=True, **scope.bound())
    klass = rows["klass"].to_numpy().astype(np.int64)
    source = rows["source"].combine_chunks().cast(pa.string()).dictionary_encode()
    codes = source.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return _Leads(
        klass=klass,
        kind=codes * 1000 + klass,
        company=rows["company"].to_numpy().astype(np.int64),
        matured=rows["matured"].to_numpy().astype(np.bool_),
        won=rows["won"].to_numpy().astype(np.bool_),
        hours=rows["waited"].to_numpy().astype(np.float64) / _HOUR,
        answered=rows["answered"].to_numpy().astype(np.bool_),
        rotated=rows["rotated"].to_numpy().astype(np.bool_),
    )


def _amounts(mirror: Mirror, scope: Scope) -> list[float]:
    """Amounts won in the agreement's currency, each at its day's rate; what has no rate is left out."""
    found = []
    for row in mirror.ask("leak_amounts", **scope.bound()):
        total = add([Amount(row["amount"], row["currency"], row["won_day"])], scope.rates).sum
        if total is not None and total.currency == scope.currency:
            found.append(float(total.major))
    return found


def _waiting(scope: Scope, leads: _Leads, cell: str, label: str, mine: NDArray[np.bool_]) -> Waited:
    curve = kaplan_meier(leads.hours[mine], leads.answered[mine])
    few = "" if curve.cases >= ENOUGH else said("only %(n)s handed over: read the interval", n=curve.cases)
    late = "" if curve.median is not None else "less than half of them answered so far"
    part = Part(curve.events, curve.cases, "leads handed over")

    def rows(count: int, tried: str) -> Rows:
        return Rows("rows_speed", count, (("tried", tried), *((("cell", cell),) if cell else ())))

    def number(
        name: str, words: str, value: float | int | None, unit: str, formula: str, **more: object
    ) -> Number:
        full = f"{OF}{name}:{label if cell else ALL}"
        return scope.number(full, words, value, unit, formula, "speed_leads", clause=_CLAUSE, **more)

    within = 1 - curve.still_at(1.0) if curve.cases else None
    return Waited(
        cell=cell,
        label=label,
        leads=number(
            "leads", "Handed over", curve.cases, "leads", "leads that qualified in the window",
            rows=rows(curve.cases, "handed"),
        ),
        median=number(
            "median", "Half answered within", curve.median, "hours", _MEDIAN, rows=rows(curve.events, "answered"),
            enough=not few, note=joined(late, few), interval=curve.median_interval, part=part,
        ),
        in_an_hour=number(
            "in_an_hour", "Answered within an hour", within, "share", _WITHIN, rows=rows(curve.events, "answered"),
            enough=not few, note=few, interval=_within(curve, 1.0),
        ),
        curve=_points(curve),
    )  # fmt: skip


def _within(curve: Curve, hours: float) -> Interval | None:
    place = int(np.searchsorted(curve.times, hours, side="right"))
    if not place or np.isnan(curve.low[place - 1]):
        return None
    return Interval(1 - float(curve.high[place - 1]), 1 - float(curve.low[place - 1]))


def _points(curve: Curve) -> tuple[tuple[float, float], ...]:
    """The curve up to the horizon in at most eighty steps."""
    held = curve.times <= HORIZON
    times, still = curve.times[held], curve.still[held]
    if not len(times):
        return ((0.0, 1.0),)
    steps = np.unique(np.linspace(0, len(times) - 1, min(len(times), _POINTS)).astype(np.int64))
    return ((0.0, 1.0), *((round(float(times[at]), 4), round(float(still[at]), 6)) for at in steps))


def _differ(leads: _Leads) -> str:
    classes, group = np.unique(leads.klass, return_inverse=True)
    if len(classes) < 2 or int(leads.answered.sum()) < ENOUGH:
        return "too few answers to tell whether classes differ"
    found = log_rank(leads.hours, leads.answered, group)
    if chi2_beyond(found.chi2, found.degrees) > LEVEL:
        return "how long classes wait differs within noise"
    return said(
        "classes wait differently: log-rank chi-squared %(chi2)s at %(degrees)s degrees of freedom",
        chi2=f"{found.chi2:.1f}", degrees=found.degrees,
    )  # fmt: skip


def _caveat(scope: Scope, leads: _Leads) -> str:
    """What must be said of the cost: whether anybody chose which lead meets whom."""
    if not leads.drawn:
        return CAVEAT
    return SHARED_OUT if scope.arrivals == "random" else ROTATED


def _costs(scope: Scope, leads: _Leads, amounts: list[float]) -> tuple[Number, Number]:
    ripe = leads.matured & leads.rotated if leads.drawn else leads.matured
    found = cost_of_an_hour(
        Waits(
            leads.hours[ripe], leads.answered[ripe], leads.won[ripe], leads.kind[ripe], leads.company[ripe]
        ),
        HORIZON,
    )
    rows = Rows(
        "rows_speed",
        int((leads.answered & ripe).sum()),
        (("tried", "rotated" if leads.drawn else "compared"),),
    )
    note = _based(found)
    cost = scope.number(
        f"{OF}cost", "Win chance lost by each hour", found.value, "share", _COST, "speed_leads", clause=_CLAUSE,
        rows=rows if scope.window is None else None, enough=found.value is not None, note=note, interval=found.interval,
    )  # fmt: skip
    priced = found.value is not None and len(amounts) > 0
    worth, span = None, None
    if found.value is not None and found.interval is not None and amounts:
        each = median(amounts)
        worth = Decimal(round(found.value * each, 2)).quantize(Decimal("0.01"))
        span = Interval(found.interval.low * each, found.interval.high * each)
    return cost, scope.number(
        f"{OF}worth", "Lost by each hour and lead", worth, scope.currency, _WORTH, "leak_amounts", clause=_CLAUSE,
        enough=priced, note=note, interval=span,
    )  # fmt: skip


def _based(found: HourCost) -> str:
    if found.value is None or found.interval is None:
        return said(
            "not enough data: %(answers)s matured leads were answered beside others, %(wins)s of them won; %(n)s more "
            "needed", answers=found.answers, wins=found.wins, n=found.missing,
        )  # fmt: skip
    based = said(
        "learnt from %(answers)s answers, %(wins)s of them won", answers=found.answers, wins=found.wins
    )
    nothing = "the interval reaches nothing: waiting may cost no chance at all"
    return joined(based, nothing if found.interval.low <= 0 <= found.interval.high else "")
