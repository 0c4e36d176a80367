"""Who is known already is told and never counted as new; the words and numbers are the agreement's."""

from datetime import timedelta
from typing import Any

import pytest

from accord.agreement import Document, parse
from accord.agreement.routing import (
    Earlier,
    Known,
    KnownAs,
    calendar_of,
    capacity_of,
    decide_known_already,
    known,
    steps_after_silence,
    steps_when_known,
    worked_within,
)
from tests.agreement.routing.companies import NOW

KIND = "to_inside"
MONDAY = Earlier(1, KIND, "anna", NOW - timedelta(days=1))
WORKED = Known(worked_by="bea", worked_at=NOW - timedelta(days=30))


def decide(document: Document, found: Known) -> tuple[KnownAs, str, bool]:
    verdict = decide_known_already(document, KIND, found, NOW)
    return verdict.known_as, verdict.owner, verdict.counts_as_new


def rewritten(good: str, old: str, new: str) -> Document:
    assert old in good
    return parse(good.replace(old, new)).get_document()


def test_an_open_deal_tells_its_owner_a_customer_success_and_neither_is_new(document: Document) -> None:
    assert decide(document, Known(deal_owner="ann")) == (KnownAs.in_deal, "ann", False)
    assert decide(document, Known(in_deal=True)) == (KnownAs.in_deal, "", False)
    assert decide(document, Known(customer=True, success_owner="sue")) == (KnownAs.customer, "sue", False)
    assert decide(document, Known()) == (KnownAs.new, "", True)


def test_the_first_row_of_the_clause_wins_whatever_its_place(document: Document, good: str) -> None:
    both = Known(deal_owner="ann", customer=True, success_owner="sue")
    assert decide(document, both)[0] is KnownAs.in_deal
    turned = rewritten(
        good,
        "{open opportunity: tell its owner, customer: tell success,",
        "{customer: tell success, open opportunity: tell its owner,",
    )
    assert decide(turned, both)[0] is KnownAs.customer


def test_who_worked_them_within_the_agreed_days_has_them_again(document: Document, good: str) -> None:
    assert decide(document, WORKED) == (KnownAs.worked, "bea", False)
    at = NOW - timedelta(days=90)
    assert decide(document, Known(worked_by="bea", worked_at=at))[0] is KnownAs.worked
    long_ago = Known(worked_by="bea", worked_at=at - timedelta(microseconds=1))
    assert decide(document, long_ago)[0] is KnownAs.new
    assert decide(document, Known(worked_by="bea", worked_at=NOW + timedelta(1)))[0] is KnownAs.new
    month = rewritten(good, "worked in last 90 days", "worked in last 3 weeks")
    assert worked_within(month) == timedelta(days=21)
    assert decide(month, WORKED)[0] is KnownAs.new


def test_the_same_account_in_the_same_week_is_one_hand_off(document: Document, good: str) -> None:
    two = Known(earlier=(Earlier(2, KIND, "cleo", NOW - timedelta(hours=1)), MONDAY))
    verdict = decide_known_already(document, KIND, two, NOW)
    assert (verdict.known_as, verdict.joins, verdict.owner) == (KnownAs.same_week, 1, "anna")
    assert not verdict.counts_as_new
    apart = rewritten(good, "same_account_same_week: one hand-off", "same_account_same_week: each its own")
    assert decide(apart, two)[0] is KnownAs.new


@pytest.mark.parametrize(
    "earlier",
    [
        Earlier(1, KIND, "anna", NOW - timedelta(days=7)),
        Earlier(1, KIND, "anna", NOW + timedelta(seconds=1)),
        Earlier(1, "to_field", "anna", NOW - timedelta(days=1)),
        Earlier(1, KIND, "anna", NOW - timedelta(days=1), stands=False),
    ],
)
def test_a_hand_off_of_another_week_another_kind_or_a_returned_one_is_not_joined(
    document: Document, earlier: Earlier
) -> None:
    assert decide(document, Known(earlier=(earlier,)))[0] is KnownAs.new


def test_who_has_the_account_is_told_before_its_hand_off_is_joined_and_that_before_who_worked_them(
    document: Document,
) -> None:
    assert decide(document, Known(deal_owner="ann", earlier=(MONDAY,)))[0] is KnownAs.in_deal
    worked = Known(worked_by="bea", worked_at=NOW - timedelta(days=30), earlier=(MONDAY,))
    assert decide(document, worked)[0] is KnownAs.same_week


@pytest.mark.parametrize(
    ("name", "instead", "found"),
    [
        ("_same_week", lambda *given: None, Known(earlier=(MONDAY,))),
        ("_row", lambda *given: None, Known(deal_owner="ann")),
        ("_span", lambda said: None, WORKED),
    ],
)
def test_a_mutant_counts_as_new_what_is_known(
    document: Document, monkeypatch: pytest.MonkeyPatch, name: str, instead: Any, found: Known
) -> None:
    assert not decide(document, found)[2]
    monkeypatch.setattr(known, name, instead)
    assert decide(document, found)[2]


def test_capacity_is_promised_for_the_first_takers_alone(document: Document) -> None:
    assert capacity_of(document, "inside") == 30
    assert capacity_of(document, "field") is None
    assert capacity_of(document, "") is None


def test_a_person_works_by_the_calendar_of_their_zone_else_the_nearest(document: Document) -> None:
    assert calendar_of(document, "Europe/Oslo", NOW) == "nordics"
    assert calendar_of(document, "Europe/Stockholm", NOW) == "nordics"
    assert calendar_of(document, "America/New_York", NOW) == "uk"
    assert calendar_of(document, "", NOW) == "uk"


def test_silence_and_who_is_known_go_before_the_route_and_no_step_is_asked_twice(document: Document) -> None:
    assert steps_after_silence(document, document.handoffs[0]) == ("backup owner", *document.route)
    last = steps_after_silence(document, document.handoffs[2])
    assert last[0] == "team lead" and sorted(last) == sorted(document.route)
    assert steps_when_known(document, KnownAs.worked) == ("last owner", *document.route)
    assert steps_when_known(document, KnownAs.in_deal) == document.route
    assert steps_when_known(document, KnownAs.new) == document.route
