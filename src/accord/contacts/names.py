"""Natural names of records: the order that no arrival changes."""

from collections.abc import Collection

from django.db import connection

from accord.ledger.sql import in_chunks, marks

Name = tuple[str, str, str]


def find_names(keys: Collection[int]) -> dict[int, Name]:
    """The natural name (source, kind, external id) of each record that is known."""
    names: dict[int, Name] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(keys)):
            cursor.execute(
                "SELECT key, source, kind, external_id FROM ledger_sourcerecord "  # noqa: S608
                f"WHERE key IN ({marks(len(chunk))})",
                list(chunk),
            )
            names.update((row[0], (row[1], row[2], row[3])) for row in cursor.fetchall())
    return names
