"""What the named systems share: instants, statuses, the tables beside."""

from datetime import datetime
from pathlib import Path

import pytest

from accord.connectors.hubspot import connector as hubspot
from accord.connectors.objects.beside import Beside
from accord.connectors.objects.files import header_and_rows
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.statuses import is_hashed, table
from accord.connectors.objects.values import ids
from accord.vocabulary.facts import Reason
from accord.vocabulary.people import actor_of
from accord.vocabulary.status import StatusType
from tests.connectors.vendors_kit import write


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-07-01", "2024-06-30T22:00:00"),
        ("2024-07-01 3:15:52", "2024-07-01T01:15:52"),
        ("2024-07-01T10:00:00.123Z", "2024-07-01T10:00:00.123000"),
        ("2024-07-01 10:00:00.123456789 UTC", "2024-07-01T10:00:00.123456"),
        ("2024-07-01T10:00:00+0200", "2024-07-01T08:00:00"),
        ("2024-07-01T10:00:00-05:30", "2024-07-01T15:30:00"),
        ("2010-10-14T12:00:00.000Z-0300", "2010-10-14T15:00:00"),  # as Data Loader writes it
        ("1709287200", "2024-03-01T10:00:00"),
        ("1709287200123", "2024-03-01T10:00:00.123000"),
    ],
)
def test_instants_as_the_vendors_write_them(text: str, utc: str) -> None:
    found = Moments("Europe/Amsterdam").read("at", text)
    assert isinstance(found, datetime)
    assert found.isoformat() == utc + "+00:00"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-02-30", Reason.bad_date),
        ("2024-01-01 25:00", Reason.bad_date),
        ("soon", Reason.bad_date),
        ("1970-01-19 07:51:57", Reason.date_out_of_range),
        ("9999-12-31 23:59:59", Reason.date_out_of_range),
        ("0001-01-01", Reason.date_out_of_range),
        ("9999-12-31T23:59:59-1200", Reason.date_out_of_range),
    ],
)
def test_what_is_no_instant_says_why(text: str, reason: Reason) -> None:
    assert Moments("UTC").read("at", text) is reason


def test_a_status_is_found_in_any_spelling_and_a_digest_is_open() -> None:
    statuses = table("won: Closed Won | closedwon\nlost: Closed Lost")
    for text in ("Closed Won", "CLOSED_WON", "closed-won", "Closed Won (Sales Pipeline)"):
        assert statuses.find(text) is StatusType.won
    assert statuses.find("f66ca9bc5a02c2f1513ce83f0a0e117d") is StatusType.open
    assert statuses.find("GavUFuuf4DrnQAoiRGlWpQ==") is StatusType.open
    assert statuses.find("Warm") is None
    assert not is_hashed("Industrial machinery") and not is_hashed("")


def test_several_ids_in_a_cell() -> None:
    assert list(ids("76340251;46897301")) == ["76340251", "46897301"]
    assert list(ids("12:1569;13:1570")) == ["12", "13"]
    assert list(ids("[1, 2]")) == ["1", "2"]
    assert list(ids("")) == []


def test_an_owner_is_an_id_or_a_digest_never_a_name() -> None:
    assert actor_of("35252170") == "35252170"
    assert actor_of("0051G000005MreQQAS") == "0051G000005MreQQAS"
    assert actor_of("Rita Rep") == actor_of(" rita rep ") != actor_of("Sam Seller")
    assert "Rita" not in actor_of("Rita Rep") and "@" not in actor_of("rita1@ours.example")


def beside(path: Path) -> Beside:
    return Beside(path, hubspot.objects, hubspot.prefix, header_and_rows)


def test_tables_beside_are_found_by_header_and_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", [{"deal_id": "1", "dealname": "x"}])
    write(tmp_path, "a.csv", [{"deal_id": "1", "contact_id": str(i)} for i in range(5_000)])
    found = beside(path).find("deal_contact", "deal", "1", ("contact",))
    assert [row[1] for row in found] == [str(i) for i in range(5_000)]
    assert beside(path).find("deal_contact", "deal", "2", ("contact",)) == []
    assert beside(path).find("deal_company", "deal", "1", ("company",)) == []
    assert beside(path).first("deal_company", "deal", "1", ("company",)) == ("",)


def test_a_neighbour_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", [{"deal_id": "1", "dealname": "x"}])
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 50)
    (tmp_path / "folder.csv").mkdir()
    assert not beside(path).has("deal_contact")
