"""What the agreement says to whoever asks: pure answers from a document and the list of sealed versions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from accord.agreement.shape import Document
from accord.agreement.shape.heading import Mode
from accord.vocabulary.money import Money
from accord.vocabulary.words import Reference


class Sealed(NamedTuple):
    """One signed version: its hash, from when it is in force, and when the last signature was given."""

    hash: str
    in_force_from: datetime
    sealed_at: datetime


class Judging(NamedTuple):
    """The version that judges an instant; `before` marks facts older than the first signed version."""

    version: Sealed
    before: bool


def find_in_force(versions: Sequence[Sealed], at: datetime) -> Sealed | None:
    """The version in force at an instant, None before the first: sealed and begun, the latest begun wins.

    It stays in force after its last day until another replaces it; nothing stops in silence.
    """
    begun = [each for each in versions if max(each.in_force_from, each.sealed_at) <= at]
    return max(begun, key=lambda each: (each.in_force_from, each.sealed_at, each.hash), default=None)


def find_judging(versions: Sequence[Sealed], at: datetime) -> Judging | None:
    """The version that reads a fact; the first one reads what is older, None when none is signed."""
    if (version := find_in_force(versions, at)) is not None:
        return Judging(version, before=False)
    first = min(versions, key=lambda each: (max(each.in_force_from, each.sealed_at), each.hash), default=None)
    return None if first is None else Judging(first, before=True)


def may_act(versions: Sequence[Sealed], now: datetime) -> bool:
    """Whether anything may be offered, timed, sent or written now: only under a signed version in force."""
    return find_in_force(versions, now) is not None


def missing_signatures(document: Document, teams: Collection[str]) -> tuple[str, ...]:
    """Who still has to sign; empty means signed. Marketing and sales always sign."""
    needed = dict.fromkeys(["marketing", "sales", *document.signed_by])
    return tuple(team for team in needed if team not in teams)


def find_signer_side(document: Document, position: str) -> str | None:
    """For which side a position signs, as role or as deputy."""
    for side, signer in document.signed_by.items():
        if position in (signer.role, signer.deputy):
            return side
    return None


def find_owner(document: Document, stage: str) -> str | None:
    """The side that owns a stage."""
    return next((each.owner for each in document.stages if each.id == stage), None)


def find_team(document: Document, stage: str) -> str | None:
    """The team that works a stage, the side where no team is named."""
    return next((each.team or each.owner for each in document.stages if each.id == stage), None)


def mode_of(document: Document, clause: str) -> Mode:
    """How hard a clause works: its own mode, else that of the clause around it, else observe."""
    while clause:
        if clause in document.mode:
            return document.mode[clause]
        clause = clause.rpartition(".")[0]
    return Mode.observe


def is_past_review(document: Document, today: date) -> bool:
    """Whether the review day has passed: the agreement stays in force and says so."""
    review = document.agreement.review_by
    return review is not None and today > review.on


def reporting_zone(document: Document) -> str:
    """The zone in which a day begins in every number."""
    return str(document.reporting.zone) if document.reporting else "UTC"


def reporting_currency(document: Document) -> str:
    """The currency in which sums are shown."""
    said = document.reporting.currency if document.reporting else None
    return str(document.agreement.currency if said is None or isinstance(said, Reference) else said)


def convert(document: Document, amount: Money, on: date) -> Money | None:
    """The amount in the reporting currency at the rate of the day.

    None when no rate is dated on or before the day: a sum then shows the currencies apart.
    """
    currency = reporting_currency(document)
    if amount.currency == currency:
        return amount
    rate = find_rate(document, amount.currency, on)
    return None if rate is None else Money.of(amount.major * rate, currency)


def find_rate(document: Document, currency: str, on: date) -> Decimal | None:
    """What one unit of a currency is worth in the reporting currency on a day: the latest rate by then."""
    rates = document.reporting.rates.get(currency, ()) if document.reporting else ()
    begun = [each for each in rates if each.from_.on <= on]
    if not begun:
        return None
    worth = max(begun, key=lambda each: each.from_.on).worth
    wanted = reporting_currency(document)
    return next((rate for key, rate in worth.items() if key.upper() == wanted), None)
