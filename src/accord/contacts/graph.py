"""Evidence as a graph in the database: read around a few records, never as a whole."""

import json
from collections.abc import Collection, Iterable

from django.db import connection

from accord.contacts.evidence import ADVICE, CROWD, EvidenceRow
from accord.ledger.sql import in_chunks, marks

CROWDED: tuple[int, ...] = ()


def find_evidence(keys: Collection[int]) -> list[EvidenceRow]:
    """Every evidence row of these records."""
    rows: list[EvidenceRow] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(keys)):
            cursor.execute(
                f"SELECT kind, digest, key FROM contacts_evidence WHERE key IN ({marks(len(chunk))})",  # noqa: S608
                list(chunk),
            )
            rows += [EvidenceRow(*row) for row in cursor.fetchall()]
    return rows


def find_bearers(digests: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Who shares each digest. A digest shared by a crowd comes back as `CROWDED`, an unknown one not at all.

    The look-up stops at the crowd's size, so a million records with one address cost no more than 21.
    """
    if not digests:
        return {}
    listed = (
        "SELECT value AS v FROM json_array_elements_text(%s::json)"
        if connection.vendor == "postgresql"
        else "SELECT value AS v FROM json_each(%s)"
    )
    sql = f"""
        WITH d AS MATERIALIZED ({listed}),
        c AS MATERIALIZED (
            SELECT v, (
                SELECT e.key FROM contacts_evidence e WHERE e.digest = d.v LIMIT 1 OFFSET {CROWD - 1}
            ) AS k FROM d
        )
        SELECT v, 0 AS bearer FROM c WHERE k IS NOT NULL
        UNION ALL
        SELECT c.v, e.key FROM c JOIN contacts_evidence e ON e.digest = c.v WHERE c.k IS NULL
    """  # noqa: S608 - constants only
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(digests), 5000):
            cursor.execute(sql, [json.dumps(list(chunk))])
            for digest, bearer in cursor.fetchall():
                found.setdefault(digest, []).append(bearer)
    return {digest: CROWDED if 0 in keys else tuple(keys) for digest, keys in found.items()}


def write_evidence(gone: Iterable[EvidenceRow], added: Iterable[EvidenceRow]) -> None:
    """Take rows away, then add rows; a row that exists stays as it is."""
    with connection.cursor() as cursor:
        away = [(row.digest, row.key) for row in gone]
        if away:
            cursor.executemany("DELETE FROM contacts_evidence WHERE digest = %s AND key = %s", away)
        new = [(row.kind, row.digest, row.key) for row in added]
        if new:
            cursor.executemany(
                "INSERT INTO contacts_evidence (kind, digest, key) VALUES (%s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                new,
            )


def find_rulings(keys: Collection[int]) -> list[tuple[int, int, bool]]:
    """What people decided about any of these records: left, right, same."""
    rulings: set[tuple[int, int, bool]] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM contacts_ruling LIMIT 1")
        if cursor.fetchone() is None:
            return []
        for chunk in in_chunks(list(keys)):
            listed = marks(len(chunk))
            cursor.execute(
                "SELECT left_key, right_key, same FROM ("  # noqa: S608
                'SELECT "left" AS left_key, "right" AS right_key, same FROM contacts_ruling '
                f'WHERE active AND "left" IN ({listed}) UNION '
                'SELECT "left", "right", same FROM contacts_ruling '
                f'WHERE active AND "right" IN ({listed})) r',
                [*chunk, *chunk],
            )
            rulings.update((row[0], row[1], bool(row[2])) for row in cursor.fetchall())
    return sorted(rulings)


class Neighbourhood:
    """The records reachable from a few by deciding evidence and rulings, read breadth first."""

    def __init__(self, known_bearers: dict[str, tuple[int, ...]]) -> None:
        self.keys: set[int] = set()
        self.digests_of: dict[int, set[str]] = {}
        self.kind_of: dict[str, str] = {}
        self.bearers = dict(known_bearers)
        self.rulings: set[tuple[int, int, bool]] = set()

    def explore(self, seeds: Iterable[int]) -> None:
        """Read everything within reach of `seeds`; records already read are not read again."""
        frontier = set(seeds) - self.keys
        while frontier:
            self.keys |= frontier
            reached: set[int] = set()
            unread = [key for key in frontier if key not in self.digests_of]
            self.add(find_evidence(unread))
            digests = {d for key in frontier for d in self.digests_of.get(key, ())}
            self.bearers |= find_bearers([d for d in digests if d not in self.bearers])
            for digest in digests:
                reached.update(self.bearers.get(digest, ()))
            for left, right, same in find_rulings(frontier):
                self.rulings.add((left, right, same))
                if same:
                    reached |= {left, right}
            frontier = reached - self.keys

    def add(self, rows: Iterable[EvidenceRow]) -> None:
        """Take in rows of evidence that decide."""
        for row in rows:
            if row.kind not in ADVICE:
                self.digests_of.setdefault(row.key, set()).add(row.digest)
                if self.kind_of.get(row.digest) is None or row.kind != "linked":
                    self.kind_of[row.digest] = row.kind
