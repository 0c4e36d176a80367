"""What marketing's people try accepts nothing on the board either: one journey, on desk, board and rebuilt mirror."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from accord.contacts.models import Contact
from accord.handoffs.models import Handoff
from accord.journey.compiled import available
from accord.journey.many import fold_table
from accord.measures.mirror import open_mirror
from accord.measures.sql import sql
from accord.reporting.lead_now import find_lead
from accord.reporting.mirror.chain import chain_of
from accord.reporting.mirror.current import is_behind, open_current
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import find_manifest, refresh
from accord.teams.agreements import chain_at
from accord.teams.models import User
from accord.vocabulary.facts import FactKind
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import START, asks, live, person, say, touch, work_until
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AT = START + 5 * MINUTE
LATER = START + 50 * MINUTE
ANN, MAYA, RITA = person("ann"), "005000000000009AAA", PEOPLE["rita"][3]


@pytest.fixture
def folder(cast: Cast, tmp_path: Path, settings: Any) -> Any:
    """A hot lead of Rita's; Maya of marketing is known to the CRM by an id of her own."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    User.objects.filter(pk=cast.maya.user_id).update(sales_id=MAYA)
    live()
    say(asks(ANN, START), START)
    work_until(START)
    yield tmp_path / "mirror"
    forget_open_mirrors()


def on_the_board(folder: Path) -> tuple[str, bool, bool]:
    """(stage, accepted, attempted) of the one lead in the mirror."""
    mirror = open_mirror(folder)
    try:
        row = mirror.fetch("SELECT l.*, s.id FROM leads AS l LEFT JOIN stages AS s ON s.stage = l.stage")[0]
    finally:
        mirror.close()
    return row["id"], row["accepted_at"] is not None, row["attempted_at"] is not None


def on_the_desk() -> tuple[str, bool, bool]:
    lead = find_lead(Contact.objects.get().pk, LATER)
    assert lead is not None
    last = lead.journey.passes[-1]
    return last.stage, last.accepted_at is not None, last.attempted_at is not None


@pytest.mark.parametrize(
    "kind", [FactKind.sales_email_sent, FactKind.call_attempted, FactKind.call_connected]
)
@pytest.mark.parametrize(
    ("actor", "counts"), [(MAYA, False), (RITA, True), ("nobody-we-know", True), ("", True)]
)
def test_desk_board_and_what_is_built_anew_agree(
    cast: Cast, folder: Path, kind: FactKind, actor: str, counts: bool
) -> None:
    say([touch(ANN, kind, AT, actor=actor)], AT)
    work_until(LATER)
    wanted = ("accepted" if counts else "qualified", counts, counts)
    assert (Handoff.objects.get().state != "offered") is counts
    assert on_the_desk() == wanted
    refresh(folder, LATER)
    assert on_the_board(folder) == wanted
    assert rebuild(folder, LATER, verify=True).differences == ()
    assert on_the_board(folder) == wanted


def test_who_goes_over_to_sales_tried_for_sales(cast: Cast, folder: Path) -> None:
    say([touch(ANN, FactKind.call_attempted, AT, actor=MAYA)], AT)
    refresh(folder, LATER)
    assert on_the_board(folder)[0] == "qualified"
    User.objects.filter(pk=cast.maya.user_id).update(team="sdr", role="rep")
    refresh(folder, LATER)
    assert on_the_board(folder) == on_the_desk() == ("accepted", True, True)
    assert rebuild(folder, LATER, verify=True).differences == ()


@pytest.mark.skipif(not available(), reason="the compiled fold is an extra")
def test_the_compiled_fold_is_told_the_same(cast: Cast, folder: Path) -> None:
    say([touch(ANN, FactKind.call_attempted, AT + n * MINUTE, actor=MAYA) for n in range(3)], LATER)
    say([touch(ANN, FactKind.meeting_held, AT + 9 * MINUTE, actor=RITA)], LATER)
    refresh(folder, LATER)
    mirror = open_mirror(folder)
    try:
        facts: pa.Table = mirror.arrow(sql("facts_to_fold"), {"parts": 1, "part": 0, "hold": 0})
    finally:
        mirror.close()
    tables = chain_of(chain_at(LATER))[-1].tables
    slow, fast = (fold_table(facts, tables, LATER, fast=fast) for fast in (False, True))
    assert (slow.passes, slow.stays) == (fast.passes, fast.stays)
    accepted = slow.passes["accepted_at"].to_pylist()
    assert [at.replace(tzinfo=AT.tzinfo) for at in accepted] == [AT + 9 * MINUTE]


def test_who_joins_marketing_accepted_nothing_from_the_next_question_on(cast: Cast, folder: Path) -> None:
    """A change of team alone is news: nothing else is written, and the board that is asked next knows it."""
    say([touch(ANN, FactKind.call_attempted, AT, actor=RITA)], AT)
    work_until(LATER)
    with open_current(folder, LATER):
        pass
    assert on_the_board(folder)[1] and not is_behind(find_manifest(folder), LATER)
    User.objects.filter(pk=cast.rita.user_id).update(team="marketing")
    assert is_behind(find_manifest(folder), LATER)
    with open_current(folder, LATER):
        pass
    assert on_the_board(folder)[1:] == on_the_desk()[1:] == (False, False)
    assert not is_behind(find_manifest(folder), LATER)
