"""The doctor finds whoever qualified and was handed to nobody; history, late news and fresh news are none of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.handoffs.models import Handoff
from accord.ledger.models import Job
from accord.reporting.checks.unhanded import check_unhanded
from accord.reporting.doctor import check
from accord.reporting.mirror.refresh import refresh
from accord.teams.models import User
from tests.cast import Cast
from tests.handoffs.company import START, asks, key_of, live, person, say, work_until
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = START + 10 * MINUTE
ANN, BOB, CID, DAN = map(person, ("ann", "bob", "cid", "dan"))


@pytest.fixture
def folder(cast: Cast, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A live company; Ann has her hand-off, and what Bob's news asked for was lost."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live()
    say(asks(ANN, START), START)
    work_until(START)
    say(asks(BOB, START), START)
    Job.objects.filter(kind__startswith="look_at_lead").delete()
    yield tmp_path / "mirror"
    forget_open_mirrors()


def test_who_was_forgotten_is_named_until_they_have_somebody(cast: Cast, folder: Path) -> None:
    assert check_unhanded(folder, LATER) == [], "there is no mirror to look in"
    refresh(folder, LATER)
    (found,) = check_unhanded(folder, LATER)
    assert (found.code, found.rows) == ("handoff.forgotten", (f"lead:{key_of(BOB)}",))
    assert str(found).count("\n") == 1 and "accord work" in found.remedy
    assert "handoff.forgotten" in {each.code for each in check(cast.olga, LATER)}
    say(asks(BOB, LATER), LATER)
    work_until(LATER)
    assert Handoff.objects.count() == 2 and check_unhanded(folder, LATER + 9 * MINUTE) == []


def test_fresh_news_history_and_news_that_came_too_late_are_no_findings(cast: Cast, folder: Path) -> None:
    refresh(folder, LATER)
    assert check_unhanded(folder, START + 4 * MINUTE) == [], "it is looked at within a minute, as a rule"
    say(asks(CID, START - timedelta(days=2)), START)
    late = START + timedelta(days=7)
    say(asks(DAN, START + MINUTE), late)
    Job.objects.filter(kind__startswith="look_at_lead").delete()
    refresh(folder, late)
    (found,) = check_unhanded(folder, late + timedelta(days=1))
    assert found.rows == (f"lead:{key_of(BOB)}",)
