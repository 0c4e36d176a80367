"""Answers from the agreement: who owns, what is in force, what money is worth."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accord.agreement import Document, policy
from accord.agreement.policy import Sealed
from accord.agreement.shape.heading import Mode
from accord.vocabulary.money import Money


def at(month: int, day: int = 1) -> datetime:
    return datetime(2027, month, day, tzinfo=UTC)


ONE = Sealed("one", at(1), at(1))
TWO = Sealed("two", at(4), at(3, 15))
LATE = Sealed("late", at(2), at(5))  # signed after the day it names: in force when signed


def test_the_version_in_force_is_the_latest_that_is_sealed_and_begun() -> None:
    versions = [TWO, LATE, ONE]
    assert policy.find_in_force(versions, at(1)) == ONE
    assert policy.find_in_force(versions, at(3)) == ONE
    assert policy.find_in_force(versions, at(4)) == TWO
    assert policy.find_in_force(versions, at(12)) == TWO
    assert policy.find_in_force([ONE, LATE], at(4, 30)) == ONE
    assert policy.find_in_force([ONE, LATE], at(5)) == LATE


def test_nothing_acts_before_the_first_signed_version() -> None:
    assert not policy.may_act([], at(6))
    assert not policy.may_act([TWO], at(3, 31))
    assert policy.may_act([TWO], at(4))


def test_older_facts_are_read_under_the_first_version_and_marked() -> None:
    judging = policy.find_judging([TWO, ONE], datetime(2020, 1, 1, tzinfo=UTC))
    assert judging == (ONE, True)
    assert policy.find_judging([TWO, ONE], at(2)) == (ONE, False)
    assert policy.find_judging([], at(2)) is None


def test_who_still_has_to_sign(document: Document) -> None:
    assert policy.missing_signatures(document, []) == ("marketing", "sales", "finance")
    assert policy.missing_signatures(document, ["sales", "marketing", "finance"]) == ()
    assert policy.find_signer_side(document, "inside-sales-lead") == "sales"
    assert policy.find_signer_side(document, "intern") is None


def test_who_owns_a_stage(document: Document) -> None:
    assert policy.find_owner(document, "accepted") == "sales"
    assert policy.find_team(document, "accepted") == "inside"
    assert policy.find_team(document, "known") == "marketing"
    assert policy.find_owner(document, "nowhere") is None


def test_how_hard_a_clause_works(document: Document) -> None:
    assert policy.mode_of(document, "sales_promises.follow_up") is Mode.enforce
    assert policy.mode_of(document, "contact_policy.caps.per account") is Mode.remind
    assert policy.mode_of(document, "sales_promises.outcome") is Mode.observe


def test_the_review_day_passes_and_the_agreement_stays(document: Document) -> None:
    assert not policy.is_past_review(document, date(2027, 6, 18))
    assert policy.is_past_review(document, date(2027, 6, 19))


def test_money_is_worth_what_the_dated_rate_says(document: Document) -> None:
    assert policy.reporting_zone(document) == "Europe/London"
    assert policy.reporting_currency(document) == "GBP"
    euros = Money(10_000, "EUR")
    assert policy.convert(document, euros, date(2027, 4, 30)) == Money(8_600, "GBP")
    assert policy.convert(document, euros, date(2027, 5, 1)) == Money(8_500, "GBP")
    assert policy.convert(document, euros, date(2027, 3, 31)) is None
    assert policy.convert(document, Money(1, "BRL"), date(2027, 5, 1)) is None
    assert policy.convert(document, Money(7, "GBP"), date(1990, 1, 1)) == Money(7, "GBP")
    assert policy.find_rate(document, "NOK", date(2027, 12, 1)) == Decimal("0.074")
