"""A replay that the worker does: asked for on the page, watched, stopped, read, taken as a file."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import Cast
from tests.contacts.bringing import NOW as START
from tests.reporting.conftest import cast, folder  # noqa: F401
from tests.reporting.made import NOW
from tests.reporting.test_replay import asked_for_prices
from tests.reporting.test_versions import LOOSE, STRICT, seal

from accord.reporting.replay import replay
from accord.teams.drafts import get_draft, save_draft, start_draft
from accord.vocabulary.errors import Invalid, Refused
from accord.workflows.replay_file import COLUMNS, replay_file
from accord.workflows.replay_task import find_answer, order_replay, standing_of, stop_replay
from accord.workflows.work import work_once
from accord.workflows.work_kinds import KINDS

pytestmark = pytest.mark.django_db


def work(at: timedelta = timedelta(minutes=1)) -> None:
    while work_once(KINDS, lambda: NOW + at):
        pass


def test_the_worker_answers_what_the_command_answers(folder: Path, cast: Cast) -> None:  # noqa: F811
    seal(LOOSE, START, 1)
    asked_for_prices()
    draft = start_draft(cast.olga, STRICT, now=NOW).id
    assert standing_of(cast.olga, draft, 90).state == "none" and find_answer(cast.olga, draft, 90) is None
    order_replay(cast.olga, draft, 90, now=NOW)
    assert standing_of(cast.maya, draft, 90).busy
    work()
    assert standing_of(cast.maya, draft, 90).state == "done"
    kept, asked = find_answer(cast.olga, draft, 90), replay(cast.olga, draft, now=NOW + timedelta(minutes=1))
    assert (
        kept is not None and kept.rows == asked.rows and kept.figures == asked.figures and len(kept.rows) == 6
    )
    bare = find_answer(cast.victor, draft, 90)
    assert bare is not None and bare.rows == () and bare.figures == kept.figures
    rows = list(csv.reader(io.StringIO(replay_file(cast.olga, kept))))
    assert rows[0] == list(COLUMNS) and len(rows) == 7 and rows[1][4:6] == ["no longer", "qualified_lead.hot"]
    with pytest.raises(Refused):
        replay_file(cast.victor, kept)
    found = get_draft(cast.olga, draft)
    save_draft(cast.olga, draft, LOOSE + "# so\n", revision=found.revision, now=NOW + timedelta(minutes=2))
    assert find_answer(cast.olga, draft, 90) is None, "the draft says otherwise now"


def test_stopped_before_it_begins_and_asked_for_again(folder: Path, cast: Cast) -> None:  # noqa: F811
    seal(LOOSE, START, 1)
    draft = start_draft(cast.olga, STRICT, now=NOW).id
    order_replay(cast.olga, draft, 30, now=NOW)
    stop_replay(cast.olga, draft, 30)
    work()
    assert (
        standing_of(cast.olga, draft, 30).state == "cancelled" and find_answer(cast.olga, draft, 30) is None
    )
    order_replay(cast.olga, draft, 30, now=NOW)
    work(timedelta(minutes=2))
    assert standing_of(cast.olga, draft, 30).state == "done"


def test_a_draft_with_errors_says_each_in_two_lines(folder: Path, cast: Cast) -> None:  # noqa: F811
    seal(LOOSE, START, 1)
    draft = start_draft(cast.olga, LOOSE.replace("currency: EUR", "currencie: EUR"), now=NOW).id
    order_replay(cast.olga, draft, 90, now=NOW)
    work()
    said = standing_of(cast.olga, draft, 90)
    assert said.state == "failed" and said.problems and all(what and do for what, do in said.problems)
    with pytest.raises(Invalid):
        order_replay(cast.olga, draft, 100_000, now=NOW)
