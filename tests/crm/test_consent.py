"""An opt-out travels in both directions: said here it stands in the CRM, said there it stands here."""

import pytest
from django.conf import settings
from django.test import Client
from twins.salesforce.seed import make_seed
from twins.salesforce.twin import SalesforceTwin

from accord.contacts.consent import find_standing
from accord.contacts.models import Identity
from accord.ledger.models import OutboxMessage, SourceRecord, SyncConflict
from accord.teams.people import SYSTEM
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.workflows import consents
from accord.workflows.consents import record_consent
from accord.workflows.opt_out import OptOutLink, make_token
from tests.crm.company import AGREEMENT, Clock, beat, connect_to, salesforce, settle
from tests.crm.people import change, first_lead, stands, user

pytestmark = pytest.mark.django_db
HOW = (Purpose.marketing, Medium.email)
MASTER = AGREEMENT.replace("master_of: [owner,", "master_of: [consent, owner,").replace(
    "master_of: [consent, forms,", "master_of: [forms,"
)


@pytest.fixture
def agreement() -> str:
    """The CRM is master of consent."""
    return MASTER


def willing(twin: SalesforceTwin) -> str:
    """A lead who has not refused."""
    return next(
        str(row["Id"])
        for row in twin.org.live("Lead")
        if not row.get("IsConverted") and not row.get("HasOptedOutOfEmail")
    )


def key_of(lead: str) -> int:
    return SourceRecord.objects.get(source="crm", external_id=lead).key


def contact_of(lead: str) -> int:
    return Identity.objects.get(key=key_of(lead)).contact_id


def test_a_link_that_is_pressed_stands_in_the_crm_with_the_next_sending(
    org: tuple[SalesforceTwin, Clock],
) -> None:
    twin, clock = org
    lead = willing(twin)
    token = make_token(OptOutLink(key_of(lead), *HOW, b"mail-001"), settings.INSTALLATION.secret)
    assert Client().post(f"/u/{token}").status_code == 200
    assert OutboxMessage.objects.filter(payload__field="opt_out").count() == 1
    beat("salesforce", clock)
    assert stands(twin, "Lead", lead, "HasOptedOutOfEmail") == "True"
    for _ in range(3):
        clock.pass_(minutes=1)
        beat("salesforce", clock)
    assert not SyncConflict.objects.exists()
    assert len([one for one in twin.journal.last if one["method"] == "PATCH"]) == 1


def test_what_a_colleague_records_travels_too_and_a_grant_never(org: tuple[SalesforceTwin, Clock]) -> None:
    twin, clock = org
    lead = willing(twin)
    yes = Statement(clock.now, ConsentState.granted, Origin.colleague)
    record_consent(SYSTEM, contact_of(lead), *HOW, yes, now=clock.now)
    no = Statement(clock.now, ConsentState.denied, Origin.colleague)
    record_consent(SYSTEM, contact_of(lead), Purpose.profiling, Medium.any, no, now=clock.now)
    assert not OutboxMessage.objects.exists()
    record_consent(SYSTEM, contact_of(lead), *HOW, no, now=clock.now)
    record_consent(SYSTEM, contact_of(lead), *HOW, no, now=clock.now)
    assert OutboxMessage.objects.count() == 1
    beat("salesforce", clock)
    assert stands(twin, "Lead", lead, "HasOptedOutOfEmail") == "True"


def test_an_opt_out_in_the_crm_stands_here_when_it_is_read(org: tuple[SalesforceTwin, Clock]) -> None:
    twin, clock = org
    lead = willing(twin)
    assert find_standing(contact_of(lead), *HOW).allowed is None
    change(twin, "Lead", lead, user(twin, "Rita"), HasOptedOutOfEmail=True)
    clock.pass_(minutes=1)
    beat("salesforce", clock)
    assert find_standing(contact_of(lead), *HOW).allowed is False
    later = Statement(clock.now, ConsentState.granted, Origin.colleague)
    record_consent(SYSTEM, contact_of(lead), *HOW, later, now=clock.now)
    assert find_standing(contact_of(lead), *HOW).allowed is False


def test_without_a_signed_agreement_it_stands_here_and_nothing_is_written() -> None:
    with salesforce(make_seed(12, 1)) as twin:
        clock = Clock(twin)
        connect_to(twin, clock)
        settle("salesforce", clock)
        lead = first_lead(twin)
        no = Statement(clock.now, ConsentState.withdrawn, Origin.colleague)
        record_consent(SYSTEM, contact_of(lead), *HOW, no, now=clock.now)
        assert find_standing(contact_of(lead), *HOW).allowed is False
        assert not OutboxMessage.objects.exists()


def test_the_mutant_that_keeps_a_refusal_to_itself_is_caught(
    org: tuple[SalesforceTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    twin, clock = org
    lead = willing(twin)
    monkeypatch.setattr(consents, "pass_on", lambda *_, **__: "")
    no = Statement(clock.now, ConsentState.withdrawn, Origin.colleague)
    record_consent(SYSTEM, contact_of(lead), *HOW, no, now=clock.now)
    beat("salesforce", clock)
    assert stands(twin, "Lead", lead, "HasOptedOutOfEmail") != "True"
