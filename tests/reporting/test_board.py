"""The board: the same for every role, cached by what it depends on, never wrong about how fresh it is."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from accord.contacts.models import Contact, Identity
from accord.measures.number import Rows
from accord.reporting import dashboard
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.reconciliation import reconcile
from accord.reporting.waiting import waiting
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import bring, fact, person
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db
LEADS = Rows("rows_leads", 0)


def ref(number: int) -> Ref:
    return Ref("crm", RecordKind.person, str(number))


def forty() -> list[int]:
    """Forty leads; the contacts, in the order of their numbers."""
    keys = bring(
        [person(str(n)) for n in range(40)], [fact(ref(n), FactKind.demo_request, n) for n in range(40)]
    )
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    return [seats[keys[ref(n)]] for n in range(40)]


def test_every_role_sees_the_same_figures(folder: Path, draft: str, cast: Cast) -> None:
    forty()
    boards = {name: dashboard.board(viewer, now=NOW) for name, viewer in cast.everyone().items()}
    assert len({id(board) for board in boards.values()}) == 1
    assert boards["victor"].kpis[1].value == 40
    bridges = [reconcile(viewer, now=NOW) for viewer in cast.everyone().values()]
    assert all(bridge == bridges[0] for bridge in bridges)


def test_rows_are_filtered_by_what_the_viewer_may_see(folder: Path, draft: str, cast: Cast) -> None:
    contacts = forty()
    Contact.objects.filter(pk__in=contacts[:28]).update(owner="crm-sam")
    Contact.objects.filter(pk__in=contacts[28:32]).update(owner="crm-rita")
    found = dashboard.rows_behind(cast.rita, LEADS, now=NOW, limit=5)
    assert found.says == "12 of 40 rows are visible to you"
    assert len(found.rows) == 5 and found.next_offset == 5
    assert {row.contact_id for row in found.rows} <= set(contacts[28:])
    assert dashboard.rows_behind(cast.maya, LEADS, now=NOW).says == "40 of 40 rows are visible to you"
    for nobody in (cast.victor, cast.iris):
        with pytest.raises(Refused):
            dashboard.rows_behind(nobody, LEADS, now=NOW)


def test_rows_of_something_that_lists_none(folder: Path, draft: str, cast: Cast) -> None:
    for name in ("leads_begun", "rows_of_everything", "../secret"):
        with pytest.raises(NotFound):
            dashboard.rows_behind(cast.olga, Rows(name, 0), now=NOW)


def test_a_board_shows_what_came_in_since(folder: Path, draft: str, cast: Cast) -> None:
    forty()
    assert dashboard.board(cast.maya, now=NOW).kpis[1].value == 40
    bring([person("40")], [fact(ref(40), FactKind.demo_request)])
    assert dashboard.board(cast.maya, now=NOW).kpis[1].value == 41


def test_the_last_board_is_served_as_stale_while_the_next_is_made(
    folder: Path, draft: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    forty()
    first = dashboard.board(cast.maya, now=NOW)
    bring([person("40")], [fact(ref(40), FactKind.demo_request)])
    # The thread behind cannot see this test's transaction: it is only asked to begin.
    asked: list[Path] = []
    monkeypatch.setattr("accord.reporting.mirror.current._catch_up", lambda folder, now: asked.append(folder))
    served = dashboard.board(cast.maya, now=NOW, wait=False)
    assert served == replace(first, stale=True) and asked == [folder]
    dashboard.catch_up(NOW)
    made = dashboard.board(cast.maya, now=NOW, wait=False)
    for _ in range(200):
        if made.kpis[1].value == 41:
            break
        time.sleep(0.05)
        made = dashboard.board(cast.maya, now=NOW, wait=False)
    assert made.kpis[1].value == 41 and not made.stale


def test_who_waits_now(folder: Path, draft: str, cast: Cast) -> None:
    contacts = forty()
    Contact.objects.filter(pk__in=contacts).update(owner="crm-sam")
    Contact.objects.filter(pk=contacts[7]).update(owner="crm-rita")
    bring([], [fact(ref(0), FactKind.call_attempted, 100), fact(ref(1), FactKind.sequence_email_sent, 100)])
    found = waiting(cast.sam, NOW)
    assert (found.count, len(found.people)) == (39, 39)
    assert found.people[0].contact_id == contacts[1], "a sequence's step is nobody's attempt"
    assert (found.people[0].asked, found.people[0].days) == ("demo_request", 119)
    assert [w.contact_id for w in waiting(cast.rita, NOW).people] == [contacts[7]]
    assert (waiting(cast.victor, NOW).people, waiting(cast.victor, NOW).count) == ((), 39)


def test_an_attempt_the_mirror_has_not_read_yet_ends_the_wait(
    folder: Path, draft: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    forty()
    dashboard.catch_up(NOW)
    bring([], [fact(ref(3), FactKind.call_attempted, 100)])
    monkeypatch.setattr("accord.reporting.mirror.current.is_behind", lambda manifest, now: False)
    assert waiting(cast.sam, NOW).count == 39


def test_before_any_agreement_the_bridge_stands_and_numbers_say_so(folder: Path, cast: Cast) -> None:
    forty()
    bridge = reconcile(cast.maya, marketing_sources=["marketing"], sales_sources=["crm"], now=NOW)
    assert bridge.sales == 40 and not bridge.enough
    assert dashboard.board(cast.maya, now=NOW).reading.sentence == "no agreement yet"


def test_an_empty_installation_has_a_board(folder: Path, cast: Cast) -> None:
    board = dashboard.board(cast.victor, now=NOW)
    assert board.as_of is None and board.sources == ()
    assert waiting(cast.victor, NOW).count == 0
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_a_later_day_is_another_board(folder: Path, draft: str, cast: Cast) -> None:
    forty()
    today = dashboard.board(cast.maya, now=NOW)
    tomorrow = dashboard.board(cast.maya, now=NOW + timedelta(days=1))
    assert tomorrow is not today and tomorrow.kpis[1].value == today.kpis[1].value


def test_the_thread_behind_lets_its_connection_go(
    db: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    used: list[BaseDatabaseWrapper] = []

    def make() -> None:
        connection.ensure_connection()
        used.append(connections["default"])
        raise RuntimeError("the next board could not be made")

    key = (0, "", False, None, NOW.date())
    dashboard._behind(tmp_path, key, make)
    for thread in threading.enumerate():
        if thread.name == "board":
            thread.join()
    assert "the next board could not be made" in caplog.text
    assert [wrapper.connection for wrapper in used] == [None]
    assert (tmp_path, key) not in dashboard._making
