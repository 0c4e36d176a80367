"""A follow-up task stands in the CRM once, with its due time; it is nobody's work until a person completed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from twins.common.twin import Twin
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.salesforce.seed import make_seed as salesforce_seed

from accord.handoffs.models import Handoff
from accord.ledger.models import Fact, Job, SourceRecord, SyncConflict, SyncWrite
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind
from accord.workflows import book_page, write_crm
from accord.workflows.follow_up_task import WATCH, watch_tasks
from accord.workflows.intend_write import intend_write
from accord.workflows.take_back_task import take_back_tasks
from accord.workflows.write_crm import send_writes
from tests.crm.company import (
    AGREEMENT,
    Clock,
    beat,
    connected,
    facts_of,
    hubspot,
    salesforce,
)
from tests.crm.people import change, first_lead, user

pytestmark = pytest.mark.django_db
TO_HUBSPOT = AGREEMENT.replace("[owner, task, dossier,", "[owner, dossier,").replace(
    "hubspot: [stage,", "hubspot: [task, stage,"
)
DUE = "2026-09-08T09:00:00Z"


@dataclass
class Place:
    """A connected system of either vendor, and one person in it."""

    system: str
    source: str
    twin: Twin
    clock: Clock
    who: str

    def mean(self, due: str = DUE) -> str:
        key = SourceRecord.objects.get(source=self.source, kind="person", external_id=self.who).key
        return intend_write(SYSTEM, self.system, key, "task", due, "hot: <asked> for a demo", self.clock.now)

    def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            self.clock.pass_(minutes=1)
            beat(self.system, self.clock)

    def tasks(self) -> list[dict[str, str]]:
        """Tasks of ours that stand there: id, due, owner, priority, whom they are about."""
        if self.system == "salesforce":
            rows = [r for r in self.twin.org.live("Task") if r.get("Accord_Id__c")]  # type: ignore[attr-defined]
            names = {"id": "Id", "due": "ReminderDateTime", "owner": "OwnerId", "priority": "Priority"}
            return [{k: str(r[n]) for k, n in names.items()} | {"who": str(r["WhoId"])} for r in rows]
        found = []
        for row in self.twin.store.rows("tasks").values():
            props = row["props"]
            if props.get("accord_id") and not row["archived"]:
                about = self.twin.links.of("tasks", row["id"], "contacts")  # type: ignore[attr-defined]
                found.append(
                    {
                        "id": row["id"],
                        "due": props["hs_timestamp"],
                        "owner": props.get("hubspot_owner_id", ""),
                        "priority": props["hs_task_priority"],
                        "who": ";".join(about),
                    }
                )
        return found

    def facts(self) -> list[str]:
        return [kind for kind, _, _ in facts_of(self.who, self.source)]


@pytest.fixture(params=["salesforce", "hubspot"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each vendor's system, connected and read."""
    if request.param == "salesforce":
        with salesforce(salesforce_seed(6, 1)) as org:
            clock = connected(org)
            yield Place("salesforce", "crm", org, clock, first_lead(org))
        return
    with hubspot(hubspot_seed(6, 1)) as portal:
        clock = connected(portal, TO_HUBSPOT)
        yield Place("hubspot", "marketing", portal, clock, next(iter(portal.store.rows("contacts"))))


def owner_of(place: Place) -> str:
    if place.system == "salesforce":
        return str(place.twin.org.find("Lead", place.who)["OwnerId"])  # type: ignore[attr-defined]
    return str(place.twin.store.rows("contacts")[place.who]["props"]["hubspot_owner_id"])


def test_it_stands_there_once_with_its_due_time_and_its_owner(place: Place) -> None:
    first = place.mean()
    assert place.mean() == first
    place.rounds()
    (task,) = place.tasks()
    assert task["due"].startswith("2026-09-08T09:00") and task["who"] == place.who
    assert task["owner"] == owner_of(place) and task["priority"].casefold() == "high"
    assert SyncWrite.objects.get().state == "seen"
    assert "task" not in place.facts(), "our own open task is nobody's act"
    with pytest.raises(Invalid, match=r"crm\.bad_due"):
        place.mean("soon")


def test_routed_to_somebody_else_at_once_it_is_theirs_not_the_former_owners(place: Place) -> None:
    if place.system == "hubspot":
        pytest.skip("this agreement writes no owner to HubSpot")
    new = next(
        user(place.twin, name) for name in ("Ravi", "Rosa") if user(place.twin, name) != owner_of(place)
    )  # type: ignore[arg-type]
    key = SourceRecord.objects.get(source=place.source, kind="person", external_id=place.who).key
    intend_write(SYSTEM, place.system, key, "owner", new, "routed by the agreement", place.clock.now)
    place.mean()
    place.rounds()
    (task,) = place.tasks()
    assert task["owner"] == new == owner_of(place)


def test_a_lost_answer_makes_no_second_task(place: Place) -> None:
    """The vendor made it and the answer never came; nor does a death before the note make another."""
    place.mean()
    way = {"salesforce": ("PATCH", "/sobjects/Task/"), "hubspot": ("POST", "/crm/v3/objects/tasks$")}
    method, path = way[place.system]
    place.twin.faults.add({"kind": "drop_after", "method": method, "path": path, "count": 1})
    assert send_writes(place.system, place.clock) is not None
    assert SyncWrite.objects.get().state == "waiting" and len(place.tasks()) == 1
    place.rounds()
    assert len(place.tasks()) == 1 and SyncWrite.objects.get().state == "seen"


def test_killed_before_the_note(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.mean()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    from accord.workflows import follow_up_task

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(follow_up_task, "close_write", die)
        send_writes(place.system, place.clock)
    place.rounds()
    assert len(place.tasks()) == 1 and SyncWrite.objects.get().state == "seen"


def test_what_its_owner_completes_is_theirs_and_counts_when_they_did_it(place: Place) -> None:
    place.mean()
    place.rounds()
    place.twin.act("complete_task", task=place.tasks()[0]["id"], by="Rita Rep")
    done_at = place.clock.now
    place.rounds()
    assert SyncWrite.objects.get().state == "done"
    key = SourceRecord.objects.get(source=place.source, kind="person", external_id=place.who).key
    (fact,) = Fact.objects.filter(subject=key, kind=FactKind.task)
    assert abs((fact.occurred_at - done_at).total_seconds()) < 60


def test_what_its_owner_moves_is_shown_and_theirs_stands(place: Place) -> None:
    place.mean()
    place.rounds()
    task = place.tasks()[0]["id"]
    if place.system == "salesforce":
        change(place.twin, "Task", task, user(place.twin, "Rita"), ActivityDate="2026-09-20")  # type: ignore[arg-type]
    else:
        moved = {"hs_timestamp": "2026-09-20T09:00:00Z"}
        place.twin.act("update", who=task, properties=moved, about="tasks", by="Rita Rep")
    place.rounds(4)
    (conflict,) = SyncConflict.objects.all()
    assert conflict.field == "task" and conflict.theirs.startswith("2026-09-20")
    assert "theirs stands" in conflict.outcome and "task" not in place.facts()
    assert len(place.tasks()) == 1


def test_what_its_owner_deletes_is_heard_and_not_made_again(place: Place) -> None:
    place.mean()
    place.rounds()
    task = place.tasks()[0]["id"]
    if place.system == "salesforce":
        place.twin.act("delete", record=task, by="Rita Rep")
    else:
        assert Job.objects.filter(kind=WATCH, key="hubspot", done_at=None).exists()
        assert watch_tasks("hubspot", place.clock) is not None
        place.twin.act("delete", who=task, about="tasks", by="Rita Rep")
        assert watch_tasks("hubspot", place.clock) is None
    place.rounds(4)
    (conflict,) = SyncConflict.objects.all()
    assert conflict.theirs == "deleted there" and SyncWrite.objects.get().state == "dropped"
    assert place.tasks() == [] and "task" not in place.facts()


def test_the_mutants_are_caught(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """One takes our own open task for news; one makes the task without looking for it first."""
    place.mean()
    with monkeypatch.context() as patch:
        patch.setattr(book_page, "hear_tasks", lambda live, connection, item, taken, now: list(taken))
        place.rounds()
    assert "task" in place.facts()
    if place.system == "hubspot":
        from accord.connectors.hubspot.live import tasks

        SyncWrite.objects.update(state="waiting")
        monkeypatch.setattr(tasks, "_exists", lambda *_: False)
        assert write_crm.send_writes("hubspot", place.clock) is not None
        assert SyncWrite.objects.get().attempts == 1, "the unique property itself refuses a second one"
        assert len(place.tasks()) == 1


def test_a_task_that_is_nobodys_work_any_more_is_taken_back_once(place: Place) -> None:
    """Sent or not yet: none stands there, and its going is taken for no act of its owner."""
    place.mean()
    place.rounds()
    place.mean("2026-09-10T09:00:00Z")
    key = SourceRecord.objects.get(source=place.source, kind="person", external_id=place.who).key
    ended = Handoff(subject=key, offered_at=place.clock.now - timedelta(days=1))
    assert len(place.tasks()) == 1 and take_back_tasks(ended, "one person", place.clock.now) == 2
    assert take_back_tasks(ended, "one person", place.clock.now) == 1, (
        "what waits to be taken back is meant again"
    )
    place.rounds()
    assert place.tasks() == [] and not SyncConflict.objects.exists() and "task" not in place.facts()
    assert sorted(SyncWrite.objects.values_list("field", "state")) == [
        ("task", "dropped"),
        ("task", "dropped"),
        ("task_end", "sent"),
    ]
    place.rounds()
    assert place.tasks() == [] and take_back_tasks(ended, "one person", place.clock.now) == 0
