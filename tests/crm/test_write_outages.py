"""Whatever the CRM does while Accord writes: nothing is lost or written twice, and a refusal says what to do."""

import pytest
from django.test import Client
from twins.common.twin import Twin
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.twin import SalesforceTwin

from accord.connectors.salesforce.live.session import SalesforceSession
from accord.ledger.models import SourceRecord, SyncWrite
from accord.teams.models import User
from accord.teams.people import SYSTEM
from accord.workflows import write_crm
from accord.workflows.intend_write import intend_write, try_again
from accord.workflows.theirs_stands import close_alone
from accord.workflows.write_crm import send_writes
from tests.cast import Cast
from tests.crm.company import AGREEMENT, Clock
from tests.crm.people import first_lead, remove, stands, user

pytestmark = pytest.mark.django_db
Org = tuple[SalesforceTwin, Clock]
Portal = tuple[HubSpotTwin, Clock]


def mean(who: str, field: str, value: str, clock: Clock, source: str = "crm") -> None:
    system = {"crm": "salesforce", "marketing": "hubspot"}[source]
    key = SourceRecord.objects.get(source=source, kind="person", external_id=who).key
    intend_write(SYSTEM, system, key, field, value, "because", clock.now)


def states() -> list[str]:
    return list(SyncWrite.objects.order_by("id").values_list("state", flat=True))


def patches(twin: Twin) -> int:
    return len([one for one in twin.journal.last if one["method"] == "PATCH" and one["status"] < 300])


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_that_was_asked_for_is_kept_by_writing_too(org: Org, status: int) -> None:
    twin, clock = org
    mean(first_lead(twin), "class", "A1", clock)
    twin.faults.add({"kind": "status", "status": status, "method": "PATCH", "retry_after": 90, "count": 1})
    again = send_writes("salesforce", clock)
    assert again is not None and (again - clock.now).total_seconds() == pytest.approx(90)
    asked = twin.journal.number
    clock.pass_(seconds=80)
    assert send_writes("salesforce", clock) is not None
    assert twin.journal.number == asked, "0 requests inside a Retry-After"
    clock.pass_(seconds=11)
    assert send_writes("salesforce", clock) is None
    assert stands(twin, "Lead", first_lead(twin), "Accord_Class__c") == "A1"


@pytest.mark.parametrize("status", [429, 503])
def test_the_same_in_hubspot(portal: Portal, status: int) -> None:
    twin, clock = portal
    who = next(iter(twin.store.rows("contacts")))
    mean(who, "reason", "no timing", clock, "marketing")
    twin.faults.add({"kind": "status", "status": status, "method": "PATCH", "retry_after": 30, "count": 1})
    assert send_writes("hubspot", clock) is not None and states() == ["waiting"]
    clock.pass_(seconds=31)
    assert send_writes("hubspot", clock) is None and patches(twin) == 1


def test_a_session_that_ends_in_the_midst_is_renewed_and_nothing_is_written_twice(org: Org) -> None:
    twin, clock = org
    leads = [first_lead(twin, n) for n in range(3)]
    for lead in leads:
        mean(lead, "class", "A1", clock)
    done = 0
    update = SalesforceSession.update

    def expiring(*args: object, **more: object) -> None:
        nonlocal done
        done += 1
        if done == 2:
            twin.expire_sessions()
        update(*args, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SalesforceSession, "update", expiring)
        assert send_writes("salesforce", clock) is None
    assert [stands(twin, "Lead", lead, "Accord_Class__c") for lead in leads] == ["A1"] * 3
    assert patches(twin) == 3 and states() == ["sent"] * 3


def test_a_token_that_is_withdrawn_in_the_midst_keeps_what_waits(portal: Portal) -> None:
    """What was written is noted, what was not waits; with the token back it goes on."""
    twin, clock = portal
    people = list(twin.store.rows("contacts"))[:3]
    for who in people:
        mean(who, "reason", "no timing", clock, "marketing")
    twin.faults.add({"kind": "status", "status": 401, "method": "PATCH", "path": people[1], "count": 1})
    again = send_writes("hubspot", clock)
    assert again is not None and states() == ["sent", "waiting", "waiting"]
    clock.pass_(minutes=11)
    assert send_writes("hubspot", clock) is None and patches(twin) == 3


def test_a_locked_row_keeps_no_other_waiting_and_follows(org: Org) -> None:
    twin, clock = org
    locked, free = first_lead(twin, 0), first_lead(twin, 1)
    mean(locked, "class", "A1", clock)
    mean(free, "class", "A2", clock)
    twin.act("lock_rows", count=1)
    assert send_writes("salesforce", clock) is not None
    assert states() == ["waiting", "sent"] and "UNABLE_TO_LOCK_ROW" in SyncWrite.objects.first().error  # type: ignore[union-attr]
    clock.pass_(minutes=1)
    assert send_writes("salesforce", clock) is None
    assert stands(twin, "Lead", locked, "Accord_Class__c") == "A1" and patches(twin) == 2


def test_of_several_records_each_fares_by_itself(org: Org) -> None:
    """One deleted, one locked, one under a rule, one free: no batch takes another with it."""
    twin, clock = org
    gone, locked, free = (first_lead(twin, n) for n in range(3))
    for lead in (gone, locked, free):
        mean(lead, "class", "A1", clock)
    remove(twin, "Lead", gone, user(twin, "Sam"))
    twin.act("lock_rows", count=1)
    assert send_writes("salesforce", clock) is not None
    assert states() == ["dropped", "waiting", "sent"]
    clock.pass_(minutes=1)
    assert send_writes("salesforce", clock) is None and states() == ["dropped", "sent", "sent"]


def seen_by_olga(path: str) -> str:
    """The page as operations see it."""
    client = Client()
    client.force_login(User.objects.get(email="olga@accord.example"))
    return client.get(path).content.decode()


RULE = "Lead.Accord_Class__c"


def test_one_field_that_a_rule_refuses_keeps_no_other_from_standing(org: Org, cast: Cast) -> None:
    """The rest is written; the refusal stands on the page with what to do, and is sent again once it is mended."""
    twin, clock = org
    lead, rita = first_lead(twin), user(twin, "Rita")
    twin.act("add_rule", field=RULE, message="Only marketing may classify")
    for field, value in (("class", "A1"), ("owner", rita), ("due", "2026-09-08T09:00:00Z")):
        mean(lead, field, value, clock)
    assert send_writes("salesforce", clock) is None
    assert states() == ["failed", "sent", "sent"]
    assert stands(twin, "Lead", lead, "OwnerId") == rita and stands(twin, "Lead", lead, "Accord_Due__c")
    page = seen_by_olga("/data/sync")
    assert (
        "FIELD_CUSTOM_VALIDATION_EXCEPTION: Accord_Class__c" in page and "exempt the integration user" in page
    )
    twin.act("add_rule", field=RULE)
    assert try_again(SYSTEM, "salesforce", clock.now) == 1
    assert send_writes("salesforce", clock) is None
    assert stands(twin, "Lead", lead, "Accord_Class__c") == "A1" and "failed" not in states()


def test_one_property_that_is_missing_keeps_no_other_from_standing(portal: Portal) -> None:
    twin, clock = portal
    who = next(iter(twin.store.rows("contacts")))
    twin.objects["contacts"].properties.pop("accord_reason")
    mean(who, "reason", "no timing", clock, "marketing")
    mean(who, "hold_until", "2026-10-01T00:00:00Z", clock, "marketing")
    assert send_writes("hubspot", clock) is None and states() == ["failed", "sent"]
    assert twin.store.rows("contacts")[who]["props"]["accord_hold_until"]
    assert "accord connect hubspot --check" in SyncWrite.objects.get(field="reason").error


def test_the_mutant_that_gives_all_up_for_one_is_caught(org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    twin, clock = org
    lead, rita = first_lead(twin), user(twin, "Rita")
    twin.act("add_rule", field=RULE, message="Only marketing may classify")
    mean(lead, "class", "A1", clock)
    mean(lead, "owner", rita, clock)
    whole = write_crm._update

    def all_or_nothing(*args: object) -> None:
        if len(args[5]) > 1:  # type: ignore[arg-type]
            whole(*args)  # type: ignore[arg-type]
        else:
            close_alone(args[5][0], "failed", clock.now)  # type: ignore[index]

    monkeypatch.setattr(write_crm, "_update", all_or_nothing)
    whole_before = stands(twin, "Lead", lead, "OwnerId")
    send_writes("salesforce", clock)
    assert stands(twin, "Lead", lead, "OwnerId") == whole_before != rita


def test_deleted_or_converted_between_the_reading_and_the_writing(org: Org) -> None:
    """The deleted one is dropped, no refusal to mend; what the converted one was to hear reaches its contact."""
    twin, clock = org
    gone, converted = first_lead(twin, 0), first_lead(twin, 1)
    contact = ""
    update = SalesforceSession.update

    def meanwhile(self: SalesforceSession, item: object, key: str, values: object) -> None:
        nonlocal contact
        if key == gone and not (twin.org.find("Lead", gone) or {})["IsDeleted"]:
            remove(twin, "Lead", gone, user(twin, "Sam"))
        if key == converted and not contact:
            contact = str(twin.act("convert", lead=converted, by="Rita Rep")["contactId"])
        update(self, item, key, values)  # type: ignore[arg-type]

    mean(gone, "class", "A1", clock)
    mean(converted, "class", "A2", clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SalesforceSession, "update", meanwhile)
        assert send_writes("salesforce", clock) is not None
    assert states() == ["dropped", "waiting"]
    clock.pass_(minutes=1)
    assert send_writes("salesforce", clock) is None
    assert stands(twin, "Contact", contact, "Accord_Class__c") == "A2"


def test_a_task_for_a_lead_converted_meanwhile_is_with_its_contact(org: Org) -> None:
    twin, clock = org
    lead = first_lead(twin)
    mean(lead, "task", "2026-09-08T09:00:00Z", clock)
    contact = str(twin.act("convert", lead=lead, by="Rita Rep")["contactId"])
    assert send_writes("salesforce", clock) is None
    (task,) = [row for row in twin.org.live("Task") if row.get("Accord_Id__c")]
    assert task["WhoId"] == contact and "task" in AGREEMENT
