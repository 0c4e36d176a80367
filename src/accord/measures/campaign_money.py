"""What a campaign brought in money, and what it cost: credited, sourced, influenced; spend by answer and lead."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.campaign_results import CLAUSE, OF
from accord.measures.mirror import Mirror
from accord.measures.number import Number
from accord.measures.scope import Scope
from accord.vocabulary.money import Money

NO_MODEL = "no credit: the agreement signs no model, or nothing was won"
NO_SPEND = "no spend is known under this campaign's names"


@dataclass(frozen=True, slots=True)
class MoneyOfCampaign:
    """`credited` is of the signed model over all time, beside sourced and influenced (never to be added)."""

    credited: Number
    sourced: Number
    influenced: Number
    sourced_deals: int
    influenced_deals: int
    budget: Number
    spent: Number
    per_answer: Number
    per_lead: Number

    def numbers(self) -> tuple[Number, ...]:
        """Every number on it."""
        return (
            self.credited,
            self.sourced,
            self.influenced,
            self.budget,
            self.spent,
            self.per_answer,
            self.per_lead,
        )


def money_of_campaign(
    mirror: Mirror,
    scope: Scope,
    credit: CompanyCredit,
    budget: int | None,
    counted: tuple[int, int],
    ref: str,
) -> MoneyOfCampaign:
    """`budget` in minor units; `counted`: the people who answered and became leads in the arms that were sent to."""
    names = set(scope.bound()["result_names"])
    wins = mirror.ask("campaign_wins", **scope.bound())
    first = next((one for one in credit.signed if one.grain == "campaign" and not one.why_not), None)
    mine = [row.amount for row in first.rows if row.name in names] if first else []
    spent = [
        row
        for row in mirror.ask("campaign_spend")
        if row["campaign"] in names and row["currency"] == scope.currency
    ]
    total = sum(row["amount"] for row in spent) if spent else None

    def number(
        name: str, label: str, value: Decimal | None, formula: str, sql: str, note: str = ""
    ) -> Number:
        more: dict[str, Any] = {} if value is not None else {"enough": False, "note": note}
        return scope.number(
            f"{OF}{name}:{ref}", label, value, scope.currency, formula, sql, clause=CLAUSE, **more
        )

    answers, leads = counted
    sourced = [row for row in wins if row["sourced"]]
    return MoneyOfCampaign(
        number("credited", "Credited by the signed model", sum(mine, Decimal(0)) if first else None,
               "what the model that is shown first credits to touches under the campaign's names", "credit_paths",
               NO_MODEL),
        number("sourced", "Sourced", _won(scope, sourced),
               "deals won that began after the send with people who had no lead or deal before", "campaign_wins"),
        number("influenced", "Influenced", _won(scope, wins),
               "deals won after the send with people it reached, or at their companies", "campaign_wins"),
        len(sourced),
        len(wins),
        number("budget", "Budget", _major(scope, budget), "as planned", "campaign_spend", "no budget is planned"),
        number("spent", "Spent", _major(scope, total), "spend that the ad platforms report under its names",
               "campaign_spend", NO_SPEND),
        number("per_answer", "Cost per answer", _per(scope, total, answers), "spent / people who answered",
               "campaign_spend", NO_SPEND if total is None else "nobody answered yet"),
        number("per_lead", "Cost per lead", _per(scope, total, leads), "spent / people who became leads",
               "campaign_spend", NO_SPEND if total is None else "nobody became a lead yet"),
    )  # fmt: skip


def _won(scope: Scope, rows: list[Any]) -> Decimal:
    mine = sum(row["amount"] or 0 for row in rows if row["currency"] == scope.currency)
    return Money(mine, scope.currency).major


def _major(scope: Scope, minor: int | None) -> Decimal | None:
    return None if minor is None else Money(minor, scope.currency).major


def _per(scope: Scope, minor: int | None, people: int) -> Decimal | None:
    return None if minor is None or not people else Money(round(minor / people), scope.currency).major
