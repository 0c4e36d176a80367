"""A campaign is called what its system calls it; where two systems mean different ones, by its id."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from accord.ledger.models import SourceRecord
from accord.measures.quality import quality
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.quality import _named
from tests.measures.company import scope
from tests.measures.test_quality import by_hand

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 12, tzinfo=UTC)
_keys = count(1)


def named(source: str, external_id: str, name: str, kind: str = "campaign", *, deleted: bool = False) -> None:
    SourceRecord.objects.create(
        key=next(_keys),
        source=source,
        kind=kind,
        external_id=external_id,
        name=name,
        received_at=NOW,
        deleted=deleted,
    )


def test_names_of_campaigns_alone(db: None) -> None:
    named("hubspot", "list:12", "Autumn webinar")
    named("salesforce", "701A", "Fair")
    named("marketo", "7", "Spring mailing")
    named("hubspot", "7", "Another seven")
    named("salesforce", "701B", "")
    named("salesforce", "701C", "Gone", deleted=True)
    named("salesforce", "003A", "Ann Ashworth", kind="person")
    wanted = {"list:12", "701A", "7", "701B", "701C", "003A", "never seen", ""}
    assert find_campaign_names(wanted) == {"list:12": "Autumn webinar", "701A": "Fair"}
    assert find_campaign_names(()) == {}


def test_lead_quality_calls_a_campaign_by_its_name_and_finds_its_rows_by_its_id(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path / "by-hand")
    made = quality(mirror, scope(mirror), "campaign")
    assert "spring" in {row.label for row in made.rows}
    named("hubspot", "spring", "Spring fair")
    told = _named(made)
    assert [row.cell for row in told.rows] == [row.cell for row in made.rows]
    assert [row.label for row in told.rows] == [
        "Spring fair" if row.label == "spring" else row.label for row in made.rows
    ]
