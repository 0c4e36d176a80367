"""A file full of defects goes through the whole import: every row is accounted for under its right name."""

from collections import Counter
from pathlib import Path

import pytest
from tests.connectors.defects import MAPPING, READ, SKIPPED, expected, write_damaged
from tests.ledger.made import MAYA, NOW

from accord.ledger.models import Import, Reject, SourceRecord
from accord.workflows.import_export_file import ImportReport, import_export_file

pytestmark = pytest.mark.django_db
ROWS = 2_000


def bring(path: Path, batches: int) -> ImportReport:
    """One run that is stopped after so many batches."""
    seen: list[ImportReport] = []
    return import_export_file(
        MAYA,
        path,
        source="crm",
        mapping=MAPPING,
        now=NOW,
        on_progress=seen.append,
        should_stop=lambda: len(seen) > batches,
    )


def test_every_row_of_a_damaged_file_is_accounted_for(tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv"
    labels = write_damaged(path, ROWS, seed=11)
    fates = Counter(fate for _, fate, _ in expected(labels))
    runs = [bring(path, batches=1)]
    while runs[-1].state == "cancelled":
        runs.append(bring(path, batches=1))
    report = runs[-1]
    # A batch is as large as the machine is fast: stopped after two of them, any machine needs several runs.
    assert len(runs) > 2
    reasons = {reason: n for reason, n in fates.items() if reason not in (READ, SKIPPED)}
    assert (report.counts.accepted, report.counts.skipped) == (fates[READ], fates[SKIPPED])
    assert dict(report.rejects) == reasons
    assert report.counts.rows == sum(fates.values())
    kept = dict(Reject.objects.values_list("line", "reason"))
    assert kept == {line: fate for line, fate, _ in expected(labels) if fate not in (READ, SKIPPED)}
    assert not Reject.objects.filter(remedy="").exists()
    assert SourceRecord.objects.filter(kind="person").count() == fates[READ]
    assert Import.objects.count() == 1
