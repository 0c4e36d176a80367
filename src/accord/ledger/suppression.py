"""Whoever was erased stays erased: keyed digests of ids and addresses, asked before anything is written."""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from accord.ledger.keys import Digest
from accord.ledger.models import Suppression
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref, RowRead


def name_ref(ref: Ref) -> str:
    """The text whose digest stands for an erased record."""
    return f"record\x1f{ref.source}\x1f{ref.kind}\x1f{ref.external_id}"


def name_email(email: str) -> str:
    """The text whose digest stands for an erased address, in any case and spacing."""
    return f"email\x1f{email.strip().casefold()}"


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
    if not texts or not Suppression.objects.exists():
        return set()
    by_digest = {digest(text): text for text in texts}
    found: set[str] = set()
    for chunk in in_chunks(list(by_digest)):
        hits = Suppression.objects.filter(digest__in=chunk).values_list("digest", flat=True)
        found.update(by_digest[hit] for hit in hits)
    return found


def name_persons(row: RowRead) -> set[str]:
    """The texts by which a row's people could have been erased: records, addresses, facts' subjects."""
    texts: set[str] = set()
    for draft in row.records:
        texts |= _name_draft(draft)
        texts.update(name_ref(ref) for ref in draft.people)
    texts.update(name_ref(fact.about) for fact in row.facts if fact.about is not None)
    return texts


def _name_draft(draft: RecordDraft) -> set[str]:
    if draft.ref.kind != RecordKind.person:
        return set()
    texts = {name_ref(ref) for ref in (draft.ref, *draft.same_as, *draft.merged)}
    if draft.email:
        texts.add(name_email(draft.email))
    return texts


def leave_out(row: RowRead, suppressed: set[str]) -> RowRead | None:
    """The row without what is about erased people; None when nothing is left of it.

    A person's own row goes whole. A deal's row stays, without the erased person among its people and
    without any cell that holds their id or address.
    """
    records = []
    for draft in row.records:
        if _name_draft(draft) & suppressed:
            continue
        gone = {ref for ref in draft.people if name_ref(ref) in suppressed}
        if gone:
            ids = {ref.external_id for ref in gone}
            values = {
                column: "" if cell in ids or name_email(cell) in suppressed else cell
                for column, cell in draft.values.items()
            }
            people = tuple(ref for ref in draft.people if ref not in gone)
            draft = draft._replace(people=people, values=values)
        records.append(draft)
    facts = [f for f in row.facts if f.about is None or name_ref(f.about) not in suppressed]
    if not records and not facts:
        return None
    return RowRead(row.line, tuple(records), tuple(facts))
