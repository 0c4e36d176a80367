"""A person who asks to be erased is gone from every file and stays gone; what happened stays countable."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.ledger.made import MAYA, NOW, OLGA, RITA, SAM, VICTOR
from tests.workflows.exports import MAPPING

from accord.contacts.models import Contact, Evidence, Identity
from accord.ledger.models import Act, Fact, Reject, SourceRecord, Suppression
from accord.vocabulary.errors import NotFound, Refused
from accord.workflows.erase_person import erase_person, erasures_file, replay_erasures
from accord.workflows.export_person import export_person
from accord.workflows.import_export_file import import_export_file
from accord.workflows.keep_mirror import refresh_mirror
from accord.workflows.uploads import keep_upload

pytestmark = pytest.mark.django_db(transaction=True)

CANARIES = ("zz-canary-7001", "canary.bird@quietfeather.example", "Canaria Featherstone")
LEADS = f"""Id,Email,Name,Company,Created,Origin
zz-canary-7001,{CANARIES[1]},{CANARIES[2]},Quietfeather,2026-01-05 10:00:00,social
L2,bob@loud.example,Bob Loud,Loud,2026-01-06 10:00:00,social
zz-canary-7001-bad,{CANARIES[1]},{CANARIES[2]},Quietfeather,{CANARIES[1]},social
L4,cy@loud.example,Cy Loud,Loud,2026-01-07 10:00:00,
"""
DEALS = f"""Deal,Title,Person,Closed
D100001,Renewal for {CANARIES[2]},zz-canary-7001,2026-02-01
D100002,Renewal for Bob,L2,2026-02-02
"""
DEAL_MAPPING = {
    "format": 1,
    "about": "deals of the tests",
    "rows": "deal",
    "id": "Deal",
    "file": {"zone": "UTC"},
    "fields": {"name": "Title"},
    "people": [{"rows": "person", "source": "marketing", "id": "Person"}],
    "facts": [{"kind": "deal_won", "at": "Closed", "once": True}],
}


@pytest.fixture(autouse=True)
def _nothing_left_in_the_data_folder() -> Iterator[None]:
    yield
    erasures_file().unlink(missing_ok=True)
    shutil.rmtree(settings.INSTALLATION.mirror, ignore_errors=True)


def bring(
    folder: Path, text: str = LEADS, source: str = "marketing", mapping: object = MAPPING
) -> dict[str, int]:
    """Import a text as a file; returns the rejects by reason."""
    path = folder / f"{source}.csv"
    path.write_text(text)
    report = import_export_file(OLGA, path, source=source, mapping=mapping, now=NOW)  # type: ignore[arg-type]
    path.unlink()
    return dict(report.rejects)


@pytest.fixture
def canary(tmp_path: Path) -> int:
    """The contact of the person who will ask; two files name them."""
    bring(tmp_path)
    bring(tmp_path, DEALS, "crm", DEAL_MAPPING)
    key = SourceRecord.objects.get(external_id=CANARIES[0]).key
    return Identity.objects.get(key=key).contact_id


def counts() -> tuple[int, ...]:
    """What a board counts."""
    subjects = Fact.objects.values("subject").distinct().count()
    return Fact.objects.count(), subjects, Contact.objects.count(), Identity.objects.count()


def files_with(words: tuple[str, ...]) -> list[str]:
    """Which files of the data folder and the database hold one of the words, in any case."""
    folders = [settings.INSTALLATION.data, Path(str(connection.settings_dict["NAME"])).parent]
    found = set()
    for path in {p for folder in folders for p in folder.rglob("*") if p.is_file()}:
        content = path.read_bytes().lower()
        found |= {path.name for word in words if word.lower().encode() in content}
    return sorted(found)


def test_records_digests_and_refused_values_go_and_counts_stay(canary: int) -> None:
    before, rejects = counts(), Reject.objects.count()
    report = erase_person(OLGA, canary, now=NOW)
    assert (report.erased.records, report.erased.rejects) == (1, 1)
    assert report.erased.cells >= 1
    assert counts() == before
    assert Reject.objects.count() == rejects
    assert not SourceRecord.objects.filter(external_id=CANARIES[0]).exists()
    assert not Evidence.objects.filter(key__in=report.keys).exists()
    everything = json.dumps([list(m.objects.values()) for m in (SourceRecord, Reject, Act)], default=str)
    assert not [word for word in CANARIES if word.lower() in everything.lower()]
    assert "Bob" in everything
    act = Act.objects.get(kind="erased")
    assert (act.actor, act.subject) == (OLGA.actor, report.keys[0])


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the bytes of PostgreSQL's files belong to its own vacuum"
)
def test_no_byte_of_the_person_is_left_in_any_file(canary: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    refresh_mirror(OLGA, NOW)
    mirrored = [p for p in settings.INSTALLATION.mirror.rglob("*") if p.is_file()]
    assert mirrored
    assert not {p.name for p in mirrored} & set(files_with(CANARIES))  # names never reach the mirror
    keep_upload(MAYA, "leads.csv", [LEADS.encode()], now=NOW)
    assert {"leads.csv", Path(str(connection.settings_dict["NAME"])).name} <= set(files_with(CANARIES))
    report = erase_person(OLGA, canary, now=NOW)
    assert (report.scrubbed, report.uploads, report.busy) == (True, 1, 0)
    assert files_with(CANARIES) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own pragma")
def test_the_mutant_that_only_unlinks_rows_is_caught(canary: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    try:
        erase_person(OLGA, canary, now=NOW)
        assert files_with(CANARIES)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def test_the_same_files_again_do_not_bring_them_back(canary: int, tmp_path: Path) -> None:
    erase_person(OLGA, canary, now=NOW)
    before = counts()
    assert bring(tmp_path)["suppressed"] == 1
    bring(tmp_path, DEALS, "crm", DEAL_MAPPING)
    assert counts() == before
    everything = json.dumps(list(SourceRecord.objects.values()), default=str).lower()
    # The refused row of the file shows its value again: it goes when rejects expire.
    assert not [word for word in CANARIES if word.lower() in everything]


def test_a_new_id_with_the_same_address_is_refused_too(canary: int, tmp_path: Path) -> None:
    erase_person(OLGA, canary, now=NOW)
    again = LEADS.splitlines()[0] + f"\nnew-id-9,{CANARIES[1].upper()},C F,,2026-03-01 10:00:00,social\n"
    assert bring(tmp_path, again) == {"suppressed": 1}
    reject = Reject.objects.get(reason="suppressed")
    assert reject.value == ""


def test_an_address_shared_with_others_does_not_shut_them_out(tmp_path: Path) -> None:
    head = LEADS.splitlines()[0]
    rows = [
        f"S{n}00000,info@shared.example,Person {'ABC'[n]}one,Shared,2026-01-05 10:00:00," for n in range(3)
    ]
    bring(tmp_path, "\n".join([head, *rows[:2], ""]))
    key = SourceRecord.objects.get(external_id="S000000").key
    erase_person(OLGA, Identity.objects.get(key=key).contact_id, now=NOW)
    assert SourceRecord.objects.get(external_id="S100000").email == "info@shared.example"
    assert bring(tmp_path, "\n".join([head, rows[2], ""])) == {}


def test_after_a_restore_the_erasure_is_replayed(canary: int) -> None:
    kept = list(SourceRecord.objects.values())
    erase_person(OLGA, canary, now=NOW)
    # An older backup comes back: the records are there again, and nobody in it knows of the erasure.
    Suppression.objects.all().delete()
    SourceRecord.objects.all().delete()
    SourceRecord.objects.bulk_create(SourceRecord(**row) for row in kept)
    assert replay_erasures(OLGA, now=NOW).records == 1
    assert not SourceRecord.objects.filter(external_id=CANARIES[0]).exists()
    assert SourceRecord.objects.filter(external_id="L2").exists()
    assert replay_erasures(OLGA, now=NOW).records == 0


def test_everything_kept_about_a_person_is_handed_out(canary: int) -> None:
    value = export_person(OLGA, canary, now=NOW)
    text = json.dumps(value)
    assert all(word.lower() in text.lower() for word in CANARIES)
    assert [f["kind"] for f in value["facts"]] == ["form_submitted"]
    assert len(value["refused_rows"]) == 1
    assert "bob@loud.example" not in text


def test_only_operations_may_erase_or_export(canary: int) -> None:
    for viewer in (MAYA, SAM, RITA, VICTOR):
        with pytest.raises(Refused, match=r"right\.missing"):
            erase_person(viewer, canary, now=NOW)
        with pytest.raises(Refused, match=r"right\.missing"):
            export_person(viewer, canary, now=NOW)
    assert SourceRecord.objects.filter(external_id=CANARIES[0]).exists()
    with pytest.raises(NotFound):
        erase_person(OLGA, 10**9, now=NOW)
    with pytest.raises(NotFound):
        export_person(OLGA, 10**9, now=NOW)
