"""An old backup, or none, is said to operations on every page and by the doctor, and to nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.config.installation import read_installation
from accord.interfaces.cli.main import main
from accord.ledger.installed import record_installed
from accord.teams.models import User
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Invalid
from accord.workflows.back_up import BackedUp, _note_last
from accord.workflows.backup_due import find_backup_due
from accord.workflows.demonstration import DEMO
from tests.cast import Cast
from tests.ledger.made import person, person_ref, record, touch

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return tmp_path


def fill(days: float) -> None:
    """A record whose first fact came in so many days ago."""
    at = NOW - timedelta(days=days)
    record([person(1)], [touch(1, person_ref(1))], now=at)


def backed_up(folder: Path, days: float) -> None:
    made = BackedUp(folder / "a", 1, 1, 1, 1, ())
    _note_last(made, NOW - timedelta(days=days))


def codes() -> list[str]:
    return [f"{found.level} {found.code}" for found in find_backup_due(SYSTEM, NOW)]


@pytest.mark.parametrize(
    ("filled", "last", "said"),
    [
        (None, None, []),
        (2.9, None, []),
        (3.1, None, ["warning backup.none"]),
        (100, 2.9, []),
        (100, 3.1, ["warning backup.old"]),
        (None, 3.1, ["warning backup.old"]),
    ],
)
def test_what_counts_as_old(folder: Path, filled: float | None, last: float | None, said: list[str]) -> None:
    if filled is not None:
        fill(filled)
    if last is not None:
        backed_up(folder, last)
    assert codes() == said


def test_it_can_be_longer_or_off_and_an_invented_company_needs_none(folder: Path, settings: Any) -> None:
    fill(100)
    for days, said in ((99, ["warning backup.none"]), (101, []), (0, [])):
        settings.INSTALLATION = replace(settings.INSTALLATION, backup_old=timedelta(days=days))
        assert codes() == said
    settings.INSTALLATION = replace(settings.INSTALLATION, backup_old=timedelta(days=1))
    record_installed(DEMO, "1", NOW)
    assert codes() == []


def test_the_setting_is_days(tmp_path: Path) -> None:
    given = {"ACCORD_DATA": str(tmp_path)}
    assert read_installation(given).backup_old == timedelta(days=3)
    assert read_installation({**given, "ACCORD_BACKUP_OLD": "0"}).backup_old == timedelta(0)
    with pytest.raises(Invalid, match="ACCORD_BACKUP_OLD"):
        read_installation({**given, "ACCORD_BACKUP_OLD": "weekly"})


def test_operations_see_it_on_their_pages_and_nobody_else(folder: Path, cast: Cast, client: Client) -> None:
    fill(10)
    said: Callable[[str], bool] = lambda page: "no backup was ever made" in page.casefold()  # noqa: E731
    for viewer in (cast.olga, cast.maya, cast.sam, cast.rita, cast.victor):
        client.force_login(User.objects.get(pk=viewer.user_id))
        shown = [said(client.get(path, follow=True).content.decode()) for path in ("/board", "/password")]
        assert set(shown) == {viewer == cast.olga}
    client.force_login(User.objects.get(pk=cast.olga.user_id))
    backed_up(folder, 1)
    assert not said(client.get("/board", follow=True).content.decode())


def test_the_doctor_says_it_and_still_ends_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backed_up(folder, 30)
    ended = main(["doctor"])
    out = capsys.readouterr().out
    assert "warning backup.old - the last backup is 30 days old\ntry    back it up" in out
    assert ("every invariant holds" in out, ended) == (True, 0)
