"""Lead quality: volume x acceptance x win x revenue x speed by source, campaign or class, and what of it is noise.

Acceptance and win rate are of matured leads and drawn towards the other cells' as far as a cell's own evidence is
weak (`shrink`); beside the rest each figure is more, less or within noise, with one error of 5 % for the whole table
(`family`). What differs is not what causes: nobody shared leads out at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import exp, sqrt
from zlib import crc32

import numpy as np

from accord.measures.family import Cases, Column, Says, Verdict, verdicts
from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Number, Part, Rows, Window
from accord.measures.quality_lines import CLAUSE, DIMENSIONS, Judged, LeadQuality, QualityRow
from accord.measures.quality_material import Ints, Material, Revenue, gather
from accord.measures.scope import Scope
from accord.measures.shrink import Drawn, shrink_rates
from accord.measures.sitting import sitting
from accord.measures.speed.survival import kaplan_meier, leftover
from accord.measures.wilson import ENOUGH, Z95, wilson
from accord.vocabulary.errors import Invalid
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

OF = "quality:"  # what the names of its numbers begin with: quality:source:won:event
ALL = ""  # the cell of the row of all together
_NONE = "-1"
_FEW_WON = 5
_ACCEPTED = (
    "matured leads that crossed the hand-off line / matured leads; drawn towards the other rows where few"
)
_WON = "matured leads with a won deal / matured leads; drawn towards the other rows where few"
_REVENUE = "revenue of the won deals of these leads, matured ones only"
_PER_LEAD = (
    "revenue of the won deals of matured leads / matured leads, won or not; the interval is between companies"
)
_WAITED = (
    "median time in open hours from the hand-over to the first genuine response; who has none yet counts as waiting "
    "(Kaplan and Meier)"
)


def quality(mirror: Mirror, scope: Scope, by: str) -> LeadQuality:
    """The table over a window (all time without one). No rows without leads. Raises Invalid for another dimension."""
    if by not in DIMENSIONS:
        raise Invalid(
            "quality.dimension",
            f'lead quality is not told by "{by}"',
            f"ask for one of: {', '.join(DIMENSIONS)}",
        )
    with sitting(mirror) as asked:
        found = gather(asked, scope, by)
    scope = replace(scope, as_of=mirror.as_of)
    rows, whole, says = _rows(scope, found, by)
    return LeadQuality(
        by=by,
        window=scope.window or _everything(mirror, scope),
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        rows=rows,
        whole=whole,
        says=says,
        clock=_clock(scope),
    )


def _everything(mirror: Mirror, scope: Scope) -> Window:
    starts = [s.first_at[:10] for s in mirror.manifest.facts if s.first_at]
    first = date.fromisoformat(min(starts)) if starts else scope.today
    return Window(min(first, scope.today), scope.today + timedelta(days=1))


def _clock(scope: Scope) -> str:
    if scope.times.hours is None:
        return "all hours count: no calendar with a promised first attempt is agreed"
    return "open hours of the agreement's first calendar"


@dataclass(frozen=True, slots=True)
class _Cell:
    """One row on its way: its key, its words, its leads, and what was found of it."""

    key: str
    label: str
    leads: Ints
    accepted: Drawn | None
    won: Drawn | None
    revenue: Revenue
    verdicts: tuple[Verdict, ...]  # acceptance, win, revenue, speed; none for all together


def _rows(scope: Scope, found: Material, by: str) -> tuple[tuple[QualityRow, ...], QualityRow | None, str]:
    if not found.cells:
        return (), None, "no leads began in this period"
    places, money = found.places(), found.money()
    judged = _verdicts(scope, found)
    rates = [_rates(found, places, name) for name in ("accepted", "won")]
    cells = [
        _Cell(key, _label(scope, by, key), leads, rates[0][at], rates[1][at], money[at],
              tuple(column[at] for column in judged))
        for at, (key, leads) in enumerate(zip(found.cells, places, strict=True))
    ]  # fmt: skip
    everyone = np.arange(len(found.cell))
    alone = [_rates(found, [everyone], name)[0] for name in ("accepted", "won")]
    whole = _Cell(ALL, "All together", everyone, alone[0], alone[1], money[-1], ())
    return tuple(_row(scope, found, by, cell) for cell in cells), _row(scope, found, by, whole), _said(judged)


def _rates(found: Material, places: Sequence[Ints], name: str) -> tuple[Drawn | None, ...]:
    held = getattr(found, name) & found.matured
    return shrink_rates(
        [int(held[leads].sum()) for leads in places], [int(found.matured[leads].sum()) for leads in places]
    ).groups


def _verdicts(scope: Scope, found: Material) -> list[list[Verdict]]:
    """Acceptance, win, revenue and speed of each cell beside the rest; one family."""
    ripe, asked = found.matured, found.qualified
    won = float(found.won[ripe].sum())
    priced = won if found.revenue.any() else 0.0
    outcomes = Cases(
        found.cell[ripe],
        found.company[ripe],
        (
            Column(found.accepted[ripe].astype(np.float64), float(found.accepted[ripe].sum())),
            Column(found.won[ripe].astype(np.float64), won),
            Column(found.revenue[ripe], priced),
        ),
    )
    answered = found.answered[asked]
    speed = Column(leftover(found.waited[asked], answered), float(answered.sum()))
    waits = Cases(found.cell[asked], found.company[asked], (speed,))
    # The same leads under the same words give the same draws, on every machine and every day.
    seed = crc32(scope.reading.hash.encode()) + len(found.cell)
    made = verdicts((outcomes, waits), len(found.cells), seed)
    return [*made[0], *made[1]]


def _said(judged: Sequence[Sequence[Verdict]]) -> str:
    every = [verdict.says for column in judged for verdict in column]
    sure = sum(says in (Says.more, Says.less) for says in every)
    looked = sum(says is not Says.few for says in every)
    if not looked:
        return "too few leads to tell any difference"
    if not sure:
        return said("all of the %(n)s differences that could be told are within noise", n=looked)
    return said(
        "%(sure)s of %(n)s figures differ from the rest by more than noise; chance alone says that of any figure in at "
        "most one table of twenty", sure=sure, n=looked,
    )  # fmt: skip


def _label(scope: Scope, by: str, key: str) -> str:
    if by != "class":
        return key
    lead = scope.document.qualified_lead if scope.document else None
    names = list(lead.classes) if lead else []
    if key == _NONE:
        return "(never qualified)"
    return names[int(key)] if 0 <= int(key) < len(names) else key


def _row(scope: Scope, found: Material, by: str, cell: _Cell) -> QualityRow:
    made = _Maker(scope, found, by, cell)
    return QualityRow(
        cell=cell.key,
        label=cell.label,
        leads=made.leads(),
        accepted=made.rate("accepted", "Accepted", cell.accepted, _ACCEPTED, 0),
        won=made.rate("won", "Won", cell.won, _WON, 1),
        revenue=made.revenue(),
        per_lead=made.per_lead(),
        waited=made.waited(),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """The numbers of one row."""

    scope: Scope
    found: Material
    by: str
    cell: _Cell

    def leads(self) -> Number:
        value = len(self.cell.leads)
        return self.scope.number(
            self._name("leads"), "Leads begun", value, "leads", "people's first leads begun in the window",
            "quality_cells", clause="count.lead", rows=self._rows(value, "begun"),
        )  # fmt: skip

    def rate(self, name: str, label: str, drawn: Drawn | None, formula: str, at: int) -> Judged:
        ripe = self.found.matured[self.cell.leads]
        hits = int((getattr(self.found, name)[self.cell.leads] & ripe).sum())
        cases = int(ripe.sum())
        verdict = self._verdict(at)
        few = said("only %(n)s matured: read the interval, not the share", n=cases) if cases < ENOUGH else ""
        number = self.scope.number(
            self._name(name), label, drawn.value if drawn else None, "share", formula, "quality_cells", clause=CLAUSE,
            rows=self._rows(hits, name), enough=not few, note=joined(_drawn_by(drawn, hits, cases), few),
            interval=drawn.interval if drawn else None, part=Part(hits, cases, "matured leads"),
        )  # fmt: skip
        return Judged(number, _words(verdict))

    def revenue(self) -> Number:
        money = self.cell.revenue
        return self._money("revenue", "Revenue", money.total, _REVENUE, money)

    def per_lead(self) -> Judged:
        ripe = self.cell.leads[self.found.matured[self.cell.leads]]
        money = self.cell.revenue
        each = (
            Money.of(money.total.major / len(ripe), money.total.currency)
            if money.total and len(ripe)
            else None
        )
        number = self._money("per_lead", "Revenue per matured lead", each, _PER_LEAD, money)
        won = int(self.found.won[ripe].sum())
        if won < _FEW_WON or each is None:
            few = said("%(n)s won: too few for an interval", n=won)
            return Judged(
                replace(number, enough=False, note=joined(number.note, few)), _words(self._verdict(2))
            )
        number = replace(number, interval=_between(self.found, ripe))
        return Judged(number, _words(self._verdict(2)))

    def waited(self) -> Judged:
        asked = self.cell.leads[self.found.qualified[self.cell.leads]]
        answered = self.found.answered[asked]
        curve = kaplan_meier(self.found.waited[asked], answered)
        hits, cases = int(answered.sum()), len(asked)
        few = "" if cases >= ENOUGH else said("only %(n)s handed over", n=cases)
        never = "" if curve.median is not None or not cases else "less than half of them answered so far"
        number = self.scope.number(
            self._name("waited"), "Hours to a first response", curve.median, "hours", _WAITED, "response_times",
            clause="sales_promises.first_attempt", rows=self._rows(hits, "answered"), enough=not few,
            note=joined(never, few), interval=curve.median_interval, part=Part(hits, cases, "leads handed over"),
        )  # fmt: skip
        verdict = self._verdict(3)
        return Judged(number, _FASTER.get(verdict.says, _words(verdict)) if verdict else "")

    def _money(self, name: str, label: str, money: Money | None, formula: str, of: Revenue) -> Number:
        won = self.found.won[self.cell.leads] & self.found.matured[self.cell.leads]
        apart = ", ".join(str(each) for each in of.apart)
        note = joined(of.says, said("without a rate, not in it: %(amounts)s", amounts=apart) if apart else "")
        value = Decimal(0) if money is None and not of.apart else money.major if money else None
        return self.scope.number(
            self._name(name), label, value, money.currency if money else self.scope.currency, formula,
            "quality_revenue", clause="count.amount", rows=self._rows(int(won.sum()), "won"), note=note,
        )  # fmt: skip

    def _name(self, name: str) -> str:
        return f"{OF}{self.by}:{name}:{self.cell.label if self.cell.key else ALL}"

    def _rows(self, count: int, tried: str) -> Rows:
        where = (("dimension", self.by), ("tried", tried))
        return Rows(
            "rows_quality", count, where if self.cell.key == ALL else (*where, ("cell", self.cell.key))
        )

    def _verdict(self, at: int) -> Verdict | None:
        return self.cell.verdicts[at] if self.cell.verdicts else None


# More answers than were to be expected by then: faster.
_FASTER = {Says.more: "faster than the rest", Says.less: "slower than the rest"}


def _words(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    if verdict.says is Says.few:
        return said("too few to tell: %(n)s more needed", n=f"{verdict.missing:,}")
    return str(verdict.says)


def _drawn_by(drawn: Drawn | None, hits: int, cases: int) -> str:
    """What the rate was before it was drawn, where it was moved at all."""
    span = wilson(hits, cases)
    if drawn is None or span is None or drawn.weight == 1.0:
        return ""
    return said(
        "%(raw)s %% as counted; %(own)s %% of the figure is its own, the rest what the others say",
        raw=f"{100 * hits / cases:.1f}", own=f"{100 * drawn.weight:.0f}",
    )  # fmt: skip


def _between(found: Material, leads: Ints) -> Interval | None:
    """The 95 % interval of revenue per lead: the ratio's variance between companies, on the scale of its logarithm."""
    _names, company = np.unique(found.company[leads], return_inverse=True)
    count = int(company.max()) + 1
    total = float(found.revenue[leads].sum())
    if total <= 0 or count < 2:
        return None
    each = total / len(leads)
    off = np.bincount(company, weights=found.revenue[leads] - each, minlength=count)
    error = sqrt(float((off**2).sum()) * count / (count - 1)) / total
    return Interval(each * exp(-Z95 * error), each * exp(Z95 * error))
