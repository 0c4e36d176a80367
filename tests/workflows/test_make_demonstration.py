"""The demonstration loads once: what was read to its end is recognised by its bytes and only served."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.reporting.made import forget_open_mirrors

from accord.ledger.models import Fact, Import
from accord.simulation.plan import HALDEN
from accord.teams.people import SYSTEM
from accord.workflows.make_demonstration import make_demonstration

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SMALL = replace(HALDEN, people=60, deals=6, months=3, campaigns=2)


def test_a_second_demonstration_reads_nothing_and_a_lost_file_is_written_and_read_again(
    tmp_path: Path, settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    read: list[str] = []
    first = make_demonstration(SYSTEM, now=NOW, plan=SMALL, on_file=read.append)
    assert len(read) == first.files > 10
    imports, facts = Import.objects.count(), Fact.objects.count()
    read.clear()
    again = make_demonstration(SYSTEM, now=NOW.replace(hour=12), plan=SMALL, on_file=read.append)
    assert (read, again) == ([], first)
    assert (Import.objects.count(), Fact.objects.count()) == (imports, facts)
    next(tmp_path.glob("demo-exports/hubspot/contacts.csv")).unlink()
    healed = make_demonstration(SYSTEM, now=NOW.replace(hour=13), plan=SMALL, on_file=read.append)
    assert len(read) == first.files
    assert (healed, Fact.objects.count()) == (first, facts)
    forget_open_mirrors()
