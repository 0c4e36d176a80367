"""The order of reasons, who is stopped and who advised, and when it will be yes."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.agreement.contact import LAW, Ask, OpenDeal, Spoke, Taken, Why, decide_contact
from accord.vocabulary.consent import ConsentStanding, ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.facts import FactKind, Team
from tests.agreement.contact.company import (
    BY_HAND,
    CALL,
    CLAUSE,
    MAIL,
    MONDAY,
    SEQUENCE,
    known,
    policy,
    touch,
)

DAY = timedelta(days=1)
NO = ConsentStanding(False, Statement(MONDAY - 3 * DAY, ConsentState.withdrawn, Origin.person))
SPOKE = Spoke(MONDAY - DAY, FactKind.sales_email_reply, "rita")


def test_nothing_against_it_is_a_yes_now_that_says_what_it_takes_for_granted() -> None:
    found = decide_contact(policy(), known(), MAIL, MONDAY)
    assert (found.answer, found.why, found.when, found.clause) == (True, Why.free, MONDAY, "")
    assert any("nobody recorded" in one for one in found.assumed)
    assert any("zone" in one for one in found.assumed)


def test_the_law_comes_first_and_stops_both_teams_for_good() -> None:
    refused = known(consents={(Purpose.marketing, Medium.email): NO}, spoke=(SPOKE,))
    for ask in (MAIL, SEQUENCE):  # a sequence writes to many: the law calls that marketing
        found = decide_contact(policy("{contact_policy: observe}"), refused, ask, MONDAY)
        assert (found.why, found.clause, found.when, found.stopped) == (Why.refused, LAW, None, True)
    assert decide_contact(policy(), refused, BY_HAND, MONDAY).answer, "a letter by hand is another purpose"


def test_a_conversation_holds_marketing_for_fourteen_days_and_sales_never() -> None:
    found = decide_contact(policy(), known(spoke=(SPOKE,)), MAIL, MONDAY)
    assert (found.why, found.clause) == (Why.conversation, "contact_policy.hold_marketing.reply to sales")
    after_the_weekend = datetime(2027, 3, 15, 7, 0, tzinfo=UTC)  # fourteen days end on a Sunday
    assert (found.when, found.held_by, found.stopped) == (after_the_weekend, "rita", True)
    asked_in_its_last_hour = decide_contact(
        policy(clause=CLAUSE.replace("14 days", "3 days")), known(spoke=(SPOKE,)), MAIL, MONDAY
    )
    assert asked_in_its_last_hour.when == SPOKE.at + 3 * DAY
    assert decide_contact(policy(), known(spoke=(SPOKE,)), SEQUENCE, MONDAY).answer


def test_an_open_opportunity_lets_through_only_what_its_owner_approved() -> None:
    deals = (OpenDeal(7, "rita", frozenset({"spring"})),)
    assert decide_contact(
        policy(), known(deals=deals), Ask(team=Team.marketing, campaign="spring"), MONDAY
    ).answer
    for ask in (MAIL, Ask(team=Team.marketing, campaign="autumn")):
        found = decide_contact(policy(), known(deals=deals), ask, MONDAY)
        assert (found.why, found.when, found.held_by) == (Why.open_deal, None, "rita")


def test_a_complaint_holds_until_it_is_closed_and_a_renewal_sixty_days_before() -> None:
    found = decide_contact(policy(), known(complaints=(MONDAY - DAY,)), MAIL, MONDAY)
    assert (found.why, found.when) == (Why.complaint, None)
    ends = MONDAY + 60 * DAY
    held = known(renewals=(ends,))
    assert decide_contact(policy(), held, MAIL, MONDAY).when == ends
    assert decide_contact(policy(), held, MAIL, MONDAY - timedelta(seconds=1)).answer


def test_caps_count_both_teams_and_a_touch_one_window_ago_counts_no_more() -> None:
    mails = (touch(ago=7), touch(ago=3), touch(ago=1))
    found = decide_contact(policy(), known(touches=mails), MAIL, MONDAY)
    assert (found.why, found.when) == (Why.person_cap, MONDAY + 4 * DAY)
    assert decide_contact(policy(), known(touches=mails[:2]), MAIL, MONDAY).answer
    both = tuple(touch(FactKind.sequence_email_sent, ago=n / 4) for n in range(4))
    found = decide_contact(policy(), known(touches=both), MAIL, MONDAY)
    assert found.clause == "contact_policy.caps.automatic touches per person"
    others = tuple(touch(FactKind.call_attempted, ago=n / 4, person=2 + n) for n in range(15))
    found = decide_contact(policy(), known(touches=others), MAIL, MONDAY)
    assert (found.why, found.clause) == (Why.account_cap, "contact_policy.caps.per account")


def test_another_persons_mails_do_not_count_against_this_person() -> None:
    others = tuple(touch(ago=n / 4, person=2) for n in range(4))
    assert decide_contact(policy(), known(touches=others), MAIL, MONDAY).answer


def test_a_taken_slot_counts_until_it_expires() -> None:
    until = MONDAY + timedelta(hours=1)
    slots = tuple(
        Taken(str(n), MONDAY, until, Team.marketing, Medium.email, True, 1, "", "maya") for n in range(2)
    )
    found = decide_contact(policy(), known(taken=slots), MAIL, MONDAY)
    assert (found.why, found.when, found.held_by) == (Why.slot_taken, until, "maya")
    assert decide_contact(policy(), known(taken=slots), MAIL, until).answer


@pytest.mark.parametrize(
    ("mode", "answer", "stopped"),
    [("observe", True, False), ("remind", False, False), ("enforce", False, True)],
)
def test_each_mode_holds_marketing_as_hard_as_it_says(mode: str, answer: bool, stopped: bool) -> None:
    agreed = policy(f"{{contact_policy: observe, contact_policy.hold_marketing: {mode}}}")
    found = decide_contact(agreed, known(spoke=(SPOKE,)), MAIL, MONDAY)
    assert (found.answer, found.stopped) == (answer, stopped)
    assert bool(found.noted) == (mode == "observe")
    ours = decide_contact(agreed, known(spoke=(SPOKE,)), Ask(team=Team.marketing, ours=True), MONDAY)
    assert ours.stopped, "what Accord sends is held in every mode"


def test_reps_are_advised_and_stopped_only_by_law() -> None:
    night = MONDAY + timedelta(hours=12)
    full = known(touches=tuple(touch(FactKind.sequence_email_sent, ago=n / 4) for n in range(4)))
    for ask in (SEQUENCE, CALL):
        found = decide_contact(policy(), full, ask, night)
        assert (found.answer, found.advised_only) == (False, True)


def test_quiet_hours_are_the_recipients() -> None:
    evening = datetime(2027, 3, 1, 18, 30, tzinfo=UTC)  # 19:30 in Amsterdam, 13:30 in New York
    found = decide_contact(policy(), known(), MAIL, evening)
    assert (found.why, found.when) == (Why.quiet_hours, datetime(2027, 3, 2, 7, 0, tzinfo=UTC))
    assert decide_contact(policy(), known(zones=("America/New_York",)), MAIL, evening).answer
    nobody = decide_contact(policy(), known(country=""), MAIL, evening)
    assert nobody.why is Why.quiet_hours and any(
        "Europe/Amsterdam is assumed" in one for one in nobody.assumed
    )


def test_of_a_country_with_many_zones_none_is_disturbed() -> None:
    nine_in_new_york = datetime(2027, 3, 1, 14, 0, tzinfo=UTC)
    found = decide_contact(policy(), known(country="US"), MAIL, nine_in_new_york)
    assert found.why is Why.quiet_hours and any("29 zones" in one for one in found.assumed)
    assert found.when == datetime(2027, 3, 1, 18, 0, tzinfo=UTC), "eight in Honolulu"


def test_at_a_weekend_only_test_arms_to_directors_and_above() -> None:
    from accord.vocabulary.seniority import seniority_of

    saturday = MONDAY + 5 * DAY
    monday = datetime(2027, 3, 8, 7, 0, tzinfo=UTC)
    found = decide_contact(policy(), known(), MAIL, saturday)
    assert (found.why, found.clause, found.when) == (Why.weekend, "contact_policy.hours.weekend", monday)
    arm = Ask(team=Team.marketing, test_arm=True)
    assert decide_contact(
        policy(), known(seniority=seniority_of("Operations Director")), arm, saturday
    ).answer
    assert not decide_contact(policy(), known(seniority=seniority_of("engineer")), arm, saturday).answer
    assert not decide_contact(policy(), known(seniority=seniority_of("CEO")), MAIL, saturday).answer
    assert (
        decide_contact(policy(), known(country="AE"), MAIL, datetime(2027, 3, 5, 10, tzinfo=UTC)).answer
        is True
    )


def test_what_cannot_be_read_is_named_and_an_unreadable_weekend_allows_nothing() -> None:
    clause = CLAUSE.replace("per account", "per galaxy").replace("test arms to directors", "maybe some")
    agreed = policy(clause=clause)
    assert [path for path, _ in agreed.unread] == [
        "contact_policy.caps.per galaxy",
        "contact_policy.hours.weekend",
    ]
    assert decide_contact(agreed, known(), MAIL, MONDAY + 5 * DAY).why is Why.weekend


def test_without_the_clause_only_the_law_speaks() -> None:
    bare = policy(clause="")
    assert decide_contact(bare, known(spoke=(SPOKE,)), MAIL, MONDAY + timedelta(hours=14)).answer
    assert decide_contact(bare, known(consents={(Purpose.marketing, Medium.email): NO}), MAIL, MONDAY).stopped
