"""Retention for whoever may see the board, the same for every role; customers at risk by name for who may see them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from accord.contacts.account_names import find_account_names
from accord.contacts.reads import find_names
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Window
from accord.measures.retention import OF, retention
from accord.measures.retention_lines import SIGNS, Retention
from accord.measures.retention_lines import RenewalQuarter as Quarter
from accord.measures.scope import Scope
from accord.reporting.ordering import AS_GIVEN, Sorting, figure, many, ordered, when, words
from accord.reporting.owned import by_owners
from accord.reporting.paging import page_of
from accord.reporting.reckoned import reckoned
from accord.teams.rights import Right, may
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer

__all__ = [
    "OF",
    "SIGNS",
    "TO_SORT",
    "AtRisk",
    "CustomersAtRisk",
    "Quarter",
    "Retention",
    "company_retention",
    "customers_at_risk",
]


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A customer at risk: who, whose, what they pay a year, when their contract ends, and every sign."""

    account_id: int | None
    contact_id: int | None
    name: str
    owner: str
    segment: str
    amount: Decimal
    currency: str
    due: date
    signs: tuple[str, ...]  # as `SIGNS`
    heard_at: datetime | None  # their last act
    reached_at: datetime | None  # ours


TO_SORT = (
    words("name"),
    many("signs"),
    when("due"),
    figure("amount"),  # as it is written: amounts in several currencies are compared by their figures
    words("owner"),
    when("heard_at"),
    when("reached_at"),
)


@dataclass(frozen=True, slots=True)
class CustomersAtRisk:
    """A page of those the viewer may see: in the order asked for, else most signs first, then the largest."""

    rows: tuple[AtRisk, ...]
    visible: int
    total: int
    next_offset: int | None


def company_retention(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Retention:
    """Gross, net and customers kept over the twelve months that end with the window, renewals, signs of risk.

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "retention", retention, window=window, now=now)


def customers_at_risk(
    viewer: Viewer, *, now: datetime, offset: int = 0, limit: int = 50, sorting: Sorting = AS_GIVEN
) -> CustomersAtRisk:
    """The customers at risk today that this viewer may see. None are visible without the right to see people.

    All of them are sorted (a column of `TO_SORT`) before a page is cut. Raises `Refused` without the right to see the
    board.
    """
    found = reckoned(viewer, "at_risk", _at_risk, window=None, now=now)
    if not (may(viewer, Right.see_rows) and may(viewer, Right.see_contacts)):
        return CustomersAtRisk((), 0, len(found), None)
    accounts = find_account_names(viewer, {row["customer"] for row in found if row["customer"] > 0})
    people = find_names(viewer, {-row["customer"] for row in found if row["customer"] < 0})
    names = accounts | {-contact: name for contact, name in people.items()}
    mine = [_row(row, names[row["customer"]]) for row in found if row["customer"] in names]
    listed, more = page_of(ordered(mine, by_owners(viewer, TO_SORT, mine, sorting), sorting), offset, limit)
    return CustomersAtRisk(tuple(listed), len(mine), len(found), more)


def _at_risk(mirror: Mirror, scope: Scope) -> tuple[Row, ...]:
    return tuple(mirror.ask("at_risk", **scope.bound()))


def _row(row: Row, name: str) -> AtRisk:
    customer, currency = row["customer"], row["currency"] or ""
    return AtRisk(
        account_id=customer if customer > 0 else None,
        contact_id=row["contact"],
        name=name,
        owner=row["owner"],
        segment=row["segment"],
        amount=Money(row["amount"], currency).major if currency else Decimal(0),
        currency=currency,
        due=row["due_at"].date(),
        signs=tuple(sign for sign in SIGNS if row[sign]),
        heard_at=_instant(row["buyer_at"]),
        reached_at=_instant(row["ours_at"]),
    )


def _instant(when: datetime | None) -> datetime | None:
    return when.replace(tzinfo=UTC) if when else None
