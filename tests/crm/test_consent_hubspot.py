"""An opt-out in both directions with HubSpot: said here it stands in its communication preferences, and back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from twins.hubspot.twin import HubSpotTwin

from accord.contacts.consent import find_standing
from accord.contacts.models import Identity
from accord.ledger.models import Job, SourceRecord, SyncConflict, SyncWrite
from accord.teams.people import SYSTEM
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.workflows import write_crm
from accord.workflows.check_crm import check_connection
from accord.workflows.consents import record_consent
from accord.workflows.intend_write import try_again
from accord.workflows.masters import Masters
from accord.workflows.opt_out import OptOutLink, make_token
from accord.workflows.write_crm import SEND, send_writes
from tests.crm.company import Clock, beat, facts_of

pytestmark = pytest.mark.django_db
HOW = (Purpose.marketing, Medium.email)
V4 = "/communication-preferences/v4"
Portal = tuple[HubSpotTwin, Clock, str]


@pytest.fixture
def portal(portal: tuple[HubSpotTwin, Clock]) -> Portal:
    """The portal, which is master of consent, and one contact who has not refused."""
    twin, clock = portal
    contacts = twin.store.rows("contacts").values()
    who = next(str(row["id"]) for row in contacts if row["props"].get("hs_email_optout") != "true")
    return twin, clock, who


def key_of(who: str) -> int:
    return SourceRecord.objects.get(source="marketing", kind="person", external_id=who).key


def refuse(who: str, clock: Clock) -> None:
    """A colleague records what the person said."""
    contact = Identity.objects.get(key=key_of(who)).contact_id
    no = Statement(clock.now, ConsentState.withdrawn, Origin.colleague)
    record_consent(SYSTEM, contact, *HOW, no, now=clock.now)


def rounds(clock: Clock, count: int = 3) -> None:
    for _ in range(count):
        clock.pass_(minutes=1)
        beat("hubspot", clock)


def stands(twin: HubSpotTwin, who: str) -> str:
    return str(twin.store.rows("contacts")[who]["props"].get("hs_email_optout") or "")


def asked(twin: HubSpotTwin, part: str) -> int:
    return len([one for one in twin.journal.last if one["method"] != "GET" and part in one["path"]])


def test_a_link_that_is_pressed_unsubscribes_there_with_the_next_sending(portal: Portal) -> None:
    twin, clock, who = portal
    token = make_token(OptOutLink(key_of(who), *HOW, b"mail-001"), settings.INSTALLATION.secret)
    assert Client().post(f"/u/{token}").status_code == 200
    assert Job.objects.filter(kind=SEND, key="hubspot", done_at=None).exists(), "nobody waits for a reading"
    before = facts_of(who, "marketing")
    beat("hubspot", clock)
    assert stands(twin, who) == "true"
    rounds(clock)
    assert asked(twin, "unsubscribe-all") == 1
    assert SyncWrite.objects.get().state == "seen" and not SyncConflict.objects.exists()
    assert facts_of(who, "marketing") == before, "our own word coming back is no news"


def test_what_is_said_there_stands_here_and_is_not_sent_back(portal: Portal) -> None:
    twin, clock, who = portal
    twin.act("opt_out", who=who, by="Rita Rep")
    rounds(clock)
    contact = Identity.objects.get(key=key_of(who)).contact_id
    assert find_standing(contact, *HOW).allowed is False
    assert not SyncWrite.objects.exists() and asked(twin, V4) == 0


def test_a_lost_answer_and_a_refusal_that_stands_already(portal: Portal) -> None:
    twin, clock, who = portal
    refuse(who, clock)
    twin.faults.add({"kind": "drop_after", "method": "POST", "path": "unsubscribe-all", "count": 1})
    assert send_writes("hubspot", clock) is not None
    rounds(clock)
    assert SyncWrite.objects.get().state == "seen" and asked(twin, "unsubscribe-all") == 1


def test_every_address_of_the_contact(portal: Portal) -> None:
    twin, clock, who = portal
    twin.act("update", who=who, properties={"hs_additional_emails": "second@example.org"}, by="Rita Rep")
    refuse(who, clock)
    send_writes("hubspot", clock)
    assert asked(twin, "unsubscribe-all") == 2
    assert twin.store.find("preference", "second@example.org") == {"all": True, "types": {}}


def test_only_the_subscription_types_that_the_mapping_names(portal: Portal, data_folder: Path) -> None:
    twin, clock, who = portal
    (data_folder / "crm-hubspot.yaml").write_text("subscriptions: [101]\n")
    said = [f.sentence for f in check_connection(SYSTEM, "hubspot", clock).findings if f.step == "opt-out"]
    assert said == ["an opt-out given here unsubscribes from: Marketing Information"]
    refuse(who, clock)
    rounds(clock)
    address = twin.store.rows("contacts")[who]["props"]["email"].lower()
    assert twin.store.find("preference", address) == {"all": False, "types": {"101": "UNSUBSCRIBED"}}
    assert stands(twin, who) != "true" and SyncWrite.objects.get().state == "seen"
    assert not SyncConflict.objects.exists()


def test_without_the_scope_it_is_said_what_to_do_and_sent_afterwards(portal: Portal) -> None:
    twin, clock, who = portal
    twin.settings["scopes_missing"] = [V4]
    (bad,) = [f for f in check_connection(SYSTEM, "hubspot", clock).findings if f.step == "opt-out"]
    assert bad.level == "bad" and "communication_preferences.read_write" in bad.remedy
    refuse(who, clock)
    rounds(clock, 1)
    write = SyncWrite.objects.get()
    assert write.state == "failed" and "communication_preferences.read_write" in write.error
    twin.settings["scopes_missing"] = []
    assert try_again(SYSTEM, "hubspot", clock.now) == 1
    rounds(clock)
    assert stands(twin, who) == "true" and SyncWrite.objects.get().state == "seen"


def test_a_property_of_their_own_where_the_mapping_names_one(portal: Portal, data_folder: Path) -> None:
    """A portal whose own workflow follows a property keeps it; and a refusal yields to no value there."""
    twin, clock, who = portal
    (data_folder / "crm-hubspot.yaml").write_text("fields: {opt_out: accord_reason}\n")
    refuse(who, clock)
    twin.act("update", who=who, properties={"accord_reason": "no"}, by="Rita Rep")
    send_writes("hubspot", clock)
    assert twin.store.rows("contacts")[who]["props"]["accord_reason"] == "true" and asked(twin, V4) == 0


def test_the_mutant_that_lets_a_refusal_yield_is_caught(
    portal: Portal, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin, clock, who = portal
    (data_folder / "crm-hubspot.yaml").write_text("fields: {opt_out: accord_reason}\n")
    refuse(who, clock)
    twin.act("update", who=who, properties={"accord_reason": "no"}, by="Rita Rep")

    def yields(masters: Masters, write: SyncWrite, stands: str) -> bool:
        return masters.of(write.field) != "accord" and stands != write.base

    monkeypatch.setattr(write_crm, "_is_theirs", yields)
    send_writes("hubspot", clock)
    assert twin.store.rows("contacts")[who]["props"]["accord_reason"] == "no"
