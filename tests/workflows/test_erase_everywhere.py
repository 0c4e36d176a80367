"""A person planted through every door is in no table and no file after one command, nor after a restore."""

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.ledger.made import NOW, OLGA
from tests.workflows.planted import OTHERS, WORDS, files_with, plant, tables_with

from accord.contacts.models import Consent
from accord.ledger import erasure_places
from accord.ledger.models import DeadLetter, Fact, InboxItem, SourceRecord, Suppression
from accord.workflows import erase_person as workflow
from accord.workflows.erase_person import erase_person, erasures_file, replay_erasures
from accord.workflows.export_person import export_person
from accord.workflows.keep_mirror import refresh_mirror

pytestmark = pytest.mark.django_db(transaction=True)
PLANTED = {
    "alignment_decisionrow", "alignment_remark", "ledger_deadletter", "ledger_import",
    "ledger_inboxitem", "ledger_job", "ledger_outboxmessage", "ledger_reject", "ledger_skippedevent",
    "ledger_sourcerecord", "ledger_syncconflict", "ledger_syncheld", "ledger_syncobject",
    "ledger_syncsystem", "ledger_syncwrite",
}  # fmt: skip
# Which tables keep words when a place is forgotten.
LEFT = {
    "inbox": "ledger_inboxitem",
    "dead letters": "ledger_deadletter",
    "names of events": "ledger_skippedevent",
    "writes": "ledger_syncwrite",
    "conflicts": "ledger_syncconflict",
    "held rows": "ledger_syncheld",
    "messages": "ledger_outboxmessage",
    "jobs": "ledger_job",
    "imports": "ledger_import",
    "errors": "ledger_syncsystem",
}


@pytest.fixture(autouse=True)
def _nothing_left_in_the_data_folder() -> Iterator[None]:
    yield
    erasures_file().unlink(missing_ok=True)
    for name in ("mirror", "uploads"):
        shutil.rmtree(Path(settings.INSTALLATION.data) / name, ignore_errors=True)


@pytest.fixture
def canary(tmp_path: Path) -> int:
    """The contact who will ask; every planted word stands somewhere."""
    contact = plant(tmp_path)
    assert set(tables_with()) == PLANTED
    return contact


def test_no_table_and_no_file_holds_them_and_counts_and_others_stay(
    canary: int, caplog: pytest.LogCaptureFixture
) -> None:
    refresh_mirror(OLGA, NOW)
    facts, refused = Fact.objects.count(), Consent.objects.count()
    if connection.vendor == "sqlite":
        assert files_with()
    with caplog.at_level(logging.DEBUG):
        report = erase_person(OLGA, canary, now=NOW)
    assert tables_with() == []
    if connection.vendor == "sqlite":  # the bytes of PostgreSQL's files belong to its own vacuum
        assert report.scrubbed and files_with() == []
    logged = " ".join(r.getMessage() for r in caplog.records if r.name.startswith("accord"))
    assert not [word for word in WORDS if word in logged]
    assert Fact.objects.count() >= facts and Consent.objects.count() == refused
    others = {"alignment_remark", "ledger_deadletter", "ledger_inboxitem", "ledger_sourcerecord"}
    assert others <= set(tables_with((OTHERS,)))


@pytest.mark.parametrize("place", LEFT)
def test_the_mutant_that_forgets_a_place_is_caught(
    canary: int, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(erasure_places.PLACES) == set(LEFT), "a place without a mutant"
    kept = {name: erase for name, erase in erasure_places.PLACES.items() if name != place}
    monkeypatch.setattr(erasure_places, "PLACES", kept)
    erase_person(OLGA, canary, now=NOW)
    assert LEFT[place] in tables_with()


def test_the_mutants_of_the_personal_store_are_caught(canary: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "_erase_traces", lambda *_: workflow.Erased(0, 0, 0))
    erase_person(OLGA, canary, now=NOW)
    assert {"ledger_sourcerecord", "ledger_reject"} <= set(tables_with())


def test_an_older_backup_gives_nothing_back(canary: int) -> None:
    tables = (SourceRecord, InboxItem, DeadLetter)
    kept = {model: list(model.objects.values()) for model in tables}
    erase_person(OLGA, canary, now=NOW)
    # The backup is older than the person's records, but not than their letters.
    Suppression.objects.all().delete()
    for model in (InboxItem, DeadLetter):
        model.objects.all().delete()
        model.objects.bulk_create(model(**row) for row in kept[model])
    assert tables_with()
    replay_erasures(OLGA, now=NOW)
    named = [word for word in WORDS if word not in ("zz-user-7003", "zz-visitor-7004", "zz-waiting")]
    assert tables_with(tuple(named)) == []
    # And one that has the records too: then their ids lead to every letter.
    Suppression.objects.all().delete()
    for model in tables:
        model.objects.all().delete()
        model.objects.bulk_create(model(**row) for row in kept[model])
    replay_erasures(OLGA, now=NOW)
    assert tables_with() == []


def test_everything_planted_is_handed_out_and_nothing_of_others(canary: int) -> None:
    text = json.dumps(export_person(OLGA, canary, now=NOW), ensure_ascii=False).replace("%40", "@")
    absent = [word for word in WORDS if word not in text and word != "zz-upload"]
    assert absent == []
    assert OTHERS not in text and "Bob Loud" not in text
