"""The few words of raw SQL that both databases share: how an instant is bound, how a list is asked for."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

# One lock for everyone who appends facts; the number is arbitrary and permanent.
_TURN = 72_017_001


def bind(instant: datetime | None) -> Any:
    """An instant as this database binds and returns it: text in UTC on SQLite, aware on PostgreSQL.

    Bound values of one database compare among themselves as the instants do.
    """
    return make_binder()(instant)


def make_binder() -> Callable[[datetime | None], Any]:
    """`bind` for many: which database it is has been asked once."""
    return _keep if connection.vendor == "postgresql" else _as_text


def _keep(instant: datetime | None) -> datetime | None:
    return instant


def _as_text(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat(" ")[:-6]  # without +00:00


def rebind(stored: Any) -> Any:
    """An instant that raw SQL returned, in the form of `bind`: SQLite's driver makes it a naive datetime."""
    return str(stored) if isinstance(stored, datetime) and stored.tzinfo is None else stored


def take_turn() -> None:
    """Wait until no other transaction appends facts; ends with the transaction.

    SQLite has one writer anyway. On PostgreSQL a sequence number is drawn before its transaction
    commits: without the turn, a reader that follows the sequence could pass a number not yet visible
    and never come back for it. The turn makes the order of commits the order of numbers.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def in_chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """The values in slices short enough for one statement's parameters."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def marks(count: int) -> str:
    """Placeholders for a list: `%s, %s, %s`."""
    return ", ".join(["%s"] * count)


def connection_limit() -> int | None:
    """How many connections the database server accepts; None where there is no server."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int")
        found: int = cursor.fetchone()[0]
    return found


def scrub() -> bool:
    """Drop what the write-ahead log still holds of deleted content; False while a reader keeps it busy,
    and inside a transaction, where no database can do it.

    On SQLite the pages themselves are overwritten as they are freed. PostgreSQL overwrites dead rows
    after its own vacuum, which this starts for the personal tables.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ledger_sourcerecord, ledger_recordwords, ledger_reject, contacts_evidence")
            return True
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy: int = cursor.fetchone()[0]
        return busy == 0
