"""The traps of Salesforce: conversion, merges, deletions, open tasks, meetings, unknown statuses, pauses."""

import pytest
from twins.salesforce.seed import make_seed
from twins.salesforce.twin import SalesforceTwin

from accord.contacts.models import Identity
from accord.ledger.models import Fact, SourceRecord, SyncHeld, SyncWrite
from accord.ledger.sync import find_objects, get_system
from accord.reporting.sync_health import find_health
from accord.teams.people import SYSTEM
from accord.workflows.connections import forget_sessions, mapping_file
from accord.workflows.intend_write import intend_write
from accord.workflows.read_crm import over_budget, read_system, wake
from tests.crm.company import Clock, beat, connect_to, connected, connection_to, facts_of, salesforce
from tests.crm.people import first_lead, stands, user

pytestmark = pytest.mark.django_db


def next_minute(clock: Clock) -> None:
    """One interval."""
    clock.pass_(minutes=1)
    beat("salesforce", clock)


def contact_of(external_id: str) -> int:
    """Whose record it is."""
    key = SourceRecord.objects.get(source="crm", external_id=external_id).key
    return Identity.objects.get(key=key).contact_id


def test_a_call_logged_in_the_crm_is_known_within_an_interval(org: tuple[SalesforceTwin, Clock]) -> None:
    """By change time, with its outcome and the rep's id."""
    twin, clock = org
    lead = first_lead(twin)
    twin.act("log_call", who=lead, by="Rita Rep")
    next_minute(clock)
    assert ("call_connected", "", user(twin, "Rita")) in facts_of(lead)


def test_a_hint_from_outside_is_read_before_the_interval_and_many_hints_spend_no_calls(
    org: tuple[SalesforceTwin, Clock],
) -> None:
    """A webhook says that something changed: what is read often is due now, unless it was read a moment ago."""
    twin, clock = org
    lead = first_lead(twin)
    next_minute(clock)
    twin.act("log_call", who=lead, by="Rita Rep")
    clock.pass_(seconds=15)
    beat("salesforce", clock)
    assert ("call_connected", "", user(twin, "Rita")) not in facts_of(lead), "its own time has not come"
    wake("salesforce", now=clock.now)
    beat("salesforce", clock)
    assert ("call_connected", "", user(twin, "Rita")) in facts_of(lead)
    asked = twin.journal.number
    for _ in range(5):
        clock.pass_(seconds=1)
        wake("salesforce", now=clock.now)
        beat("salesforce", clock)
    assert twin.journal.number == asked


def test_an_open_task_does_not_hide_the_call_it_becomes(org: tuple[SalesforceTwin, Clock]) -> None:
    """Read while open, then done: both are known."""
    twin, clock = org
    lead, rita = first_lead(twin), user(twin, "Rita")
    values = {
        "WhoId": lead,
        "OwnerId": rita,
        "Subject": "Call",
        "Status": "Not Started",
        "TaskSubtype": "Call",
    }
    task = twin.act("create", object="Task", fields=values, by="Rita Rep")
    next_minute(clock)
    twin.act("complete_task", task=task, by="Rita Rep")
    next_minute(clock)
    kinds = [kind for kind, _, _ in facts_of(lead)]
    assert "task" in kinds and "call_attempted" in kinds


def test_a_meeting_is_held_by_time_passing(org: tuple[SalesforceTwin, Clock]) -> None:
    """Nothing is changed in the CRM when a meeting is over; it is known all the same, and not before."""
    twin, clock = org
    lead = first_lead(twin)
    twin.act("book_meeting", who=lead, by="Rita Rep", in_hours=2, minutes=30)
    next_minute(clock)
    assert "meeting_held" not in [kind for kind, _, _ in facts_of(lead)]
    clock.pass_(hours=3)
    next_minute(clock)
    assert [kind for kind, _, _ in facts_of(lead)].count("meeting_held") == 1


def test_a_converted_lead_is_its_contact_and_what_was_meant_for_it_reaches_the_contact(
    org: tuple[SalesforceTwin, Clock],
) -> None:
    """The lead is read-only after conversion: the write goes to the contact; the tasks are counted once."""
    twin, clock = org
    lead = first_lead(twin)
    twin.act("log_call", who=lead, by="Rita Rep")
    next_minute(clock)
    key = SourceRecord.objects.get(source="crm", external_id=lead).key
    intend_write(SYSTEM, "salesforce", key, "class", "A1", "why", clock.now)
    made = twin.act("convert", lead=lead, by="Rita Rep")
    contact = made["contactId"]
    for _ in range(3):
        next_minute(clock)
    assert contact_of(contact) == contact_of(lead)
    assert stands(twin, "Contact", contact, "Accord_Class__c") == "A1"
    assert SyncWrite.objects.get().external_id == contact and SyncWrite.objects.get().state == "seen"
    assert [kind for kind, _, _ in facts_of(lead)].count("call_connected") == 1
    assert "converted" in [kind for kind, _, _ in facts_of(lead)]


def test_merged_leads_are_one_person(org: tuple[SalesforceTwin, Clock]) -> None:
    """The loser comes deleted, with its master's id."""
    twin, clock = org
    winner, loser = first_lead(twin, 0), first_lead(twin, 1)
    assert contact_of(winner) != contact_of(loser)
    twin.act("merge", winner=winner, losers=[loser], by="Sam Manager")
    next_minute(clock)
    assert contact_of(winner) == contact_of(loser)
    assert SourceRecord.objects.get(source="crm", external_id=loser).deleted


def test_a_deleted_lead_is_known_as_deleted(org: tuple[SalesforceTwin, Clock]) -> None:
    """Deleted rows are asked for too."""
    twin, clock = org
    lead = first_lead(twin)
    twin.act("delete", record=lead, by="Sam Manager")
    next_minute(clock)
    assert SourceRecord.objects.get(source="crm", external_id=lead).deleted


def test_an_unknown_status_waits_loudly_and_comes_in_once_it_is_mapped() -> None:
    """Counted by value, shown, and read again by itself after the mapping says what it means."""
    seed = make_seed(12, 1)
    statuses = ["Open - Not Contacted", "Dialling", "Closed - Converted", "Closed - Not Converted"]
    seed["picklists"] = {"Lead.Status": statuses}
    with salesforce(seed) as twin:
        clock = connected(twin)
        lead = first_lead(twin)
        twin.act("change_status", lead=lead, status="Dialling", by="Rita Rep")
        next_minute(clock)
        (system,) = find_health(SYSTEM, clock.now)
        assert [(g.object, g.value, g.rows) for g in system.gaps if g.object == "lead"] == [
            ("lead", "Dialling", 1)
        ]
        assert all(value != "ongoing:Dialling" for _, value, _ in facts_of(lead))
        mapping_file("salesforce").write_text("statuses: {Dialling: ongoing}\n")
        forget_sessions()
        next_minute(clock)
        assert ("lead_status", "ongoing:Dialling", "") in facts_of(lead)
        assert SyncHeld.objects.filter(object="lead").count() == 0


def test_a_pause_is_kept_to_the_second(org: tuple[SalesforceTwin, Clock]) -> None:
    """After a 503 with Retry-After not one request leaves before its end; then reading goes on by itself."""
    twin, clock = org
    twin.faults.add({"kind": "status", "status": 503, "retry_after": 120})
    clock.pass_(minutes=1)
    done = read_system("salesforce", clock)
    asked = twin.journal.number
    assert (done.next_at - clock.now).total_seconds() == 120
    for _ in range(11):
        clock.pass_(seconds=10)
        wake("salesforce", now=clock.now)
        read_system("salesforce", clock, all_due=True)
        beat("salesforce", clock)
    assert twin.journal.number == asked, "0 requests inside a Retry-After"
    (system,) = find_health(SYSTEM, clock.now)
    assert "asked to wait" in system.error and system.quiet_until is not None
    clock.pass_(seconds=11)
    read_system("salesforce", clock, all_due=True)
    assert twin.journal.number > asked
    assert get_system("salesforce").error == ""


def test_the_budget_is_kept_and_an_unread_crm_is_visible(org: tuple[SalesforceTwin, Clock]) -> None:
    """Our share of the day's calls spent: reading stops, says so, and goes on the next day."""
    twin, clock = org
    with twin.lock, twin.store.unit():
        twin.settings["budget"] = 200
    connect_to(twin, clock, budget_share=0.5)
    for _ in range(40):
        next_minute(clock)
    row = get_system("salesforce")
    used = [one for one in twin.journal.last if one["endpoint"] != "(lost)"]
    assert row.calls <= 200 * 0.5 + 20 and "share" in row.error
    assert over_budget(connection_to(twin, budget_share=0.5), row, clock.now)
    before = twin.journal.number
    next_minute(clock)
    assert twin.journal.number == before and used
    assert find_health(SYSTEM, clock.now)[0].unread
    clock.pass_(days=1)
    next_minute(clock)
    next_minute(clock)
    assert twin.journal.number > before
    assert find_objects("salesforce")[0].read_at is not None


def test_the_past_is_read_in_bulk_and_goes_on_after_a_kill() -> None:
    """Jobs and locators stand with the rows: a kill between two pages loses nothing and doubles nothing."""
    with salesforce(make_seed(40, 2)) as twin:
        connected(twin)
        states = {row.history_state for row in find_objects("salesforce")}
        assert states <= {"done", "polled", ""}, "nothing waits; queues are read whole, without a past"
        assert "done" in {row.history_state for row in find_objects("salesforce")}
        people = SourceRecord.objects.filter(source="crm", kind="person").exclude(values="")
        assert people.count() == 40
        assert Fact.objects.values("source", "source_id").distinct().count() == Fact.objects.count()
