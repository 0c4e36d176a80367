"""Who was put on a HubSpot list is known here since the day of joining; leaving takes nothing back."""

import csv
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.seed import make_seed
from twins.hubspot.twin import HubSpotTwin

from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sync import find_objects
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows.connections import forget_sessions, mapping_file
from accord.workflows.import_export_file import import_export_file
from accord.workflows.read_crm import read_system
from tests.crm.company import Clock, connect_to, hubspot, settle, sign

pytestmark = pytest.mark.django_db


def seed(people: int = 10) -> dict[str, Any]:
    """A portal with a list that people are put on by hand, one that computes itself, and one of companies."""
    lists = [
        {"listId": "1", "name": "Fair 2026", "processingType": "MANUAL", "objectTypeId": "0-1"},
        {"listId": "2", "name": "Lives in Kiel", "processingType": "DYNAMIC", "objectTypeId": "0-1"},
        {"listId": "3", "name": "Targets", "processingType": "MANUAL", "objectTypeId": "0-2"},
    ]
    return {**make_seed(people, 1), "lists": lists}


def people_of(twin: HubSpotTwin) -> list[str]:
    """The ids of the portal's people."""
    return [str(row["id"]) for row in twin.store.rows("contacts").values()]


def joined(list_id: str = "1") -> list[tuple[str, str]]:
    """Who joined a list and when, as the ledger says."""
    names = dict(SourceRecord.objects.values_list("key", "external_id"))
    rows = Fact.objects.filter(kind=FactKind.attribute, value=f"list:{list_id}=member").order_by(
        "occurred_at"
    )
    return [(names[key], f"{at:%d %H:%M}") for key, at in rows.values_list("subject", "occurred_at")]


def calls(twin: HubSpotTwin) -> int:
    """How often a list was asked who is on it."""
    return sum(row["n"] for row in twin.journal.counts() if "memberships/join-order" in row["endpoint"])


def errors() -> list[tuple[str, str]]:
    """What could not be read."""
    return [(r.object, r.error) for r in find_objects("hubspot") if r.error]


def test_who_joins_is_known_since_then_and_leaving_takes_nothing_back() -> None:
    """Past and present, names of lists too; a list of companies and one that computes itself say nothing."""
    with hubspot(seed()) as twin:
        clock = Clock(twin)
        sign()
        first, second, third, *_ = people_of(twin)
        twin.act("add_to_list", list="1", who=first)
        company = str(next(iter(twin.store.rows("companies").values()))["id"])
        twin.act("add_to_list", list="3", who=company)
        clock.pass_(minutes=20)
        connect_to(twin, clock)
        settle("hubspot", clock)
        assert joined() == [(first, "07 08:00")]
        clock.pass_(minutes=20)
        twin.act("add_to_list", list="1", who=second)
        twin.act("remove_from_list", list="1", who=first)
        clock.pass_(minutes=1)
        read_system("hubspot", clock)
        assert [who for who, _ in joined()] == [first, second]
        facts = Fact.objects.count()
        clock.pass_(hours=30)
        assert read_system("hubspot", clock, all_due=True).booked.facts == 0
        twin.act("add_to_list", list="1", who=third)
        twin.act("add_to_list", list="1", who=first)
        clock.pass_(minutes=16)
        read_system("hubspot", clock)
        assert sorted(who for who, _ in joined()) == sorted([first, second, third, first])
        assert (Fact.objects.count(), joined("2"), joined("3")) == (facts + 2, [], [])
        names = SourceRecord.objects.filter(
            source="marketing", kind="campaign", external_id__startswith="list:"
        )
        assert set(names.values_list("external_id", flat=True)) == {"list:1", "list:2"}
        assert errors() == []


def test_a_list_is_asked_only_when_somebody_joined_it() -> None:
    """The round's calls: one search; and the last known page of a list that grew, not all of it."""
    with hubspot(seed(600)) as twin:
        clock = Clock(twin)
        sign()
        people = people_of(twin)
        for who in people[:-1]:
            twin.act("add_to_list", list="1", who=who)
        clock.pass_(hours=1)
        connect_to(twin, clock)
        settle("hubspot", clock)
        assert len(joined()) == 599
        asked = calls(twin)
        clock.pass_(minutes=16)
        read_system("hubspot", clock)
        assert calls(twin) == asked
        twin.act("add_to_list", list="1", who=people[-1])
        clock.pass_(minutes=16)
        read_system("hubspot", clock)
        assert (calls(twin), len(joined())) == (asked + 1, 600)


def test_who_slipped_past_a_moved_page_is_found_within_a_day() -> None:
    """Many left, so the known page lies behind the end: the day's round reads the list from its beginning."""
    with hubspot(seed(300)) as twin:
        clock = Clock(twin)
        sign()
        people = people_of(twin)
        for who in people[:280]:
            twin.act("add_to_list", list="1", who=who)
        clock.pass_(minutes=30)
        connect_to(twin, clock)
        settle("hubspot", clock)
        for who in people[:100]:
            twin.act("remove_from_list", list="1", who=who)
        twin.act("add_to_list", list="1", who=people[-1])
        clock.pass_(minutes=16)
        read_system("hubspot", clock)
        clock.pass_(hours=25)
        read_system("hubspot", clock)
        assert len(joined()) == 281
        assert errors() == []


def test_a_computed_list_is_read_where_the_mapping_names_it() -> None:
    """`lists: [2]` in the mapping."""
    with hubspot(seed()) as twin:
        clock = Clock(twin)
        sign()
        who = people_of(twin)[0]
        row = twin.store.find("list", "2") or {}
        with twin.lock, twin.store.unit():
            twin.store.put("list", "2", {**row, "_members": {who: "2026-09-07T07:00:00Z"}})
        mapping_file("hubspot").write_text("lists: [2]\n")
        connect_to(twin, clock)
        forget_sessions()
        settle("hubspot", clock)
        assert joined("2") == [(who, "07 07:00")]


def test_the_export_of_memberships_says_the_same(tmp_path: Path) -> None:
    """The warehouse's table of members adds nothing to what was read."""
    with hubspot(seed()) as twin:
        clock = Clock(twin)
        sign()
        who = people_of(twin)[0]
        twin.act("add_to_list", list="1", who=who)
        connect_to(twin, clock)
        settle("hubspot", clock)
        path = tmp_path / "contact_list_member.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["contact_id", "contact_list_id", "added_at"])
            writer.writerow([who, "1", "2026-09-07 08:00:00"])
        made = import_export_file(SYSTEM, path, source="marketing", connector="hubspot", now=clock.now)
        assert (made.counts.rejected, made.counts.facts_new, len(joined())) == (0, 0, 1)
