"""The weekly pack: the same joint figures for every role, sealed as it was shown, decisions that return."""

import json
import re
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from accord.alignment.meetings.decisions import decide, finish
from accord.alignment.meetings.models import ClosedPack
from accord.contacts.models import Contact
from accord.ledger.models import Act, OutboxMessage
from accord.reporting.pack import make_pack, weekly_pack
from accord.reporting.pack_shapes import as_text, from_text
from accord.teams.notices.models import Notice
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from accord.vocabulary.people import Viewer
from accord.vocabulary.plain import plain
from accord.workflows.close_pack import close_pack
from accord.workflows.pdf.pack import pack_pdf
from tests.alignment.conftest import NOW, sign_it
from tests.cast import Cast
from tests.contacts.bringing import bring, fact, person
from tests.interfaces.test_web_frame import signed_in
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
NEXT = NOW + timedelta(days=7)
PERSONAL = {"needing", "due", "names", "owners", "decisions", "says"}


@pytest.fixture
def world(cast: Cast, folder: Path) -> World:
    """Four leads of three owners and nobody, twelve who wait, one given back with a reason; a signed agreement."""
    made = make_world(cast, folder)
    sign_it(cast)
    people = [
        person(str(n), email=f"p{n}@firm{n}.example", name=f"Pat {n}", company=f"Firm {n}") for n in range(12)
    ]
    facts = [fact(Ref("crm", RecordKind.person, str(n)), FactKind.demo_request, n) for n in range(12)]
    bring(people, facts)
    return made


def joint(viewer: Viewer) -> str:
    """What a viewer sees of the pack, without what is filtered by sight."""
    told = plain(weekly_pack(viewer, now=NOW))
    for name in PERSONAL:
        told.pop(name, None)
        told["pack"].pop(name, None)
    return json.dumps(told, default=str)


def test_every_role_sees_the_same_joint_figures_and_its_own_rows(cast: Cast, world: World) -> None:
    assert len({joint(viewer) for viewer in cast.everyone().values()}) == 1
    seen = {name: weekly_pack(viewer, now=NOW).pack for name, viewer in cast.everyone().items()}
    assert len(seen["olga"].needing) == 10 and seen["olga"].needing_all >= 12
    assert seen["victor"].needing == () and seen["iris"].needing == () and seen["victor"].needing_all >= 12
    Contact.objects.filter(pk__in=[row.contact for row in seen["olga"].needing][:4]).update(
        owner="005000000000009AAA"
    )
    assert len(weekly_pack(cast.rita, now=NOW).pack.needing) == 6


def test_five_pages(cast: Cast, world: World) -> None:
    pack = weekly_pack(cast.olga, now=NOW).pack
    assert (pack.week, pack.start, pack.end) == ("2027-W06", date(2027, 2, 8), date(2027, 2, 15))
    assert pack.pace is not None and pack.pace.cycle == "2027-Q1"
    # Up to 10 February without New Year's Day: 20 + 8; of the quarter 20 + 20 + 23 less two days of Easter.
    assert (pack.pace.elapsed, pack.pace.working_days) == (28, 61)
    leads = next(line for line in pack.pace.lines if line.figure.name == "leads")
    assert leads.expected == round(160 * 28 / 61) == 73 and leads.ahead is False
    assert [column.team for column in pack.columns] == ["marketing", "sales"]
    assert {row.why for row in pack.needing} == {"waiting"}
    assert [held.name for held in pack.rhythm] == ["weekly", "monthly", "quarterly"]


def test_a_closed_pack_stays_as_it_was_shown(cast: Cast, world: World) -> None:
    shown = make_pack(NOW)
    decide(cast.maya, key="before", text="Review the threshold", about="clause:if_broken.1", now=NOW)
    closed = close_pack(cast.maya, now=NOW)
    assert closed.pack.needing_all == shown.needing_all and [d.key for d in closed.decisions] == ["before"]
    row = ClosedPack.objects.get()
    assert sha256(row.content.encode()).hexdigest() == row.digest == closed.digest
    # Ten more leads, another hour, another who closes: nothing of it changes.
    people = [person(str(n), email=f"q{n}@new{n}.example", name=f"Quinn {n}") for n in range(20, 30)]
    bring(
        people, [fact(Ref("crm", RecordKind.person, str(n)), FactKind.demo_request, n) for n in range(20, 30)]
    )
    again = close_pack(cast.sam, now=NOW + timedelta(hours=2))
    assert again.digest == closed.digest and again.pack.needing_all == shown.needing_all
    later = weekly_pack(cast.olga, week="2027-W06", now=NEXT)
    assert as_text(from_text(row.content)) == row.content
    assert later.pack.made_at == NOW and ClosedPack.objects.count() == 1
    for change in (
        lambda: ClosedPack.objects.update(content="{}"),
        lambda: ClosedPack.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_seal_holds_no_name_and_no_text_of_anybody(cast: Cast, world: World) -> None:
    decide(cast.maya, key="k", text="Call Pat 3 again", now=NOW)
    close_pack(cast.maya, now=NOW)
    content = ClosedPack.objects.get().content
    assert "Pat" not in content and "@" not in content and "Firm" not in content


def test_open_decisions_return_next_week_and_done_ones_do_not(cast: Cast, world: World) -> None:
    for key in ("open", "done"):
        decide(cast.maya, key=key, text=f"It is {key}", now=NOW)
    close_pack(cast.maya, now=NOW)
    finish(cast.maya, "done", now=NOW + timedelta(hours=1))
    decide(cast.sam, key="late", text="After the meeting, and at once", now=NOW + timedelta(hours=2))
    finish(cast.sam, "late", now=NOW + timedelta(hours=3))
    running = [d.key for d in weekly_pack(cast.olga, now=NEXT).decisions]
    assert running == ["open", "done", "late"]  # what was done since the last pack is told once
    close_pack(cast.maya, now=NEXT)
    assert [d.key for d in weekly_pack(cast.olga, now=NEXT + timedelta(days=7)).decisions] == ["open"]
    assert [d.key for d in weekly_pack(cast.olga, week="2027-W06", now=NEXT).decisions] == ["open", "done"]


def test_closing_holds_the_meeting_and_tells_both_teams_once(cast: Cast, world: World) -> None:
    for _ in range(2):
        close_pack(cast.maya, now=NOW)
    assert (
        Act.objects.filter(kind="meeting_held").count() == Act.objects.filter(kind="pack_closed").count() == 1
    )
    told = set(Notice.objects.filter(kind="weekly_pack").values_list("user_id", flat=True))
    assert told == {cast.maya.user_id, cast.sam.user_id, cast.rita.user_id}
    mail = OutboxMessage.objects.filter(template="weekly_pack")
    assert {message.recipient for message in mail} == {f"user:{user}" for user in told}


def test_who_may_not_close_and_which_week_is_none(cast: Cast, world: World) -> None:
    for by in (cast.rita, cast.victor, cast.iris):
        with pytest.raises(Refused):
            close_pack(by, now=NOW)
    for week in ("2027-W05", "2027-W99", "soon", "2030-W01"):
        with pytest.raises(NotFound):
            weekly_pack(cast.olga, week=week, now=NOW)


def test_nobody_is_told_under_a_draft(cast: Cast, draft_only: str) -> None:
    close_pack(cast.maya, now=NOW)
    assert not OutboxMessage.objects.exists() and not Notice.objects.exists()
    assert ClosedPack.objects.count() == 1


def test_the_file_has_five_pages_and_is_the_same_twice(cast: Cast, world: World) -> None:
    decide(cast.maya, key="k", text="Prüfen: <b>Żółć</b> & Кириллица", now=NOW)
    view = weekly_pack(cast.olga, now=NOW)
    body = pack_pdf(view)
    assert body.startswith(b"%PDF") and body == pack_pdf(view)
    assert len(re.findall(rb"/Type /Page\b", body)) == 5
    assert len(pack_pdf(weekly_pack(cast.victor, now=NOW))) < len(body)  # no names for who may not see them


def test_without_anything_the_pack_still_stands(cast: Cast, folder: Path) -> None:
    view = weekly_pack(cast.olga, now=NOW)
    assert view.pack.pace is None and view.pack.columns == () and view.pack.needing == ()
    assert pack_pdf(view).startswith(b"%PDF")
    assert connection.vendor in {"sqlite", "postgresql"}


def test_the_pages_open(cast: Cast, world: World) -> None:
    client = signed_in("maya")
    page = client.get("/pack").content.decode()
    week = re.search(r"/pack/(\d{4}-W\d\d)/pack\.pdf", page)
    assert week is not None and page.count("sheet") >= 5
    assert client.get(f"/pack/{week[1]}/pack.pdf")["Content-Type"] == "application/pdf"
    assert client.post("/pack/close").status_code == 303
    closed = client.get(f"/pack/{week[1]}").content.decode()
    assert "stays as it was shown" in closed and "Close the pack" not in closed
