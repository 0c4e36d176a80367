"""What a campaign brought in money, and what it cost: credited, sourced, influenced; spend by answer and lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accord.measures.attribution.credit_shapes import CompanyCredit, ModelTable
from accord.measures.campaign_results import CLAUSE, OF
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Rows
from accord.measures.rates import Amount, Total, add
from accord.measures.scope import Scope
from accord.vocabulary.money import Money
from accord.vocabulary.said import joined, said

NO_MODEL = "no credit: the agreement signs no model, or nothing was won"
NO_SPEND = "no spend is known under this campaign's names"
NO_BUDGET = "no budget is planned"


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
    """`budget` in minor units; `counted`: the people who answered and became leads in the arms that were sent to.

    Amounts of other currencies are brought to the agreement's at its dated rates; what has no rate is said, apart.
    """
    bound = scope.bound()
    wins = mirror.ask("campaign_wins", **bound)
    sourced = [row for row in wins if row["sourced"]]
    spend = mirror.ask("spend_of_campaign", **bound)
    spent = add((Amount(row["amount"], row["currency"], row["day"]) for row in spend), scope.rates)
    make = _Numbers(scope, ref)
    answers, leads = counted
    return MoneyOfCampaign(
        credited=make.credited(credit, set(bound["result_names"])),
        sourced=make.won("sourced", "Sourced", sourced,
                         "deals won that began after the send with people who had no lead or deal before"),
        influenced=make.won("influenced", "Influenced", wins,
                            "deals won after the send with people it reached, or at their companies"),
        sourced_deals=len(sourced),
        influenced_deals=len(wins),
        budget=make.number("budget", "Budget", _major(scope, budget), "as planned", "",
                           "" if budget is not None else NO_BUDGET),
        spent=make.spent(spent, spend),
        per_answer=make.per("per_answer", "Cost per answer", spent, spend, answers,
                            "spent / people who answered", "nobody answered yet"),
        per_lead=make.per("per_lead", "Cost per lead", spent, spend, leads,
                          "spent / people who became leads", "nobody became a lead yet"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Numbers:
    scope: Scope
    ref: str

    def number(
        self,
        name: str,
        label: str,
        value: Decimal | None,
        formula: str,
        sql: str,
        note: str = "",
        **more: Any,
    ) -> Number:
        """A number of this campaign; without a value, `note` says why."""
        return self.scope.number(
            f"{OF}{name}:{self.ref}", label, value, more.pop("unit", self.scope.currency), formula, sql,
            clause=CLAUSE, enough=value is not None, note=note, **more,
        )  # fmt: skip

    def credited(self, credit: CompanyCredit, names: set[str]) -> Number:
        """What the model that is shown first credits to touches under these names, with the touches."""
        first: ModelTable | None = next(
            (one for one in credit.signed if one.grain == "campaign" and not one.why_not), None
        )
        mine = [row for row in first.rows if row.name in names] if first else []
        behind = sum(row.number.rows.count for row in mine if row.number.rows)
        amount = sum((row.amount for row in mine), Decimal(0)) if first else None
        return self.number(
            "credited", "Credited by the signed model", amount,
            "what the model that is shown first credits to touches under the campaign's names", "rows_campaign_credit",
            "" if first else NO_MODEL, rows=Rows("rows_campaign_credit", behind, self._where()),
        )  # fmt: skip

    def won(self, name: str, label: str, deals: list[Row], formula: str) -> Number:
        """What these deals are worth, with the deals; those without an amount are said."""
        priced = [row for row in deals if row["amount"] is not None]
        total = add((Amount(row["amount"], row["currency"], _day(row)) for row in priced), self.scope.rates)
        bare = len(deals) - len(priced)
        note = joined(said("deals without an amount: %(n)s", n=bare) if bare else "", *_says(total))
        came = (("came", "sourced"),) if name == "sourced" else ()
        rows = Rows("rows_campaign_wins", len(deals), self._where(*came))
        value, unit = _value(total, Money(0, self.scope.currency), self.scope)
        return self.number(name, label, value, formula, "campaign_wins", note, rows=rows, unit=unit)

    def spent(self, total: Total, rows: list[Row]) -> Number:
        """What was spent, with the rows that the platforms report."""
        value, unit = _value(total, None, self.scope)
        return self.number(
            "spent", "Spent", value, "spend that the ad platforms report under its names", "spend_of_campaign",
            joined(*_says(total)) or ("" if value is not None else NO_SPEND), rows=self._spend_rows(rows), unit=unit,
        )  # fmt: skip

    def per(
        self, name: str, label: str, total: Total, rows: list[Row], people: int, formula: str, nobody: str
    ) -> Number:
        """What was spent by each of so many people."""
        whole, unit = _value(total, None, self.scope)
        value = None if whole is None or not people else Money.of(whole / people, unit).major
        note = joined(*_says(total), NO_SPEND if whole is None else "" if people else nobody)
        return self.number(
            name, label, value, formula, "spend_of_campaign", note, rows=self._spend_rows(rows), unit=unit
        )

    def _spend_rows(self, rows: Iterable[Mapping[str, Any]]) -> Rows:
        return Rows("rows_campaign_spend", sum(row["rows"] for row in rows), self._where())

    def _where(self, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        return (("source", self.ref), *more)


def _value(total: Total, none: Money | None, scope: Scope) -> tuple[Decimal | None, str]:
    """The sum and its currency: the agreement's, or the one foreign currency where all is in that."""
    money = total.sum or (None if total.apart else none)
    return (money.major, money.currency) if money else (None, scope.currency)


def _says(total: Total) -> list[str]:
    """The rates that a sum took, and what it could not hold."""
    apart = ", ".join(map(str, total.apart))
    return [total.says, said("without a rate, apart: %(sums)s", sums=apart) if apart else ""]


def _day(row: Row) -> date:
    day: date = row["won_at"].date()
    return day


def _major(scope: Scope, minor: int | None) -> Decimal | None:
    return None if minor is None else Money(minor, scope.currency).major
