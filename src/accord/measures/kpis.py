"""The five joint figures, in their order: both teams see the same number from the same rows."""

from dataclasses import replace
from decimal import Decimal

from accord.measures.mirror import Mirror
from accord.measures.number import Number, Rows
from accord.measures.rates import Amount, Total, add
from accord.measures.scope import Scope
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said


def five(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """Shared activity, leads, cost per lead, conversions, sales."""
    counted = leads(mirror, scope)
    return (
        shared_activity(mirror, scope),
        counted,
        cost_per_lead(mirror, scope, counted),
        conversions(mirror, scope),
        sales(mirror, scope),
    )


def shared_activity(mirror: Mirror, scope: Scope) -> Number:
    """Accounts both teams touched in the last 30 days; no list of targets is kept, so of all."""
    row = mirror.ask("kpi_shared_activity", **scope.bound())[0]
    return scope.number(
        "shared_activity", "Shared activity", row["both_teams"], "accounts",
        "accounts with a touch of both teams in the last 30 days", "kpi_shared_activity",
        clause="kpis.shared_activity", target=scope.target("shared_activity"), enough=row["accounts"] > 0,
        rows=Rows("rows_accounts", row["both_teams"]),
        note=said("of all %(n)s accounts: no list of target accounts is kept here", n=row["accounts"])
        if row["accounts"] else "no company is known yet",
    )  # fmt: skip


def leads(mirror: Mirror, scope: Scope) -> Number:
    """New qualified people; those who came back stand beside."""
    row = mirror.ask("kpi_leads", **scope.bound())[0]
    by_definition = scope.qualified >= 0
    formula = (
        "new people who met the definition in the window" if by_definition else "new people in the window"
    )

    def number(name: str, label: str, value: int, kind: str, *beside: Number) -> Number:
        return scope.number(
            name, label, value, "leads", formula, "kpi_leads",
            clause="count.lead", rows=Rows("rows_kpi_leads", value, (("came", kind),)), beside=beside,
            target=scope.target("leads") if kind == "new" else None,
            note="" if by_definition else "no stage is entered by definition: every new person counts",
        )  # fmt: skip

    return number(
        "leads",
        "Qualified leads",
        row["leads"],
        "new",
        number("recycled", "Came back", row["recycled"], "back"),
    )


def cost_per_lead(mirror: Mirror, scope: Scope, counted: Number) -> Number:
    """Programme spend / leads, each day's spend at its rate; None without spend or leads."""
    days = mirror.ask("spend_by_day", **scope.bound())
    total = add((Amount(d["amount"], d["currency"], d["day"]) for d in days), scope.rates)
    people = counted.value if isinstance(counted.value, int) else 0
    note = "no spend is in the ledger" if not days else "" if people else "no leads in the window"

    def per_lead(money: Money) -> Number:
        value = Money.of(money.major / people, money.currency).major if people else None
        return _money_number(
            scope, "cost_per_lead", "Cost per lead", value, money.currency, note or total.says
        )

    if total.sum is None and not total.apart:
        return _money_number(scope, "cost_per_lead", "Cost per lead", None, scope.currency, note)
    main = per_lead(total.sum) if total.sum else _money_number(
        scope, "cost_per_lead", "Cost per lead", None, scope.currency, "no rate to the agreement's currency"
    )  # fmt: skip
    return _beside(main, tuple(per_lead(m) for m in total.apart), sum(d["rows"] for d in days))


def _money_number(
    scope: Scope, name: str, label: str, value: Decimal | None, currency: str, note: str
) -> Number:
    return scope.number(
        name, label, value, currency, "programme spend in the window / leads in the window", "spend_by_day",
        clause=f"kpis.{name}", target=scope.target(name), enough=value is not None, note=note,
    )  # fmt: skip


def _beside(number: Number, others: tuple[Number, ...], rows: int) -> Number:

    return replace(number, beside=others, rows=Rows("rows_spend", rows))


def conversions(mirror: Mirror, scope: Scope) -> Number:
    """Sales-ready / leads of matured cohorts."""
    row = mirror.ask("kpi_conversions", **scope.bound())[0]

    share = scope.share(
        "conversions", "Conversions", row["converted"], row["matured"],
        "matured leads that became sales-ready / matured leads", "kpi_conversions",
        Rows("rows_kpi_leads", row["converted"], (("came", "ready"),)), "kpis.conversions",
    )  # fmt: skip
    return replace(share, target=scope.target("conversions"))


def sales(mirror: Mirror, scope: Scope) -> Number:
    """The amounts won in the window, in the agreement's currency where a rate is agreed; others beside."""
    days = mirror.ask("sales_by_day", **scope.bound())
    by_currency = mirror.ask("kpi_sales", **scope.bound())
    total: Total = add((Amount(d["amount"], d["currency"], d["day"]) for d in days), scope.rates)
    deals = sum(row["deals"] for row in by_currency)
    without = sum(row["deals"] for row in by_currency if row["amount"] is None)
    none = said("%(n)s of %(deals)s deals have no amount", n=without, deals=deals) if without else ""
    note = joined(total.says, none)

    nothing = None if deals else Decimal(0)

    def number(money: Money | None, name: str) -> Number:
        return scope.number(
            name, "Sales", money.major if money else nothing, money.currency if money else scope.currency,
            "amounts of deals won in the window", "kpi_sales",
            clause="kpis.sales", rows=Rows("rows_deals_won", deals), note=note, enough=money is not None,
            target=scope.target("sales") if money is None or money.currency == scope.currency else None,
        )  # fmt: skip

    return replace(
        number(total.sum, "sales"), beside=tuple(number(m, f"sales:{m.currency}") for m in total.apart)
    )
