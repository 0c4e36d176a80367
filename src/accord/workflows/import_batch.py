"""One batch of rows. Of an import: all of it, and the cursor that vouches for it, in one transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accord.connectors.protocol import Row
from accord.contacts.account_aliases import foresee_aliases
from accord.contacts.evidence import foresee_evidence
from accord.contacts.identify import identify_batch
from accord.ledger.imports import Counts, advance, check_cursor, record_rejects
from accord.ledger.keys import Digest
from accord.ledger.leave_out import leave_out_erased
from accord.ledger.prepare import ReadyFact, ReadyRecords, prepare_facts, prepare_records
from accord.ledger.record import FactsWritten, record_facts, record_records
from accord.ledger.sql import take_turn
from accord.ledger.storable import find_unstorable
from accord.vocabulary.errors import OurFault
from accord.vocabulary.facts import Reason, RecordKind, Refused, RowRead
from accord.workflows.answer_clocks import note_lists
from accord.workflows.handoffs.ask import ask_for_looks
from accord.workflows.handoffs.sweep import ask_for_sweep
from accord.workflows.roster import book_members


class Batch(NamedTuple):
    """Rows in file order, sorted by fate and ready to be bound."""

    read: list[RowRead]
    refused: list[Refused]
    skipped: int
    last_line: int
    records: ReadyRecords
    facts: list[ReadyFact]

    @property
    def rows(self) -> int:
        """All rows, whatever their fate."""
        return len(self.read) + len(self.refused) + self.skipped


def sort_batch(rows: Iterable[Row], after_line: int, digest: Digest) -> Batch:
    """Sort rows by fate; encode and hash while no lock is held.

    Raises `OurFault` when lines do not grow: a cursor over them would lose or double rows.
    """
    read: list[RowRead] = []
    refused: list[Refused] = []
    skipped, last_line = 0, after_line
    for row in rows:
        if row.line <= last_line:
            raise OurFault(
                "import.lines_out_of_order",
                f"line {row.line} was read after line {last_line}",
                "report this file's kind to the maintainers; nothing of this batch was written",
            )
        last_line = row.line
        if isinstance(row, RowRead):
            unstorable = find_unstorable(row)
            if unstorable is None:
                read.append(row)
            else:
                refused.append(unstorable)
        elif isinstance(row, Refused):
            refused.append(row)
        else:
            skipped += 1
    return Batch(read, refused, skipped, last_line, *_prepare(read, digest))


def _prepare(read: list[RowRead], digest: Digest) -> tuple[ReadyRecords, list[ReadyFact]]:
    records = prepare_records(draft for row in read for draft in row.records)
    people = [r.draft for ref, r in records.winners.items() if ref.kind == RecordKind.person]
    foresee_evidence(people)
    foresee_aliases(people)
    if not any(row.received_at for row in read):
        return records, prepare_facts((fact for row in read for fact in row.facts), digest)
    return records, [fact for row in read for fact in prepare_facts(row.facts, digest, row.received_at)]


def without_erased(batch: Batch, digest: Digest) -> Batch:
    """The batch without what is about erased people; a row of which nothing is left is a reject."""
    read, emptied = leave_out_erased(batch.read, digest)
    if not emptied and read == batch.read:
        return batch
    remedy = "nothing to do: this person asked to be erased"
    refused = [*batch.refused, *(Refused(line, "", "", Reason.suppressed, remedy) for line in emptied)]
    return Batch(read, refused, batch.skipped, batch.last_line, *_prepare(read, digest))


def book_batch(
    batch: Batch, *, import_id: int, source: str, cursor: int, digest: Digest, now: datetime
) -> tuple[Counts, list[Refused]]:
    """Write a batch: records, facts, identity, rejects and the cursor, all or nothing.

    Returns what became of the rows, and the refused ones.
    """
    with transaction.atomic():
        take_turn()
        check_cursor(import_id, cursor)
        batch, written = write_batch(batch, source=source, digest=digest, now=now, import_id=import_id)
        if batch.refused:
            record_rejects(import_id, batch.refused)
        counts = Counts(len(batch.read), len(batch.refused), batch.skipped, *written)
        advance(import_id, counts, batch.last_line)
    return counts, batch.refused


def write_batch(
    batch: Batch, *, source: str, digest: Digest, now: datetime, import_id: int | None = None
) -> tuple[Batch, FactsWritten]:
    """Write records, facts and identity, without what is about erased people; what was left of the batch.

    Expects a transaction of the caller, and its turn: exports and live events come in by this one way.
    """
    batch = without_erased(batch, digest)
    mentioned = [fact.about for fact in batch.facts if fact.about is not None]
    keys, known = record_records(batch.records, mentioned, now=now, import_id=import_id)
    written = record_facts(source, batch.facts, keys, now=now, import_id=import_id)
    identify_batch(known, now)
    if book_members(batch.read, keys, now):
        ask_for_sweep(now)
    ask_for_looks(batch.read, keys, now)
    note_lists(batch.read, now)
    return batch, written
