"""A slot is taken with the answer, counts until it is used, given back or expired, and is nobody else's meanwhile."""

from datetime import datetime, timedelta

import pytest

from accord.agreement.contact import Ask, Why
from accord.contacts.leases import LEASE, Leased, give_back, lease_contact
from accord.contacts.may_contact import may_contact
from accord.contacts.models import ContactLease
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.facts import FactKind, Team
from accord.vocabulary.people import Viewer
from tests.agreement.contact.company import BY_HAND, MAIL, MONDAY
from tests.cast import Cast
from tests.contacts.policy.world import bring_pia, did, pia, sign

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ONE = pia().ref


def take(by: Viewer, who: int, now: datetime = MONDAY, ask: Ask = MAIL) -> Leased:
    """Take a slot."""
    return lease_contact(by, who, ask, now)


def test_the_last_slot_goes_to_one_and_the_other_is_told_who_has_it(cast: Cast) -> None:
    sign()
    who = bring_pia()
    assert take(cast.maya, who).granted and take(cast.maya, who).granted
    third = take(cast.olga, who)
    assert not third.granted
    assert (third.answer.why, third.answer.held_by) == (Why.slot_taken, cast.maya.actor)
    assert third.answer.when == MONDAY + LEASE
    assert ContactLease.objects.count() == 2
    assert take(cast.olga, who, MONDAY + LEASE).granted, "expired slots are free again"


def test_a_slot_given_back_is_free_once_and_only_for_its_taker(cast: Cast) -> None:
    sign()
    who = bring_pia()
    first, _ = take(cast.maya, who), take(cast.maya, who)
    with pytest.raises(NotFound):
        give_back(cast.rita, first.token, MONDAY + MINUTE)
    assert give_back(cast.maya, first.token, MONDAY + MINUTE)
    assert not give_back(cast.maya, first.token, MONDAY + MINUTE)
    assert take(cast.olga, who, MONDAY + MINUTE).granted


def test_the_touch_that_arrives_uses_the_slot_and_counts_once(cast: Cast) -> None:
    sign()
    spring = Ask(team=Team.marketing, campaign="spring")
    who = bring_pia()
    leased = take(cast.maya, who, ask=spring)
    sent = did(ONE, FactKind.email_sent, MONDAY + MINUTE, campaign="spring")
    delivered = did(ONE, FactKind.email_delivered, MONDAY + 2 * MINUTE, campaign="spring")
    bring_pia(0, sent, delivered)
    assert may_contact(cast.maya, who, MAIL, MONDAY + 3 * MINUTE).answer, "one of two is used, not two"
    assert not give_back(cast.maya, leased.token, MONDAY + 3 * MINUTE), "it was used"
    assert ContactLease.objects.get().ended == "used"
    bring_pia(0, did(ONE, FactKind.email_sent, MONDAY + 4 * MINUTE, campaign="autumn"))
    found = may_contact(cast.maya, who, MAIL, MONDAY + 5 * MINUTE)
    assert (found.why, found.when) == (Why.person_cap, MONDAY + MINUTE + timedelta(days=7))


def test_one_touch_uses_one_slot_whatever_was_noted_before(cast: Cast) -> None:
    sign()
    who = bring_pia()
    first, second = take(cast.maya, who), take(cast.maya, who)
    bring_pia(0, did(ONE, FactKind.email_sent, MONDAY + MINUTE))
    assert not give_back(cast.maya, first.token, MONDAY + MINUTE) or not give_back(
        cast.maya, second.token, MONDAY + MINUTE
    )
    bring_pia(0)
    left = ContactLease.objects.filter(ended="used")
    assert left.count() == 1


def test_marketing_is_held_and_a_rep_goes_ahead_against_advice(cast: Cast) -> None:
    sign()
    who = bring_pia(0, did(ONE, FactKind.conversation, MONDAY - timedelta(days=1)))
    night = MONDAY + timedelta(hours=12)
    assert not take(cast.maya, who).granted
    advised = take(cast.rita, who, night, BY_HAND)
    assert advised.granted and not advised.answer.answer and advised.answer.why is Why.quiet_hours
    assert ContactLease.objects.get().advised


def test_a_slot_is_taken_for_ones_own_team_under_a_signed_agreement_for_a_day_at_most(cast: Cast) -> None:
    who = bring_pia()
    with pytest.raises(Refused, match="signed"):
        take(cast.maya, who)
    sign()
    for by, ask in ((cast.rita, MAIL), (cast.maya, BY_HAND)):
        with pytest.raises(Refused, match="own team"):
            take(by, who, ask=ask)
    for stranger in (cast.victor, cast.iris):
        with pytest.raises(Refused):
            take(stranger, who)
    with pytest.raises(Invalid):
        lease_contact(cast.maya, who, MAIL, MONDAY, hold_for=timedelta(days=2))
    assert not ContactLease.objects.exists()
