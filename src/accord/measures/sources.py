"""Lead quality by source: volume x acceptance x win x revenue x speed, and how long winning takes."""

from collections import defaultdict

from accord.measures.board import SourceRow
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Rows
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

_CLAUSE = "count.conversion"

_CAME_BY = "leads that came by it: their first touch with a channel, else the original source a system states"


def by_source(mirror: Mirror, scope: Scope) -> tuple[SourceRow, ...]:
    """One row per source, the largest first."""
    revenue: dict[str, list[Amount]] = defaultdict(list)
    for row in mirror.ask("revenue_by_source", **scope.bound()):
        revenue[row["source"]].append(Amount(row["amount"], row["currency"], row["day"]))
    seen = {amount.currency for amounts in revenue.values() for amount in amounts}
    currency = seen.pop() if len(seen) == 1 else scope.currency
    return tuple(
        _row(row, revenue[row["source"]], currency, scope)
        for row in mirror.ask("leads_by_source", **scope.bound())
    )


def _row(row: Row, revenue: list[Amount], currency: str, scope: Scope) -> SourceRow:
    source, matured = row["source"], row["matured"]

    def rows(count: int, **where: str) -> Rows:
        return Rows("rows_leads", count, (("source", source), *sorted(where.items())))

    def number(name: str, label: str, value: int, formula: str, **where: str) -> Number:
        return scope.number(
            f"{name}:{source}", label, value, "leads", formula, "leads_by_source", rows=rows(value, **where)
        )

    def share(name: str, label: str, hits: int, formula: str, **where: str) -> Number:
        return scope.share(
            f"{name}:{source}", label, hits, matured, formula, "leads_by_source",
            rows(hits, matured="yes", **where), _CLAUSE,
        )  # fmt: skip

    return SourceRow(
        source=source,
        leads=number("leads", "Leads begun", row["leads"], _CAME_BY),
        accepted_share=share(
            "accepted_share", "Accepted", row["matured_accepted"],
            "matured leads that crossed the hand-off line / matured leads", accepted="yes",
        ),
        won=number("won", "Won", row["won"], "of these leads, those with a won deal", won="yes"),
        won_share=share(
            "won_share", "Won share", row["matured_won"], "matured leads with a won deal / matured leads",
            won="yes",
        ),
        revenue_per_lead=_revenue(row, revenue, currency, scope, rows(row["won"], won="yes")),
        days_to_won=_days(row, scope, rows(row["won"], won="yes")),
    )  # fmt: skip


def _revenue(row: Row, revenue: list[Amount], currency: str, scope: Scope, rows: Rows) -> Number:
    total = add(revenue, scope.rates)
    note = joined(total.says, _apart(total.apart))

    def per_lead(money: Money, **more: object) -> Number:
        return scope.number(
            f"revenue_per_lead:{row['source']}", "Revenue per lead",
            Money.of(money.major / row["leads"], money.currency).major, money.currency,
            "revenue of the won deals of these leads / these leads, won or not", "revenue_by_source",
            clause="count.amount", rows=rows, **more,
        )  # fmt: skip

    nothing = Money(0, total.apart[0].currency if total.apart else currency)
    return per_lead(
        total.sum or nothing, note=note, enough=bool(revenue), beside=tuple(per_lead(m) for m in total.apart)
    )


def _apart(apart: tuple[Money, ...]) -> str:
    amounts = ", ".join(str(m) for m in apart)
    return said("without a rate, shown apart: %(amounts)s", amounts=amounts) if apart else ""


def _days(row: Row, scope: Scope, rows: Rows) -> Number:
    return scope.number(
        f"days_to_won:{row['source']}", "Days to won", row["median_days"], "days",
        "median of calendar days from first contact to won", "leads_by_source",
        rows=rows, enough=row["won"] > 0, note="" if row["won"] else "nothing won yet",
    )  # fmt: skip


def speed(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """How long winning takes: median, mean, the slowest tenth, and deals won before the first contact."""
    row = mirror.ask("days_to_won", **scope.bound())[0]
    deals, early = row["deals"], row["before_contact"]
    rows = Rows("rows_deals", deals)
    note: str = ""
    if early:
        note = said("%(n)s won before the first contact: kept, and counted with its negative days", n=early)
    if not deals:
        note = "nothing won yet"

    def days(name: str, label: str, formula: str) -> Number:
        value = row[name]
        return scope.number(
            name, label, value, "days", formula, "days_to_won", rows=rows, note=note, enough=deals > 0
        )

    words = "of calendar days from a lead's first contact to its deal being won"
    return (
        days("median_days", "Days to won, median", said("median %(of)s", of=words)),
        days("mean_days", "Days to won, mean", said("mean %(of)s", of=words)),
        days("p90_days", "Days to won, slowest tenth", said("90th percentile %(of)s", of=words)),
        scope.number(
            "won_before_contact", "Won before first contact", early, "deals",
            "deals won before the first touch of their lead: look at the dates in the source", "days_to_won",
            rows=Rows("rows_deals", early, (("early", "yes"),)),
        ),
    )  # fmt: skip
