"""What came back for what was spent: spend beside credit, and what each outcome of a cohort cost.

Return is credit / spend, both of the window: what is won now was often paid for earlier, so it lags by the time that
winning takes. Costs are of a cohort: spend in the window / leads begun in it that have come so far, which ripens.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accord.agreement.cycle import find_cycle
from accord.agreement.shape.measure import Budget
from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Reading, Rows, Window
from accord.measures.rates import Amount, add
from accord.measures.roi_moves import Move, moves_of
from accord.measures.scope import Scope
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

STEPS = {
    "leads": "Inquiry",
    "qualified": "Qualified lead",
    "accepted": "Accepted",
    "ready": "Sales-ready",
    "won": "Customer",
}
_SPEND = "programme spend in the window, each day's at its rate"
_RETURN = "credit of the signed model in the window / programme spend in the window"
_COST = "programme spend in the window / leads begun in it that have come so far"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoiRow:
    """One channel, or all together. `costs` are by `STEPS`, each None where nobody has come so far."""

    channel: str
    spend: Number
    credit: Number | None  # None: the signed model credits it nothing, or not in the spend's currency
    returned: Number
    costs: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roi:
    """Spend, credit and costs by channel of spend, the dearest first; `budget_says` where a budget is agreed."""

    window: Window | None
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    model: str
    rows: tuple[RoiRow, ...]
    whole: RoiRow | None
    steps: tuple[str, ...]
    budget_says: str = ""
    says: str = ""
    moves: tuple[Move, ...] = ()  # of budget between channels, for both teams to decide

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the table."""
        rows = (*self.rows, *((self.whole,) if self.whole else ()))
        return tuple(n for row in rows for n in (row.spend, row.returned, *row.costs))


def roi(mirror: Mirror, scope: Scope, credit: CompanyCredit) -> Roi:
    """The table of a window; no rows where no spend is in the ledger."""
    spent: dict[str, list[Amount]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for row in mirror.ask("spend_by_channel", **scope.bound()):
        spent[row["channel"]].append(Amount(row["amount"], row["currency"], row["day"]))
        count[row["channel"]] += row["rows"]
    reached = {row["source"]: row for row in mirror.ask("leads_reached", **scope.bound())}
    credited = {row.name: row.number for row in credit.signed[0].rows}
    make = _Rows(scope)
    rows = [
        make.row(name, amounts, count[name], credited.get(name), reached.get(name, {}))
        for name, amounts in spent.items()
    ]
    everything = [amount for amounts in spent.values() for amount in amounts]
    together = {key: _sum(reached, key) for key in STEPS}
    whole = make.row("", everything, sum(count.values()), credit.won, together) if rows else None
    budget = scope.document.budget if scope.document else None
    return Roi(
        window=scope.window,
        zone=scope.zone,
        reading=scope.reading,
        as_of=scope.as_of,
        made_at=scope.now,
        model=credit.signed[0].label,
        rows=tuple(sorted(rows, key=lambda row: (-float(row.spend.value or 0), row.channel))),
        whole=whole,
        steps=tuple(STEPS.values()),
        budget_says=_budget(budget, whole, scope),
        says="" if rows else "no spend is in the ledger",
        moves=moves_of([row.spend for row in rows], credit),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    scope: Scope

    def row(
        self,
        name: str,
        amounts: list[Amount],
        rows: int,
        credit: Number | None,
        reached: Mapping[str, int | None],
    ) -> RoiRow:
        """One channel's row; `name` empty: all of them."""
        total = add(amounts, self.scope.rates)
        money = total.sum or Money(0, self.scope.currency)
        apart = (
            said("without a rate, apart: %(sums)s", sums=", ".join(map(str, total.apart)))
            if total.apart
            else ""
        )
        behind = Rows("rows_spend_of", rows, (("word", name),)) if name else Rows("rows_spend", rows)
        spend = self._number("spend", name, money.major, money.currency, _SPEND, "spend_by_channel", behind,
                             note=joined(total.says, apart))  # fmt: skip
        same = credit if credit is not None and credit.unit == money.currency else None
        share = float(Decimal(str(same.value)) / money.major) if same and money.minor else None
        return RoiRow(
            channel=name,
            spend=spend,
            credit=same,
            returned=self._number("returned", name, share, "times", _RETURN, "spend_by_channel", behind),
            costs=tuple(self._cost(step, name, money, reached.get(step)) for step in STEPS),
        )

    def _cost(self, step: str, name: str, money: Money, reached: int | None) -> Number:
        value = Money.of(money.major / reached, money.currency).major if reached else None
        where = {"qualified": ("reached", str(self.scope.qualified)), "accepted": ("accepted", "yes"),
                 "ready": ("reached", str(self.scope.ready)), "won": ("won", "yes")}  # fmt: skip
        filters = [("source", name)] if name else []
        filters += [where[step]] if step in where else []
        note = "" if reached is not None else "no stage is entered by definition"
        return self._number(f"cost_{step}", name, value, money.currency, _COST, "leads_reached",
                            Rows("rows_leads", reached or 0, tuple(sorted(filters))), note=note)  # fmt: skip

    def _number(
        self, kind: str, name: str, value: float | Decimal | None, unit: str, formula: str, sql: str, rows: Rows,
        note: str = "",
    ) -> Number:  # fmt: skip
        label = STEPS.get(
            kind.removeprefix("cost_"), {"spend": "Spend", "returned": "Return"}.get(kind, kind)
        )
        return self.scope.number(
            f"roi:{kind}:{name}", label, value, unit, formula, sql,
            clause="budget" if kind == "spend" else "attribution" if kind == "returned" else "kpis.cost_per_lead",
            rows=rows, note=note, enough=value is not None,
        )  # fmt: skip


def _sum(reached: Mapping[str, Row], key: str) -> int | None:
    found = [row[key] for row in reached.values() if row[key] is not None]
    return sum(found) if found else None


def _budget(budget: Budget | None, whole: RoiRow | None, scope: Scope) -> str:
    """Budget against actual in words; a window that is not within the agreement's cycle has no budget."""
    if budget is None or whole is None or whole.spend.unit != scope.currency or not budget.programme:
        return ""
    cycle = find_cycle(scope.document.agreement.cycle) if scope.document else None
    if cycle is None or scope.window is None or scope.window.start < cycle[0] or scope.window.end > cycle[1]:
        return "choose days within the agreement's cycle to see its budget against what was spent"
    spent = Decimal(str(whole.spend.value))
    part = f"{float(spent / budget.programme):.0%}"
    plain = said(
        "%(spent)s of the cycle's programme budget of %(budget)s (%(part)s)",
        spent=f"{spent:,.0f}", budget=f"{budget.programme:,.0f}", part=part,
    )  # fmt: skip
    if budget.loaded is None:
        return plain
    loaded = spent * budget.loaded / budget.programme
    return joined(plain, said("loaded as budgeted it is %(loaded)s", loaded=f"{loaded:,.0f}"))
