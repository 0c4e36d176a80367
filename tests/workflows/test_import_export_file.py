"""An import accounts for every row, goes on where it stopped, and never does anything twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.ledger.made import MAYA, NOW, OLGA, RITA, SAM, VICTOR, ledger_state
from tests.workflows.exports import MAPPING, write_leads

from accord.contacts.models import Contact, Identity
from accord.ledger.models import Fact, Import, Reject, SourceRecord
from accord.vocabulary.errors import AccordError, Invalid, NotFound, OurFault, Refused
from accord.vocabulary.people import Viewer
from accord.workflows import import_batch
from accord.workflows import import_export_file as workflow
from accord.workflows.import_export_file import ImportReport, import_export_file
from accord.workflows.work import work_once
from accord.workflows.work_kinds import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """700 leads, 14 of them with an impossible date."""
    path = tmp_path / "leads.csv"
    assert write_leads(path, 700) == 686
    return path


def bring(by: Viewer, path: Path, **named: Any) -> ImportReport:
    """Import as marketing's file."""
    return import_export_file(by, path, **({"source": "marketing", "mapping": MAPPING, "now": NOW} | named))


def test_every_row_is_accepted_rejected_or_skipped(leads: Path) -> None:
    report = bring(MAYA, leads)
    assert report.state == "done"
    assert (report.counts.rows, report.counts.accepted, report.counts.rejected) == (700, 686, 14)
    assert report.rejects == {"bad_date": 14}
    assert (Fact.objects.count(), SourceRecord.objects.count(), Identity.objects.count()) == (686, 686, 686)
    reject = Reject.objects.order_by("line").first()
    assert reject is not None
    assert (reject.line, reject.column, reject.value) == (51, "Created", "2026-02-31")
    assert reject.remedy
    books = Import.objects.get()
    assert (books.state, books.cursor, books.actor) == ("done", 701, MAYA.actor)


def test_the_same_file_again_changes_nothing(leads: Path) -> None:
    bring(MAYA, leads)
    state, contacts = ledger_state(), Contact.objects.count()
    again = bring(MAYA, leads)
    assert (again.counts.facts_new, again.counts.facts_known) == (0, 686)
    assert again.counts.rows == 700
    assert (ledger_state(), Contact.objects.count()) == (state, contacts)


def test_it_stops_between_batches_and_goes_on_after_the_last_line(leads: Path) -> None:
    seen: list[ImportReport] = []
    stopped = bring(MAYA, leads, on_progress=seen.append, should_stop=lambda: len(seen) > 2)
    assert stopped.state == "cancelled"
    assert 0 < stopped.counts.rows < 700
    assert Import.objects.get().state == "cancelled"
    whole = bring(MAYA, leads)
    assert whole.import_id == stopped.import_id
    assert whole.resumed_after == stopped.line
    assert (whole.counts.rows, whole.counts.facts_new, whole.counts.facts_known) == (700, 686, 0)
    assert whole.rejects == {"bad_date": 14}


def test_another_mapping_or_source_is_another_import(leads: Path) -> None:
    stopped = bring(MAYA, leads, should_stop=lambda: True)
    other = bring(MAYA, leads, source="crm")
    mapped = bring(MAYA, leads, mapping={**MAPPING, "about": "the same leads, read otherwise"})
    assert len({stopped.import_id, other.import_id, mapped.import_id}) == 3
    assert mapped.counts.facts_known == 0


def test_a_batch_that_fails_leaves_nothing_and_can_be_gone_on_with(
    leads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = import_batch.record_rejects

    def power_cut(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(import_batch, "record_rejects", power_cut)
    with pytest.raises(OSError, match="disk full"):
        bring(MAYA, leads)
    books = Import.objects.get()
    assert (books.state, books.error) == ("failed", "OSError")
    assert Fact.objects.filter(import_id=books.id).count() == books.facts_new
    monkeypatch.setattr(import_batch, "record_rejects", booked)
    assert bring(MAYA, leads).counts.facts_new == 686


def test_two_processes_on_one_file_do_not_double_it(leads: Path) -> None:
    other: list[ImportReport] = []

    def meanwhile(report: ImportReport) -> None:
        if report.counts.rows and not other:
            other.append(replace(report))
            other.append(bring(MAYA, leads))

    with pytest.raises(Refused, match=r"import\.taken_over"):
        bring(MAYA, leads, on_progress=meanwhile)
    assert (Fact.objects.count(), Reject.objects.count()) == (686, 14)


def test_a_dry_run_writes_nothing_and_tells_the_same_counts(leads: Path) -> None:
    dry = bring(MAYA, leads, dry_run=True)
    assert dry.state == "dry_run"
    assert not Import.objects.exists() and not SourceRecord.objects.exists() and not Reject.objects.exists()
    real = bring(MAYA, leads)
    assert (dry.counts, dry.rejects) == (real.counts, real.rejects)
    assert bring(MAYA, leads, dry_run=True).counts.facts_known == 686


def test_who_may_not_import_is_refused_before_the_file_is_opened(tmp_path: Path) -> None:
    for viewer in (VICTOR, RITA, SAM):
        with pytest.raises(Refused, match=r"right\.missing"):
            bring(viewer, tmp_path / "absent.csv")


@pytest.mark.parametrize("source", ["", "CRM", "two words", "x" * 41, "a/b"])
def test_a_source_has_a_plain_name(leads: Path, source: str) -> None:
    with pytest.raises(Invalid, match=r"import\.bad_source"):
        bring(MAYA, leads, source=source)


def test_an_unknown_connector_and_an_absent_file_are_two_line_errors(leads: Path) -> None:
    with pytest.raises(NotFound) as unknown:
        bring(MAYA, leads, connector="sieble")
    assert str(unknown.value).count("\n") == 1
    with pytest.raises(AccordError) as absent:
        bring(MAYA, leads.parent / "absent.csv")
    assert str(absent.value).count("\n") == 1


def test_lines_out_of_order_stop_the_import(leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, recognised, sniffed = workflow.choose_connector(leads, "", MAPPING)

    class Backwards:
        name = reader.name

        def read(self, *a: Any) -> Any:
            return iter(sorted(reader.read(*a), key=lambda row: -row.line))

    monkeypatch.setattr(workflow, "choose_connector", lambda *_: (Backwards(), recognised, sniffed))
    with pytest.raises(OurFault, match=r"import\.lines_out_of_order"):
        bring(MAYA, leads)
    assert not Fact.objects.exists()


def test_operations_may_import(leads: Path) -> None:
    assert bring(OLGA, leads).counts.accepted == 686


def test_ctrl_c_leaves_an_import_that_can_be_gone_on_with(leads: Path) -> None:
    def interrupt(report: ImportReport) -> None:
        if report.counts.rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(MAYA, leads, on_progress=interrupt)
    assert Import.objects.get().state == "cancelled"
    assert bring(MAYA, leads).counts.facts_new == 686


def test_refused_values_expire_and_their_rows_stay_counted(leads: Path) -> None:
    bring(MAYA, leads)
    assert not work_once(KINDS, lambda: NOW + settings.INSTALLATION.rejects_kept - timedelta(seconds=1))
    assert Reject.objects.exclude(value="").count() == 14
    assert work_once(KINDS, lambda: NOW + settings.INSTALLATION.rejects_kept)
    assert (Reject.objects.count(), Reject.objects.exclude(value="").count()) == (14, 0)
