"""Outside names become ours: keyed digests of natural ids, random keys of source records."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from hashlib import blake2b

from django.db import connection

from accord.ledger.sql import bind, in_chunks, marks, take_turn
from accord.vocabulary.facts import Ref

Digest = Callable[[str], str]


def make_digest(secret: str) -> Digest:
    """The keyed digest of this installation: text to 32 hex characters, the same for ever under one secret.

    Without the secret nobody can test a guess (an e-mail address) against it.
    """
    keyed = blake2b(digest_size=16, key=blake2b(secret.encode(), digest_size=32).digest())

    def digest(text: str) -> str:
        state = keyed.copy()
        state.update(text.encode())
        return state.hexdigest()

    return digest


def draw_key() -> int:
    """A random key of 63 bits, never 0: it says nothing about the record it names."""
    return (int.from_bytes(os.urandom(8)) >> 1) or 1


def find_keys(refs: Collection[Ref]) -> dict[Ref, int]:
    """The keys of those records that are known; unknown ones are absent."""
    wanted: dict[tuple[str, str], list[Ref]] = defaultdict(list)
    for ref in refs:
        wanted[ref.source, ref.kind].append(ref)
    found: dict[Ref, int] = {}
    with connection.cursor() as cursor:
        for (source, kind), group in wanted.items():
            by_id = {ref.external_id: ref for ref in group}
            for ids in in_chunks(list(by_id)):
                cursor.execute(
                    "SELECT external_id, key FROM ledger_sourcerecord "  # noqa: S608 - placeholders only
                    f"WHERE source = %s AND kind = %s AND external_id IN ({marks(len(ids))})",
                    [source, str(kind), *ids],
                )
                found.update((by_id[external_id], key) for external_id, key in cursor.fetchall())
    return found


def assign_keys(refs: Collection[Ref], *, now: datetime, import_id: int | None = None) -> dict[Ref, int]:
    """The key of every record named; an unknown one gets a stub (a record without values) and a random key.

    Two importers that meet the same new record agree on one key: the loser of the race reads the winner's.
    Raises nothing; expects a transaction.
    """
    keys = find_keys(refs)
    missing = [ref for ref in dict.fromkeys(refs) if ref not in keys]
    if missing:
        take_turn()
        insert_stubs([(draw_key(), ref) for ref in missing], now=now, import_id=import_id)
        keys |= find_keys(missing)
    return keys


def insert_stubs(named: list[tuple[int, Ref]], *, now: datetime, import_id: int | None) -> None:
    """Insert records without values; one that exists by now is left as it is."""
    received = bind(now)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_sourcerecord (key, source, kind, external_id, "
            '"values", email, name, company, domain, phone, country, owner, deleted, received_at, import_id) '
            "VALUES (%s, %s, %s, %s, '', '', '', '', '', '', '', '', %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (key, ref.source, str(ref.kind), ref.external_id, False, received, import_id)
                for key, ref in named
            ],
        )
