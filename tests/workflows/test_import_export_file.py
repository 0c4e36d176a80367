"""An import accounts for every row, goes on where it stopped, and never does anything twice."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.cast import Cast
from tests.ledger.made import NOW, ledger_state
from tests.workflows.exports import MAPPING, write_leads

from accord.contacts.models import Contact, Identity
from accord.ledger.models import Fact, Import, Reject, SourceRecord
from accord.vocabulary.errors import AccordError, Invalid, NotFound, OurFault, Refused
from accord.vocabulary.people import Role, Viewer
from accord.workflows import import_batch
from accord.workflows import import_export_file as workflow
from accord.workflows.import_export_file import ImportReport, import_export_file

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


def test_every_row_is_accepted_rejected_or_skipped(cast: Cast, leads: Path) -> None:
    report = bring(cast.maya, leads)
    assert report.state == "done"
    assert (report.counts.rows, report.counts.accepted, report.counts.rejected) == (700, 686, 14)
    assert report.rejects == {"bad_date": 14}
    assert (Fact.objects.count(), SourceRecord.objects.count(), Identity.objects.count()) == (686, 686, 686)
    reject = Reject.objects.order_by("line").first()
    assert reject is not None
    assert (reject.line, reject.column, reject.value) == (51, "Created", "2026-02-31")
    assert reject.remedy
    books = Import.objects.get()
    assert (books.state, books.cursor, books.actor) == ("done", 701, cast.maya.actor)


def test_the_same_file_again_changes_nothing(cast: Cast, leads: Path) -> None:
    bring(cast.maya, leads)
    state, contacts = ledger_state(), Contact.objects.count()
    again = bring(cast.maya, leads)
    assert (again.counts.facts_new, again.counts.facts_known) == (0, 686)
    assert again.counts.rows == 700
    assert (ledger_state(), Contact.objects.count()) == (state, contacts)


def test_it_stops_between_batches_and_goes_on_after_the_last_line(cast: Cast, leads: Path) -> None:
    seen: list[ImportReport] = []
    stopped = bring(cast.maya, leads, on_progress=seen.append, should_stop=lambda: len(seen) > 2)
    assert stopped.state == "cancelled"
    assert 0 < stopped.counts.rows < 700
    assert Import.objects.get().state == "cancelled"
    whole = bring(cast.maya, leads)
    assert whole.import_id == stopped.import_id
    assert whole.resumed_after == stopped.line
    assert (whole.counts.rows, whole.counts.facts_new, whole.counts.facts_known) == (700, 686, 0)
    assert whole.rejects == {"bad_date": 14}


def test_another_mapping_or_source_is_another_import(cast: Cast, leads: Path) -> None:
    stopped = bring(cast.maya, leads, should_stop=lambda: True)
    other = bring(cast.maya, leads, source="crm")
    mapped = bring(cast.maya, leads, mapping={**MAPPING, "about": "the same leads, read otherwise"})
    assert len({stopped.import_id, other.import_id, mapped.import_id}) == 3
    assert mapped.counts.facts_known == 0


def test_a_batch_that_fails_leaves_nothing_and_can_be_gone_on_with(
    cast: Cast, leads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = import_batch.record_rejects

    def power_cut(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(import_batch, "record_rejects", power_cut)
    with pytest.raises(OSError, match="disk full"):
        bring(cast.maya, leads)
    books = Import.objects.get()
    assert (books.state, books.error) == ("failed", "OSError")
    assert Fact.objects.filter(import_id=books.id).count() == books.facts_new
    monkeypatch.setattr(import_batch, "record_rejects", booked)
    assert bring(cast.maya, leads).counts.facts_new == 686


def test_two_processes_on_one_file_do_not_double_it(cast: Cast, leads: Path) -> None:
    other: list[ImportReport] = []

    def meanwhile(report: ImportReport) -> None:
        if report.counts.rows and not other:
            other.append(replace(report))
            other.append(bring(cast.maya, leads))

    with pytest.raises(Refused, match=r"import\.taken_over"):
        bring(cast.maya, leads, on_progress=meanwhile)
    assert (Fact.objects.count(), Reject.objects.count()) == (686, 14)


def test_a_dry_run_writes_nothing_and_tells_the_same_counts(cast: Cast, leads: Path) -> None:
    dry = bring(cast.maya, leads, dry_run=True)
    assert dry.state == "dry_run"
    assert not Import.objects.exists() and not SourceRecord.objects.exists() and not Reject.objects.exists()
    real = bring(cast.maya, leads)
    assert (dry.counts, dry.rejects) == (real.counts, real.rejects)
    assert bring(cast.maya, leads, dry_run=True).counts.facts_known == 686


def test_who_may_not_import_is_refused_before_the_file_is_opened(cast: Cast, tmp_path: Path) -> None:
    for viewer in (cast.victor, cast.rita, cast.sam):
        with pytest.raises(Refused, match=r"right\.missing"):
            bring(viewer, tmp_path / "absent.csv")


@pytest.mark.parametrize("source", ["", "CRM", "two words", "x" * 41, "a/b"])
def test_a_source_has_a_plain_name(cast: Cast, leads: Path, source: str) -> None:
    with pytest.raises(Invalid, match=r"import\.bad_source"):
        bring(cast.maya, leads, source=source)


def test_an_unknown_connector_and_an_absent_file_are_two_line_errors(cast: Cast, leads: Path) -> None:
    with pytest.raises(NotFound) as unknown:
        bring(cast.maya, leads, connector="sieble")
    assert str(unknown.value).count("\n") == 1
    with pytest.raises(AccordError) as absent:
        bring(cast.maya, leads.parent / "absent.csv")
    assert str(absent.value).count("\n") == 1


def test_lines_out_of_order_stop_the_import(cast: Cast, leads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, recognised, sniffed = workflow.choose_connector(leads, "", MAPPING)

    class Backwards:
        name = reader.name

        def read(self, *a: Any) -> Any:
            return iter(sorted(reader.read(*a), key=lambda row: -row.line))

    monkeypatch.setattr(workflow, "choose_connector", lambda *_: (Backwards(), recognised, sniffed))
    with pytest.raises(OurFault, match=r"import\.lines_out_of_order"):
        bring(cast.maya, leads)
    assert not Fact.objects.exists()


def test_the_operator_of_the_machine_may_import(leads: Path, db: None) -> None:
    assert bring(Viewer(1, Role.ops), leads).counts.accepted == 686
