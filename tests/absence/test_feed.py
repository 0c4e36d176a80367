"""A person's calendar is read over the wire; a broken one keeps what it said last, and says so."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.ledger.models import Act, Job
from accord.teams.absence import feeds
from accord.teams.absence.enter import find_away, withdraw
from accord.teams.absence.feeds import READ, find_feeds
from accord.teams.absence.models import Absence, AbsenceFeed
from accord.teams.absence.reads import find_absences_of
from accord.teams.models import User
from accord.vocabulary.errors import AccordError, Invalid, Refused
from accord.workflows.absence_feeds import EVERY, do_read_absences, end_absence_feed, set_absence_feed
from accord.workflows.work import work_once
from tests.absence.company import NOW
from tests.cast import Cast
from tests.connectors.test_calendars import OOF, calendar, entry

pytestmark = pytest.mark.django_db
DAYS = entry(";VALUE=DATE:20261221", ";VALUE=DATE:20270104")
AFTERNOON = entry(":20261123T120000Z", ":20261123T160000Z", OOF, "SUMMARY:Dentist", uid="2")


@dataclass
class Office:
    """A calendar server that answers what it is told to."""

    port: int = 0
    body: bytes = b""
    status: int = 200
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving(office: Office) -> Iterator[None]:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            office.asked.append(self.path)
            self.send_response(office.status)
            self.send_header("Content-Length", str(len(office.body)))
            self.end_headers()
            self.wfile.write(office.body)

        def log_message(self, *said: Any) -> None:
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    office.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def office(cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Office]:
    found = Office(body=calendar(DAYS, AFTERNOON))
    with serving(found):
        hosts = (f"127.0.0.1:{found.port}",)
        settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path, private_hosts=hosts)
        yield found


def address(office: Office) -> str:
    return f"http://127.0.0.1:{office.port}/private-0a1b/basic.ics"


def work(now: datetime) -> None:
    while work_once({READ: do_read_absences}, lambda: now):
        pass


def away(cast: Cast) -> list[tuple[datetime, datetime]]:
    ref = cast.rita.actor
    return list(find_absences_of([ref], NOW, NOW + timedelta(days=300), NOW).get(ref, ()))


AWAY = [
    (datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC)),
    (datetime(2026, 12, 21, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC)),
]


def test_a_calendar_is_read_at_once_and_every_quarter_of_an_hour(cast: Cast, office: Office) -> None:
    shown = set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    assert (shown.host, shown.read_at) == ("127.0.0.1", None)
    work(NOW)
    assert away(cast) == AWAY
    assert Job.objects.get(kind=READ).due_at == NOW + EVERY
    office.body = calendar(DAYS)
    work(NOW + EVERY)
    assert away(cast) == AWAY[1:]
    work(NOW + 2 * EVERY)
    assert len(office.asked) == 4
    assert find_feeds(cast.sam, NOW)[0].read_at == NOW + 2 * EVERY


def test_nothing_of_what_they_do_is_kept_nor_the_address_in_the_database(cast: Cast, office: Office) -> None:
    set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    work(NOW)
    kept = [
        *Absence.objects.values(),
        *AbsenceFeed.objects.values(),
        *Act.objects.values(),
        *Job.objects.values(),
    ]
    assert "Dentist" not in str(kept) and "private-0a1b" not in str(kept)


@pytest.mark.parametrize("broken", ["status", "no calendar", "torn", "gone"])
def test_a_broken_calendar_keeps_the_last_good_reading_and_says_so(
    cast: Cast, office: Office, broken: str, settings: Any
) -> None:
    set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    work(NOW)
    whole = office.body
    if broken == "status":
        office.status = 404
    elif broken == "gone":
        settings.INSTALLATION = replace(settings.INSTALLATION, private_hosts=())
    else:
        office.body = b"<html>sign in</html>" if broken == "no calendar" else whole[:-20]
    work(NOW + EVERY)
    assert away(cast) == AWAY
    shown = find_feeds(cast.rita, NOW)[0]
    assert shown.error and shown.remedy
    assert (shown.read_at, shown.tried_at) == (NOW, NOW + EVERY)
    office.status, office.body = 200, whole
    settings.INSTALLATION = replace(settings.INSTALLATION, private_hosts=(f"127.0.0.1:{office.port}",))
    work(NOW + 2 * EVERY)
    assert find_feeds(cast.rita, NOW)[0].error == ""


def test_the_mutant_that_takes_a_broken_calendar_for_an_empty_one_is_caught(
    cast: Cast, office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def forgets(feed_id: int, sentence: str, remedy: str, now: datetime) -> None:
        feeds.record_reading(feed_id, [], 0, "", now)

    monkeypatch.setattr("accord.workflows.absence_feeds.record_failure", forgets)
    with pytest.raises(AssertionError):
        test_a_broken_calendar_keeps_the_last_good_reading_and_says_so(cast, office, "status", settings)


def test_what_cannot_be_read_is_not_kept_and_the_inside_is_never_asked(cast: Cast, office: Office) -> None:
    office.body = b"<html></html>"
    with pytest.raises(Invalid):
        set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    for inside in (
        "https://127.0.0.1:1/x.ics",
        "http://localhost/x.ics",
        "file:///etc/passwd",
        "webcal://10.0.0.1/x",
    ):
        with pytest.raises(AccordError):
            set_absence_feed(cast.rita, cast.rita.actor, inside, busy=False, now=NOW)
    assert not AbsenceFeed.objects.exists() and not Job.objects.filter(kind=READ).exists()


def test_only_those_who_may_enter_absences_name_a_calendar(cast: Cast, office: Office) -> None:
    for by in (cast.maya, cast.victor, cast.iris):
        with pytest.raises(Refused):
            set_absence_feed(by, cast.rita.actor, address(office), busy=False, now=NOW)
        with pytest.raises(Refused):
            end_absence_feed(by, cast.rita.actor, NOW)
    assert office.asked == []
    set_absence_feed(cast.sam, cast.rita.actor, address(office), busy=False, now=NOW)
    assert [one.ref for one in find_feeds(cast.olga, NOW)] == [cast.rita.actor]
    assert find_feeds(cast.maya, NOW) == []


def test_ending_it_forgets_what_is_to_come_and_the_address(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    work(NOW)
    end_absence_feed(cast.rita, cast.rita.actor, NOW)
    end_absence_feed(cast.rita, cast.rita.actor, NOW)
    assert away(cast) == [] and find_feeds(cast.rita, NOW) == []
    assert list((tmp_path / "absence-calendars").iterdir()) == []
    work(NOW + EVERY)
    assert Job.objects.get(kind=READ).done_at is not None


def test_another_calendar_takes_the_place_of_the_first(cast: Cast, office: Office) -> None:
    set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    work(NOW)
    office.body = calendar(AFTERNOON)
    set_absence_feed(cast.sam, cast.rita.actor, address(office), busy=True, now=NOW)
    work(NOW)
    assert away(cast) == AWAY[:1]
    assert [one.busy for one in find_feeds(cast.rita, NOW)] == [True]


def test_what_a_calendar_says_is_changed_there_and_who_left_is_read_no_more(
    cast: Cast, office: Office
) -> None:
    set_absence_feed(cast.rita, cast.rita.actor, address(office), busy=False, now=NOW)
    work(NOW)
    shown = find_away(cast.rita, NOW)[0].absences
    assert [one.by_calendar for one in shown] == [True, True]
    with pytest.raises(Invalid):
        withdraw(cast.rita, shown[0].id, NOW)
    User.objects.filter(pk=cast.rita.user_id).update(is_active=False)
    asked = len(office.asked)
    work(NOW + EVERY)
    assert len(office.asked) == asked
