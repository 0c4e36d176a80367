"""HubSpot's property histories, read live: each value with its own day, what we wrote ourselves left out."""

from datetime import timedelta
from typing import Any

import pytest
from twins.hubspot.seed import make_seed
from twins.hubspot.twin import HubSpotTwin

from accord.ledger.models import Fact, SourceRecord, SyncHeld, SyncObject
from accord.ledger.withdrawn import find_withdrawn
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows import in_full
from accord.workflows.connections import mapping_file
from accord.workflows.intend_write import intend_write
from accord.workflows.read_crm import read_history, read_system
from tests.crm.company import Clock, beat, connected, hubspot

pytestmark = pytest.mark.django_db
STATUS, STAGE, OWNER = FactKind.lead_status, FactKind.lifecycle_stage, FactKind.owner_assigned
DEAL_STAGE, AMOUNT = FactKind.deal_stage, FactKind.deal_amount


def stands(external_id: str, *kinds: FactKind, of: str = "person") -> list[tuple[str, str]]:
    """(hh:mm, what) of the facts about a record that count, in the order in which it happened."""
    key = SourceRecord.objects.get(source="marketing", external_id=external_id, kind=of).key
    facts = Fact.objects.filter(subject=key, source="marketing", kind__in=[int(kind) for kind in kinds])
    facts = facts.exclude(seq__in=find_withdrawn({key})).order_by("occurred_at", "seq")
    return [(f"{f.occurred_at:%H:%M}", f.value or f.actor or f"{f.amount} {f.currency}") for f in facts]


def pass_minutes(clock: Clock, minutes: int = 1) -> None:
    """So many intervals."""
    for _ in range(minutes):
        clock.pass_(minutes=1)
        beat("hubspot", clock)


def person(twin: HubSpotTwin, at: int = 0) -> str:
    """A contact's id."""
    return list(twin.store.rows("contacts"))[at]


def test_each_status_between_two_readings_is_known_with_its_own_day(
    portal: tuple[HubSpotTwin, Clock],
) -> None:
    """Three statuses and a change of another field, then one reading: none is dated by the last change."""
    twin, clock = portal
    who = person(twin)
    before = stands(who, STATUS)
    for status in ("OPEN", "IN_PROGRESS", "CONNECTED"):
        twin.act("change_status", who=who, status=status, by="Rita Rep")
        clock.pass_(minutes=7)
    twin.act("update", who=who, properties={"jobtitle": "CTO"}, by="Rita Rep")
    pass_minutes(clock)
    assert stands(who, STATUS) == [
        *before,
        ("08:01", "open:OPEN"),
        ("08:08", "ongoing:IN_PROGRESS"),
        ("08:15", "ongoing:CONNECTED"),
    ]


def test_owner_and_stage_there_and_back_between_two_readings(portal: tuple[HubSpotTwin, Clock]) -> None:
    """The value stands as it stood before: that it was another meanwhile is known all the same."""
    twin, clock = portal
    who = person(twin)
    first = str(twin.store.rows("contacts")[who]["props"]["hubspot_owner_id"])
    other = next(key for key in twin.store.rows("owner") if key != first)
    before = stands(who, OWNER)
    twin.act("change_owner", who=who, owner=other, by="Rita Rep")
    clock.pass_(minutes=2)
    twin.act("change_owner", who=who, owner=first, by="Rita Rep")
    pass_minutes(clock)
    assert stands(who, OWNER) == [*before, ("08:01", other), ("08:03", first)]


def test_a_value_dated_by_the_last_change_is_withdrawn_when_its_history_is_read(
    portal: tuple[HubSpotTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection of an earlier release read no histories: at the first reading they are read, the past with them."""
    twin, clock = portal
    who, kept = person(twin), SyncObject.objects.get(system="hubspot", object="contact")
    with monkeypatch.context() as earlier:
        earlier.setattr("accord.workflows.read_crm.add_versions", lambda *given: given[-1])
        twin.act("change_status", who=who, status="OPEN", by="Rita Rep")
        clock.pass_(minutes=9)
        twin.act("update", who=who, properties={"jobtitle": "CTO"}, by="Rita Rep")
        SyncObject.objects.filter(id=kept.id).update(history={"after": ""})
        earlier.setattr("accord.workflows.read_crm._add_new_objects", lambda *given: None)
        pass_minutes(clock)
    wrong = ("08:10", "open:OPEN")
    assert stands(who, STATUS)[-1] == wrong
    pass_minutes(clock)
    assert SyncObject.objects.get(id=kept.id).history_state == "waiting"
    assert read_history("hubspot", clock) is None
    assert stands(who, STATUS)[-1] == ("08:01", "open:OPEN") and wrong not in stands(who, STATUS)
    written = Fact.objects.count()
    pass_minutes(clock, 3)
    assert Fact.objects.count() == written, "read again by stepping back: nothing is said anew"


def test_a_deal_s_stages_and_amounts_by_the_portal_s_own_pipeline() -> None:
    """Stages that only the portal's pipeline explains; amounts in the deal's own currency."""
    seed = make_seed(4, 1)
    stages: list[dict[str, Any]] = [
        {"id": key, "label": key, "displayOrder": at, "archived": False}
        | {"metadata": {"isClosed": closed, "probability": chance}}
        | {"createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}
        for at, (key, closed, chance) in enumerate(
            [("11", "false", "0.2"), ("12", "false", "0.6"), ("13", "true", "1.0"), ("14", "true", "0.0")]
        )
    ]
    line = {"id": "default", "label": "Ours", "displayOrder": 0, "archived": False, "stages": stages}
    seed["pipelines"] = {
        "deals": [line | {"createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}]
    }
    seed["objects"].pop("deals", None)
    with hubspot(seed) as twin:
        clock = connected(twin)
        deal = twin.act("make_deal", who=person(twin), by="Rita Rep", amount=1000)
        for stage, amount in (("12", 1500), ("14", 1500), ("12", 1200)):
            clock.pass_(minutes=5)
            twin.act(
                "move_deal", deal=deal, stage=stage, by="Rita Rep", amount=amount, deal_currency_code="USD"
            )
        pass_minutes(clock)
        assert stands(deal, DEAL_STAGE, of="deal") == [
            ("08:00", "ongoing:11"),
            ("08:05", "ongoing:12"),
            ("08:10", "lost:14"),
            ("08:15", "ongoing:12"),
        ]
        assert stands(deal, AMOUNT, of="deal") == [
            ("08:00", "100000 USD"),
            ("08:05", "150000 USD"),
            ("08:15", "120000 USD"),
        ]


def our_stage(twin: HubSpotTwin, clock: Clock) -> str:
    """A contact whose lifecycle stage we set, and a person moved on and back; all read at once."""
    who = person(twin)
    key = SourceRecord.objects.get(source="marketing", external_id=who, kind="person").key
    intend_write(SYSTEM, "hubspot", key, "stage", "qualified", "the fold", clock.now)
    pass_minutes(clock)
    clock.pass_(minutes=4)
    twin.act("set_stage", who=who, stage="opportunity", by="Rita Rep")
    clock.pass_(minutes=4)
    twin.act("set_stage", who=who, stage="marketingqualifiedlead", by="Rita Rep")
    pass_minutes(clock)
    return who


def test_what_we_wrote_is_no_version_of_theirs(portal: tuple[HubSpotTwin, Clock]) -> None:
    """A person who sets the same value later did that themselves."""
    twin, clock = portal
    before = stands(person(twin), STAGE)
    who = our_stage(twin, clock)
    assert stands(who, STAGE) == [*before, ("08:06", "opportunity"), ("08:10", "marketingqualifiedlead")]


def test_without_looking_for_our_writes_they_come_back_as_theirs(
    portal: tuple[HubSpotTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant takes every version for theirs."""
    twin, clock = portal
    monkeypatch.setattr(in_full, "_own_versions", lambda *given: set())
    assert ("08:02", "marketingqualifiedlead") in stands(our_stage(twin, clock), STAGE)


def test_a_write_whose_answer_was_lost_is_still_ours(portal: tuple[HubSpotTwin, Clock]) -> None:
    """It stood there when it was tried again: nobody there set it."""
    twin, clock = portal
    who = person(twin)
    before = stands(who, STAGE)
    key = SourceRecord.objects.get(source="marketing", external_id=who, kind="person").key
    intend_write(SYSTEM, "hubspot", key, "stage", "qualified", "the fold", clock.now)
    with twin.lock, twin.store.unit():
        row = twin.portal.get("contacts", who)
        twin.portal.write(row, {"lifecyclestage": "marketingqualifiedlead"}, twin.app())
    read_system("hubspot", clock)
    clock.pass_(minutes=1)
    read_system("hubspot", clock)
    assert stands(who, STAGE) == before, "read before it is tried again"
    pass_minutes(clock, 12)
    assert stands(who, STAGE) == before


def test_a_write_of_ours_that_theirs_replaced_is_still_ours(portal: tuple[HubSpotTwin, Clock]) -> None:
    """Dropped because its master changed the field: the value we had sent stays no version of theirs."""
    twin, clock = portal
    who = our_stage(twin, clock)
    twin.act("update", who=who, properties={"jobtitle": "CTO"}, by="Rita Rep")
    pass_minutes(clock, 12)
    assert ("08:02", "marketingqualifiedlead") not in stands(who, STAGE)


def test_a_value_of_the_past_that_no_table_knows_is_a_gap_and_keeps_nothing_else(
    portal: tuple[HubSpotTwin, Clock],
) -> None:
    """The record is read; the old status waits until somebody says what it meant."""
    twin, clock = portal
    who = person(twin)
    before = stands(who, STATUS)
    with twin.lock:
        known = twin.objects["contacts"].properties["hs_lead_status"]
        wider = known.__class__(
            **{f: getattr(known, f) for f in known.__dataclass_fields__}
            | {"options": (*known.options, ("DIALLING", "Dialling"))}
        )
        twin.objects["contacts"].add(wider)
    twin.act("change_status", who=who, status="DIALLING", by="Rita Rep")
    clock.pass_(minutes=5)
    twin.act("change_status", who=who, status="OPEN", by="Rita Rep")
    pass_minutes(clock)
    assert stands(who, STATUS) == [*before, ("08:06", "open:OPEN")]
    assert list(SyncHeld.objects.values_list("object", "field", "value")) == [
        ("contact", "hs_lead_status", "DIALLING")
    ]
    mapping_file("hubspot").write_text("statuses: {DIALLING: ongoing}\n")
    pass_minutes(clock)
    assert stands(who, STATUS)[-2:] == [("08:01", "ongoing:DIALLING"), ("08:06", "open:OPEN")]
    assert not SyncHeld.objects.exists()


def test_histories_are_asked_only_where_something_changed(portal: tuple[HubSpotTwin, Clock]) -> None:
    """One question for fifty records; none in a minute in which nothing changed; fifty at most in one."""
    twin, clock = portal

    def asked() -> int:
        return sum("contacts/batch/read" in one["path"] for one in twin.journal.last)

    pass_minutes(clock, 2)
    before = asked()
    pass_minutes(clock, 5)
    assert asked() == before
    for who in list(twin.store.rows("contacts")):
        twin.act("change_status", who=who, status="CONNECTED", by="Rita Rep")
    pass_minutes(clock, 5)
    assert asked() == before + 1


def test_a_history_is_as_long_as_the_vendor_keeps_it(portal: tuple[HubSpotTwin, Clock]) -> None:
    """What HubSpot has forgotten since stays known here."""
    twin, clock = portal
    who = person(twin)
    before = len(stands(who, STATUS))
    for n in range(60):
        twin.act("change_status", who=who, status=("OPEN", "CONNECTED")[n % 2], by="Rita Rep")
        if n % 10 == 9:
            pass_minutes(clock)
        else:
            clock.now += timedelta(seconds=1)
            clock.tell()
    assert len(stands(who, STATUS)) == before + 60
