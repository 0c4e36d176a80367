"""What the record says becomes the verdict: consents, touches of both teams, conversations, deals, merges, sight."""

from datetime import timedelta

import pytest

from accord.agreement.contact import LAW, Ask, Why
from accord.contacts.consent import record_consent
from accord.contacts.contact_deals import approve_campaign
from accord.contacts.may_contact import may_contact
from accord.contacts.merge import merge, unmerge
from accord.ledger.acts import record_act
from accord.ledger.models import Fact
from accord.ledger.withdrawn import Step, record_steps
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import Agent, FactKind, Team
from tests.agreement.contact.company import BY_HAND, MAIL, MONDAY
from tests.cast import Cast
from tests.contacts.bringing import bring, deal
from tests.contacts.policy.world import bring_pia, contact_of, did, pia, sign

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT_MONDAY = MONDAY + 7 * DAY - timedelta(hours=3)  # the windows empty at a weekend: 08:00 in Amsterdam
ONE = pia().ref


def test_without_an_agreement_only_the_law_speaks_and_it_says_that_nothing_is_signed(cast: Cast) -> None:
    who = bring_pia(0, did(ONE, FactKind.sales_email_reply, MONDAY - DAY))
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert (found.answer, found.signed, found.agreement) == (True, False, "")
    no = Statement(MONDAY - DAY, ConsentState.withdrawn, Origin.person)
    record_consent(cast.maya, who, Purpose.marketing, Medium.email, no, now=MONDAY)
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert (found.answer, found.why, found.clause, found.when) == (False, Why.refused, LAW, None)


def test_a_reply_to_sales_holds_marketing_unless_a_machine_wrote_it_or_it_was_taken_back(cast: Cast) -> None:
    sign()
    who = bring_pia(0, did(ONE, FactKind.sales_email_reply, MONDAY - DAY, agent=Agent.machine))
    assert may_contact(cast.maya, who, MAIL, MONDAY).answer
    bring_pia(0, did(ONE, FactKind.conversation, MONDAY - DAY, actor="crm-rita"))
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert (found.why, found.held_by) == (Why.conversation, "crm-rita")
    assert may_contact(cast.rita, who, BY_HAND, MONDAY).answer
    said = Fact.objects.get(kind=FactKind.conversation)
    record_steps([Step(said.seq, said.subject, 1)], "said_anew", MONDAY)
    assert may_contact(cast.maya, who, MAIL, MONDAY).answer


def test_a_mail_reported_as_sent_and_delivered_is_one(cast: Cast) -> None:
    sign()
    sent = did(ONE, FactKind.email_sent, MONDAY - DAY, campaign="spring")
    delivered = did(ONE, FactKind.email_delivered, MONDAY - DAY + timedelta(minutes=1), campaign="spring")
    who = bring_pia(0, sent, delivered)
    assert may_contact(cast.maya, who, MAIL, MONDAY).answer
    bring_pia(0, did(ONE, FactKind.email_sent, MONDAY - 2 * DAY, campaign="winter"))
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert (found.why, found.when) == (Why.person_cap, NEXT_MONDAY)


def test_caps_count_the_person_not_the_record_and_a_split_takes_it_back(cast: Cast) -> None:
    sign()
    left = bring([pia()], [did(ONE, FactKind.email_sent, MONDAY - DAY)])[ONE]
    first = contact_of(left)
    other = pia(1, email="p.number@home.example", company="", name="P. Number")
    second = contact_of(bring([other], [did(other.ref, FactKind.email_sent, MONDAY - 2 * DAY)])[other.ref])
    assert may_contact(cast.maya, first, MAIL, MONDAY).answer
    ruled = merge(cast.maya, first, second, "the same person", MONDAY)
    found = may_contact(cast.maya, contact_of(left), MAIL, MONDAY)
    assert (found.why, found.clause) == (Why.person_cap, "contact_policy.caps.marketing e-mail per person")
    unmerge(cast.maya, ruled.act_key, "a mistake", MONDAY)
    assert may_contact(cast.maya, first, MAIL, MONDAY).answer


def test_the_accounts_people_share_its_cap_across_both_teams(cast: Cast) -> None:
    sign()
    who = bring_pia(0)
    for n in range(1, 16):
        kind = FactKind.call_attempted if n % 2 else FactKind.email_sent
        bring_pia(n, did(pia(n).ref, kind, MONDAY - timedelta(hours=n)))
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert (found.why, found.when) == (Why.account_cap, NEXT_MONDAY)
    assert may_contact(cast.rita, who, BY_HAND, MONDAY).advised_only, "a rep is told, and not stopped"


def test_an_open_opportunity_lets_through_what_its_owner_approved(cast: Cast) -> None:
    sign()
    who = bring_pia(0)
    opportunity = deal("d1", people=(ONE,), company="Water Works")
    bring(
        [opportunity],
        [
            did(opportunity.ref, FactKind.deal_created, MONDAY - 9 * DAY),
            did(opportunity.ref, FactKind.owner_assigned, MONDAY - 9 * DAY, actor="crm-rita"),
        ],
    )
    spring = Ask(team=Team.marketing, campaign="spring")
    found = may_contact(cast.maya, who, spring, MONDAY)
    assert (found.why, found.held_by, found.when) == (Why.open_deal, "crm-rita", None)
    with pytest.raises(Refused, match="owner"):
        approve_campaign(cast.maya, who, "spring", "please", now=MONDAY)
    assert approve_campaign(cast.rita, who, "spring", "fits the pilot", now=MONDAY) == 1
    assert may_contact(cast.maya, who, spring, MONDAY).answer
    assert not may_contact(cast.maya, who, Ask(team=Team.marketing, campaign="autumn"), MONDAY).answer
    bring([], [did(opportunity.ref, FactKind.deal_lost, MONDAY)])
    assert may_contact(cast.maya, who, MAIL, MONDAY).answer


def test_a_complaint_is_open_until_somebody_closes_it(cast: Cast) -> None:
    sign()
    who = bring_pia(0, did(ONE, FactKind.complained, MONDAY - DAY))
    found = may_contact(cast.maya, who, MAIL, MONDAY)
    assert found.why is Why.refused, "their word binds by law"
    assert [one.why for one in found.also] == [Why.complaint]
    key = Fact.objects.get(kind=FactKind.complained).subject
    record_act(key="closed:1", kind="complaint_closed", actor="user:5", now=MONDAY, subject=key)
    assert may_contact(cast.maya, who, MAIL, MONDAY).also == ()


def test_who_may_not_see_a_contact_is_told_nothing_of_it(cast: Cast) -> None:
    sign()
    who = bring_pia(0, did(ONE, FactKind.owner_assigned, MONDAY - DAY, actor="crm-somebody-else"))
    with pytest.raises(NotFound):
        may_contact(cast.rita, who, MAIL, MONDAY)
    for stranger in (cast.victor, cast.iris):
        with pytest.raises(Refused):
            may_contact(stranger, who, MAIL, MONDAY)
    assert may_contact(cast.maya, who, MAIL, MONDAY).answer
