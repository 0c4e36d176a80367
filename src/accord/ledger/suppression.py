"""Whoever was erased stays erased: keyed digests of ids and addresses, asked before anything is written."""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import connection

from accord.ledger.keys import Digest
from accord.ledger.models import Suppression
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import Ref


def name_ref(ref: Ref) -> str:
    """The text whose digest stands for an erased record."""
    return f"record\x1f{ref.source}\x1f{ref.kind}\x1f{ref.external_id}"


def name_email(email: str) -> str:
    """The text whose digest stands for an erased address, in any case and spacing."""
    return f"email\x1f{email.strip().casefold()}"


def name_full_name(name: str) -> str:
    """The text of an erased full name: asked for only in rows that name the person anyway."""
    return f"name\x1f{' '.join(name.split()).casefold()}"


def any_suppressed() -> bool:
    """Whether anybody was ever erased."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_suppression LIMIT 1")
        return cursor.fetchone() is not None


def suppress(texts: Collection[str], *, digest: Digest, now: datetime) -> int:
    """Keep the digests of what was erased; returns how many were new."""
    rows = [Suppression(digest=digest(text), erased_at=now) for text in dict.fromkeys(texts)]
    before = Suppression.objects.count()
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    return Suppression.objects.count() - before


def note_erasure(path: Path, texts: Collection[str], *, digest: Digest, now: datetime) -> None:
    """Append the digests to a file outside the database: a backup does not know of later erasures."""
    with path.open("a", encoding="ascii") as file:
        file.writelines(f"{digest(text)} {now.isoformat()}\n" for text in texts)
        file.flush()
        os.fsync(file.fileno())


def read_erasures(path: Path) -> int:
    """Take the digests of such a file into the suppression list; returns how many were new to it."""
    if not path.exists():
        return 0
    rows = [line.split() for line in path.read_text("ascii").splitlines()]
    # A last line cut by a crash has no instant: its erasure had not begun.
    noted = [Suppression(digest=r[0], erased_at=datetime.fromisoformat(r[1])) for r in rows if len(r) == 2]
    before = Suppression.objects.count()
    Suppression.objects.bulk_create(noted, ignore_conflicts=True, batch_size=500)
    return Suppression.objects.count() - before


def find_suppressed(texts: Collection[str], *, digest: Digest) -> set[str]:
    """Those of the texts whose digest is suppressed."""
    if not texts:
        return set()
    by_digest = {digest(text): text for text in texts}
    found: set[str] = set()
    for chunk in in_chunks(list(by_digest)):
        hits = Suppression.objects.filter(digest__in=chunk).values_list("digest", flat=True)
        found.update(by_digest[hit] for hit in hits)
    return found
