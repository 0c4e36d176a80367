"""What is changed later in the CRM corrects what is known; what is deleted counts no more, and comes back."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.twin import SalesforceTwin

from accord.contacts.models import Identity
from accord.ledger import said_anew
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.withdrawn import find_withdrawn
from accord.reporting.checks.mirror import check_mirror
from accord.reporting.mirror.current import is_behind, open_current
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import find_manifest
from accord.vocabulary.facts import FactKind
from tests.crm.company import Clock, beat
from tests.crm.people import first_lead, user

pytestmark = pytest.mark.django_db
CALLS = [int(FactKind.call_attempted), int(FactKind.call_connected), int(FactKind.call_received)]


def pass_minutes(system: str, clock: Clock, minutes: int = 1) -> None:
    """So many intervals."""
    for _ in range(minutes):
        clock.pass_(minutes=1)
        beat(system, clock)


def stands(*external_ids: str, kinds: list[int] = CALLS) -> list[Fact]:
    """The facts about these records that count."""
    keys = set(SourceRecord.objects.filter(external_id__in=external_ids).values_list("key", flat=True))
    gone = find_withdrawn(keys)
    facts = Fact.objects.filter(subject__in=keys, kind__in=kinds).order_by("seq")
    return [fact for fact in facts if fact.seq not in gone]


def mirrored(folder: Path, clock: Clock) -> dict[int, int]:
    """Calls that the numbers are made of, by kind."""
    with open_current(folder, clock.now) as mirror:
        rows = mirror.fetch("SELECT kind, count(*) AS n FROM facts WHERE kind IN (21, 40, 41) GROUP BY kind")
        seen = mirror.fetch(
            "SELECT CAST(sum(facts) AS BIGINT) AS n FROM facts_seen WHERE kind IN (21, 40, 41)"
        )
    found = {row["kind"]: row["n"] for row in rows}
    assert (seen[0]["n"] or 0) == sum(found.values())
    return found


def test_a_call_corrected_in_salesforce(org: tuple[SalesforceTwin, Clock], tmp_path: Path) -> None:
    """Another outcome, owner and day: what was said is withdrawn, never changed; one call counts."""
    twin, clock = org
    lead, ravi = first_lead(twin), user(twin, "Ravi")
    task = twin.act("log_call", who=lead, by="Rita Rep", outcome="Connected")
    pass_minutes("salesforce", clock)
    before = mirrored(tmp_path / "m", clock)
    (first,) = stands(lead)
    said = Fact.objects.values().get(pk=first.pk)
    twin.act("update", record=task, fields={"CallDisposition": "Busy", "OwnerId": ravi}, by="Sam Manager")
    pass_minutes("salesforce", clock)
    (now,) = stands(lead)
    assert (now.kind, now.actor) == (FactKind.call_attempted, ravi)
    assert Fact.objects.values().get(pk=first.pk) == said
    assert is_behind(find_manifest(tmp_path / "m"), clock.now)
    after = mirrored(tmp_path / "m", clock)
    assert after.get(41, 0) == before[41] - 1 and after.get(40, 0) == before.get(40, 0) + 1
    assert check_mirror(tmp_path / "m") == []
    twin.act(
        "update",
        record=task,
        fields={"CallDisposition": "Connected", "OwnerId": said["actor"]},
        by="Rita Rep",
    )
    pass_minutes("salesforce", clock, 2)
    assert [one.pk for one in stands(lead)] == [first.pk], "as it was: the first fact stands again"
    assert mirrored(tmp_path / "m", clock) == before
    assert rebuild(tmp_path / "m", clock.now, verify=True).differences == ()


def test_a_correction_alone_is_news_for_the_numbers(
    org: tuple[SalesforceTwin, Clock], tmp_path: Path
) -> None:
    """A deleted call appends no fact: the mirror is behind all the same, and a restore counts it again."""
    twin, clock = org
    lead = first_lead(twin)
    task = twin.act("log_call", who=lead, by="Rita Rep")
    pass_minutes("salesforce", clock)
    before = mirrored(tmp_path / "m", clock)
    twin.act("delete", record=task, by="Rita Rep")
    pass_minutes("salesforce", clock)
    assert stands(lead) == [] and sum(mirrored(tmp_path / "m", clock).values()) == sum(before.values()) - 1
    twin.act("undelete", record=task, by="Rita Rep")
    pass_minutes("salesforce", clock)
    assert len(stands(lead)) == 1 and mirrored(tmp_path / "m", clock) == before


def test_a_meeting_moved_and_called_off_after_it_was_held(org: tuple[SalesforceTwin, Clock]) -> None:
    """A meeting that was read as held and is moved to next week was not held."""
    twin, clock = org
    lead = first_lead(twin)
    kinds = [int(FactKind.meeting_held)]
    event = twin.act("book_meeting", who=lead, by="Rita Rep", in_hours=1, minutes=30)
    clock.pass_(hours=2)
    pass_minutes("salesforce", clock, 2)
    assert len(stands(lead, kinds=kinds)) == 1
    pass_minutes("salesforce", clock, 8)
    assert len(stands(lead, kinds=kinds)) == 1, "read again by stepping back: still held"
    start = (clock.now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    twin.act(
        "update", record=event, fields={"StartDateTime": start, "ActivityDateTime": start}, by="Rita Rep"
    )
    pass_minutes("salesforce", clock)
    assert stands(lead, kinds=kinds) == []


def test_a_deleted_lead_counts_no_more_and_an_undelete_brings_it_back(
    org: tuple[SalesforceTwin, Clock], tmp_path: Path
) -> None:
    """With all that its system said of it; what a person said of mail to them holds."""
    twin, clock = org
    lead = first_lead(twin)
    every = [int(kind) for kind in FactKind]
    twin.act("log_call", who=lead, by="Rita Rep")
    twin.act("opt_out", who=lead, by="Rita Rep")
    pass_minutes("salesforce", clock)
    before = {fact.pk for fact in stands(lead, kinds=every)}
    mirrored(tmp_path / "m", clock)
    twin.act("delete", record=lead, by="Sam Manager")
    pass_minutes("salesforce", clock)
    assert {FactKind(fact.kind) for fact in stands(lead, kinds=every)} == {FactKind.opted_out}
    contact = Identity.objects.get(key=SourceRecord.objects.get(external_id=lead).key).contact_id
    with open_current(tmp_path / "m", clock.now) as mirror:
        assert mirror.fetch(f"SELECT 1 FROM leads WHERE contact = {contact}") == []
    twin.act("undelete", record=lead, by="Sam Manager")
    pass_minutes("salesforce", clock)
    assert before <= {fact.pk for fact in stands(lead, kinds=every)}


def test_a_merged_record_is_not_a_deleted_one(org: tuple[SalesforceTwin, Clock]) -> None:
    """The loser comes deleted with its master's id: its calls are the winner's."""
    twin, clock = org
    winner, loser = first_lead(twin, 0), first_lead(twin, 1)
    twin.act("log_call", who=loser, by="Rita Rep")
    pass_minutes("salesforce", clock)
    twin.act("merge", winner=winner, losers=[loser], by="Sam Manager")
    pass_minutes("salesforce", clock, 2)
    assert len(stands(winner, loser)) == 1


def test_an_older_reading_changes_nothing(org: tuple[SalesforceTwin, Clock]) -> None:
    """A bulk result may be older than what was polled meanwhile: the newer word stands."""
    from accord.connectors.objects.live import LiveRow
    from accord.ledger.models import SyncObject
    from accord.workflows.book_page import book_page
    from accord.workflows.connections import get_connection, get_live

    twin, clock = org
    lead = first_lead(twin)
    task = twin.act("log_call", who=lead, by="Rita Rep", outcome="Connected")
    old = {k: str(v) for k, v in (twin.org.find("Task", task) or {}).items() if v is not None}
    made = clock.now
    clock.pass_(minutes=1)
    twin.act("update", record=task, fields={"CallDisposition": "Busy"}, by="Rita Rep")
    pass_minutes("salesforce", clock)
    live, row = get_live("salesforce"), SyncObject.objects.get(system="salesforce", object="task")
    from accord.connectors.objects.session import Page

    page = Page([LiveRow(task, old, "", made)], {}, True)
    book_page(live, get_connection("salesforce"), live.get("task"), row, page, now=clock.now, changes={})
    assert [fact.kind for fact in stands(lead)] == [FactKind.call_attempted]


def merged_call(twin: HubSpotTwin, clock: Clock) -> tuple[str, str]:
    """A call with a contact that is merged: HubSpot gives it at once with the one that stays."""
    first, second = list(twin.store.rows("contacts"))[:2]
    call = twin.act("log_call", who=second, by="Rita Rep")
    pass_minutes("hubspot", clock)
    with twin.lock, twin.store.unit():
        twin.settings["lag"] = [600, 600]  # the merge is searched long after; associations are as they are
    twin.act("merge", winner=first, loser=second, by="Rita Rep")
    clock.pass_(minutes=1)
    assert list(twin.links.of("calls", call, "contacts")) == [first]
    return first, second


def test_a_call_is_counted_once_at_every_instant_of_a_merge(portal: tuple[HubSpotTwin, Clock]) -> None:
    """Read again before anybody can know of the merge, the call is with another contact: still one call."""
    twin, clock = portal
    first, second = merged_call(twin, clock)
    for _ in range(13):
        pass_minutes("hubspot", clock)
        assert len(stands(first, second)) == 1


def test_without_its_own_id_a_merged_call_is_counted_twice(
    portal: tuple[HubSpotTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant knows a call by whom it is with."""
    twin, clock = portal
    monkeypatch.setattr(said_anew, "_find_members", lambda source, items: ({}, defaultdict(set)))
    first, second = merged_call(twin, clock)
    pass_minutes("hubspot", clock, 3)
    assert len(stands(first, second)) == 2


def test_a_call_corrected_in_hubspot(portal: tuple[HubSpotTwin, Clock]) -> None:
    """Its outcome and its time."""
    twin, clock = portal
    who = next(iter(twin.store.rows("contacts")))
    call = twin.act("log_call", who=who, by="Rita Rep")
    pass_minutes("hubspot", clock)
    (before,) = stands(who)
    at = (clock.now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    busy = {"hs_call_disposition": "9d9162e7-6cf3-4944-bf63-4dff82258764", "hs_timestamp": at}
    twin.act("update", who=call, properties=busy, by="Rita Rep", about="calls")
    pass_minutes("hubspot", clock)
    (now,) = stands(who)
    assert now.kind == FactKind.call_attempted and now.occurred_at < before.occurred_at


def test_a_meeting_that_was_a_no_show_after_all(portal: tuple[HubSpotTwin, Clock]) -> None:
    """Completed, then corrected: it was not held."""
    twin, clock = portal
    who = next(iter(twin.store.rows("contacts")))
    kinds = [int(FactKind.meeting_held)]
    meeting = twin.act("book_meeting", who=who, by="Rita Rep", in_hours=1)

    def say(outcome: str) -> None:
        twin.act(
            "update", who=meeting, properties={"hs_meeting_outcome": outcome}, by="Rita Rep", about="meetings"
        )
        pass_minutes("hubspot", clock)

    clock.pass_(hours=2)
    for outcome, held in (("COMPLETED", 1), ("NO_SHOW", 0), ("COMPLETED", 1)):
        say(outcome)
        assert len(stands(who, kinds=kinds)) == held


@pytest.mark.parametrize(("what", "act"), [("calls", "log_call"), ("deals", "make_deal"), ("contacts", "")])
def test_archived_in_hubspot_counts_no_more_and_a_restore_brings_it_back(
    what: str, act: str, portal: tuple[HubSpotTwin, Clock]
) -> None:
    """Search is silent about archived records: the list of them is read."""
    twin, clock = portal
    who = next(iter(twin.store.rows("contacts")))
    made: Any = twin.act(act, who=who, by="Rita Rep") if act else who
    if not act:
        twin.act("log_call", who=who, by="Rita Rep")
    about, kinds = (made, [int(FactKind.deal_created)]) if what == "deals" else (who, CALLS)
    pass_minutes("hubspot", clock)
    assert len(stands(about, kinds=kinds)) == 1
    twin.act("delete", who=made, by="Rita Rep", about=what)
    pass_minutes("hubspot", clock, 16)
    assert stands(about, kinds=kinds) == []
    twin.act("restore", who=made, by="Rita Rep", about=what)
    pass_minutes("hubspot", clock, 16)
    assert len(stands(about, kinds=kinds)) == 1


@pytest.mark.parametrize("closed_first", [False, True])
def test_a_deal_closed_with_an_earlier_close_date_began_before_it_ended(
    closed_first: bool, org: tuple[SalesforceTwin, Clock], tmp_path: Path
) -> None:
    """Entered today, closed with last week's date: read open and then closed, or only closed, it is the same."""
    twin, clock = org
    deal = twin.act("convert", lead=first_lead(twin), by="Rita Rep")["opportunityId"]
    if not closed_first:
        pass_minutes("salesforce", clock)
        assert stands(deal, kinds=[int(FactKind.deal_created)])[0].occurred_at > clock.now - timedelta(
            hours=1
        )
    clock.pass_(minutes=2)
    day = (clock.now - timedelta(days=7)).date().isoformat()
    twin.act("move_deal", deal=deal, stage="Closed Won", by="Rita Rep", CloseDate=day, Amount=900)
    pass_minutes("salesforce", clock, 2)
    (began,) = stands(deal, kinds=[int(FactKind.deal_created)])
    (ended,) = stands(deal, kinds=[int(FactKind.deal_won)])
    assert began.occurred_at == ended.occurred_at - timedelta(microseconds=1)
    assert ended.occurred_at.date().isoformat() == day
    with open_current(tmp_path / "m", clock.now) as mirror:
        (row,) = mirror.fetch("SELECT created_at, won_at FROM deals WHERE won_at IS NOT NULL")
    assert row["created_at"] < row["won_at"]
