"""Import one exported file: streamed, in small transactions, resumable, and never anything twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from accord.connectors.protocol import Reading, Row
from accord.ledger.housekeeping import Housekeeping
from accord.ledger.imports import (
    Counts,
    check_books,
    check_source,
    close_import,
    count_rejects,
    open_import,
    read_counts,
)
from accord.ledger.keys import Digest, make_digest
from accord.ledger.pace import LARGEST, Pace
from accord.ledger.record import foresee_facts
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import Refused
from accord.vocabulary.people import Viewer
from accord.workflows.connectors import choose_connector
from accord.workflows.import_batch import Batch, book_batch, sort_batch, without_erased

_FREE = 0.005  # seconds for which the write lock is free between two transactions, at least


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. `state`: done, cancelled, running (a progress report) or dry_run.

    Counts are of the whole file over all its runs; `rejects` (reason to rows) likewise.
    In a dry run `facts_new` are those that an import would add now, and `import_id` is 0.
    """

    import_id: int
    source: str
    connector: str
    file_name: str
    state: str = "running"
    counts: Counts = field(default_factory=Counts)
    rejects: Mapping[str, int] = field(default_factory=dict)
    resumed_after: int = 0  # the line after which this run went on; 0: it began at the beginning
    line: int = 0  # the last line accounted for


@dataclass(slots=True)
class _Told:
    """Whom to tell and whom to ask between two batches."""

    on_progress: Callable[[ImportReport], None] | None
    should_stop: Callable[[], bool] | None

    def go_on(self, report: ImportReport) -> bool:
        if self.on_progress is not None:
            self.on_progress(report)
        return self.should_stop is None or not self.should_stop()


def import_export_file(
    by: Viewer,
    path: Path,
    *,
    source: str,
    connector: str = "",
    mapping: Mapping[str, Any] | None = None,
    now: datetime,
    dry_run: bool = False,
    on_progress: Callable[[ImportReport], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    zone: str = "UTC",
) -> ImportReport:
    """Read a file into the ledger; accepted + rejected + skipped = rows.

    The same file (bytes, source, connector, mapping) goes on after the last line of its unfinished import;
    after a finished one it changes nothing. Raises `Refused` without the right, `Invalid` when the file
    cannot be read as a whole; a bad row is a reject, never an error.
    """
    require(by, Right.import_files)
    check_source(source)
    reader, recognised, sniffed = choose_connector(path, connector, mapping)
    reading = Reading(source, recognised.object, mapping or {}, zone)
    told = _Told(on_progress, should_stop)
    digest = make_digest(settings.INSTALLATION.secret)
    report = ImportReport(0, source, reader.name, path.name)
    if dry_run:
        return _look_through(reader.read(sniffed, reading), report, told, digest)
    books = open_import(
        path,
        source=source,
        connector=reader.name,
        mapping=mapping or {},
        actor=by.actor,
        now=now,
        rejects_kept=settings.INSTALLATION.rejects_kept,
    )
    report = replace(
        report,
        import_id=books.id,
        counts=read_counts(books),
        rejects=count_rejects(books.id),
        resumed_after=books.cursor,
        line=books.cursor,
    )
    try:
        rows = reader.read(sniffed, replace(reading, after_line=books.cursor))
        with Housekeeping() as house:
            report = _book_all(rows, report, told, digest, now, house)
        check_books(books.id, report.counts)
    except BaseException as problem:
        # A kill leaves the state at "running"; what can still speak says why. Both can be gone on with.
        state = "cancelled" if isinstance(problem, KeyboardInterrupt) else "failed"
        close_import(books.id, state, now=now, error=_say(problem))
        raise
    close_import(books.id, report.state, now=now)
    return report


def _book_all(
    rows: Iterator[Row], report: ImportReport, told: _Told, digest: Digest, now: datetime, house: Housekeeping
) -> ImportReport:
    """Book batch after batch until the file ends or somebody says stop."""
    pace = Pace()
    released = 0.0
    while told.go_on(report):
        batch = sort_batch(islice(rows, pace.rows), report.line, digest)
        if not batch.rows:
            return replace(report, state="done")
        taken = _when_free(released)
        counts, refused = book_batch(
            batch,
            import_id=report.import_id,
            source=report.source,
            cursor=report.line,
            digest=digest,
            now=now,
        )
        released = time.perf_counter()
        pace.learn(batch.rows, released - taken)
        house.tidy(batch.rows)
        report = _add(report, batch, counts, refused)
    return replace(report, state="cancelled")


def _when_free(released: float) -> float:
    """The instant at which the lock may be taken again: others have had a while."""
    now = time.perf_counter()
    if now < released + _FREE:
        time.sleep(released + _FREE - now)
        return time.perf_counter()
    return now


def _look_through(rows: Iterator[Row], report: ImportReport, told: _Told, digest: Digest) -> ImportReport:
    """Read the whole file and write nothing."""
    while told.go_on(report):
        batch = without_erased(sort_batch(islice(rows, LARGEST), report.line, digest), digest)
        if not batch.rows:
            return replace(report, state="dry_run")
        facts = foresee_facts(report.source, batch.facts)
        counts = Counts(len(batch.read), len(batch.refused), batch.skipped, *facts)
        report = _add(report, batch, counts, batch.refused)
    return replace(report, state="cancelled")


def _add(report: ImportReport, batch: Batch, counts: Counts, refused: list[Refused]) -> ImportReport:
    rejects = Counter(report.rejects)
    rejects.update(row.reason.value for row in refused)
    return replace(report, counts=report.counts.plus(counts), rejects=dict(rejects), line=batch.last_line)


def _say(problem: BaseException) -> str:
    if isinstance(problem, AccordError):
        return f"{problem.code} - {problem.sentence}"
    return type(problem).__name__
