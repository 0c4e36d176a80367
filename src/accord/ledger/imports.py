"""The books of an import: found again after a crash, advanced with the rows it vouches for, closed once."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count

from accord.ledger.jobs import enqueue_job
from accord.ledger.models import Import, Reject
from accord.ledger.sql import take_turn
from accord.vocabulary.errors import Invalid, OurFault
from accord.vocabulary.errors import Refused as NotAllowed
from accord.vocabulary.facts import Refused

EXPIRE = "expire_rejects"  # the kind of work that blanks an import's refused values
UNFINISHED = ("running", "cancelled", "failed")


class Counts(NamedTuple):
    """What became of rows: every row is accepted, rejected or skipped; every fact new or known."""

    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    facts_new: int = 0
    facts_known: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def rows(self) -> int:
        """All rows accounted for."""
        return self.accepted + self.rejected + self.skipped


_ADVANCE = (
    "UPDATE ledger_import SET cursor = %s, "  # noqa: S608 - our own column names
    + ", ".join(f"{name} = {name} + %s" for name in Counts._fields)
    + " WHERE id = %s"
)


_REFUSE = (
    'INSERT INTO ledger_reject (import_id, line, "column", value, reason, remedy) '
    "VALUES (%s, %s, %s, %s, %s, %s)"
)


def digest_file(path: Path) -> str:
    """The sha256 of a file's bytes, in hex; reads it in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_import(
    path: Path,
    *,
    source: str,
    connector: str,
    mapping: Mapping[str, Any],
    actor: str,
    now: datetime,
    rejects_kept: timedelta,
) -> Import:
    """The unfinished import of the same bytes, source, connector and mapping, or a new one.

    What its refused rows show is personal: blanking it falls due `rejects_kept` from now.
    """
    about = {
        "source": source,
        "connector": connector,
        "file_digest": digest_file(path),
        "mapping": json.dumps(mapping, sort_keys=True, default=str) if mapping else "",
    }
    with transaction.atomic():
        # On PostgreSQL the last commit of a killed importer may still be under way: wait for it.
        take_turn()
        unfinished = Import.objects.filter(state__in=UNFINISHED, **about).order_by("-id").first()
        if unfinished is not None:
            Import.objects.filter(id=unfinished.id).update(state="running", error="")
            return unfinished
        books = Import.objects.create(file_name=path.name[:255], actor=actor, started_at=now, **about)
        enqueue_job(EXPIRE, str(books.id), due_at=now + rejects_kept)
        return books


def check_cursor(import_id: int, cursor: int) -> None:
    """Raise `Refused` when somebody else moved the cursor: two processes read the same file.

    Expects the transaction that will `advance` it, holding the turn: nobody can move it in between.
    """
    with connection.cursor() as query:
        query.execute("SELECT 1 FROM ledger_import WHERE id = %s AND cursor = %s", [import_id, cursor])
        if query.fetchone() is None:
            raise NotAllowed(
                "import.taken_over",
                "another process goes on with this import",
                "let it finish, or stop it and run the import again",
                import_id=import_id,
            )


def advance(import_id: int, counts: Counts, cursor: int) -> None:
    """Move the cursor and add the counts, in the transaction of the rows themselves."""
    with connection.cursor() as query:
        query.execute(_ADVANCE, [cursor, *counts, import_id])


def record_rejects(import_id: int, refused: Iterable[Refused]) -> None:
    """Keep refused rows: line, column, value seen, reason, remedy."""
    rows = [
        (
            import_id,
            row.line,
            row.column[:120],
            row.value.replace("\x00", "�")[:300],
            row.reason.value,
            row.remedy[:300],
        )
        for row in refused
    ]
    if rows:
        with connection.cursor() as query:
            query.executemany(_REFUSE, rows)


def close_import(import_id: int, state: str, *, now: datetime, error: str = "") -> None:
    """Set the final state: done, cancelled or failed; the last two can be gone on with."""
    finished_at = now if state == "done" else None
    Import.objects.filter(id=import_id).update(state=state, finished_at=finished_at, error=error[:500])


def read_counts(books: Import) -> Counts:
    """What the runs so far made of the file's rows."""
    return Counts(*(getattr(books, name) for name in Counts._fields))


def count_rejects(import_id: int) -> dict[str, int]:
    """Rejects by reason."""
    by_reason = Reject.objects.filter(import_id=import_id).values_list("reason").annotate(n=Count("id"))
    return dict(by_reason.order_by("reason"))


def check_books(import_id: int, counted: Counts) -> None:
    """Raise `OurFault` unless the books say what was counted while reading, and hold every reject."""
    booked = read_counts(Import.objects.get(id=import_id))
    held = Reject.objects.filter(import_id=import_id).count()
    if booked != counted or held != booked.rejected:
        raise OurFault(
            "import.books_differ",
            f"counted {counted}, booked {booked}, rejects kept {held}",
            "report this with the number of the import",
            import_id=import_id,
        )


def check_source(source: str) -> None:
    """Raise `Invalid` unless a source's name is short and plain: it is part of every key."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", source):
        raise Invalid(
            "import.bad_source",
            f'"{source}" cannot name a source',
            "use up to 40 small letters, digits, - and _, such as crm or marketing",
        )
