"""Take erased people out of rows, before anything of them is written again."""

import re
from collections.abc import Collection, Iterator
from itertools import chain

from accord.ledger.keys import Digest
from accord.ledger.suppression import any_suppressed, find_suppressed, name_email, name_full_name, name_ref
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref, RowRead

_ADDRESS = re.compile(r"[^\s<>,;()\"']+@[^\s<>,;()\"']+")
_WORD = re.compile(r"\S+")
_LONGEST_NAME = 4  # words


def leave_out_erased(rows: Collection[RowRead], digest: Digest) -> tuple[list[RowRead], list[int]]:
    """The rows without what is about erased people, and the lines of which nothing is left.

    A person's record goes with its facts. A row of others (a deal) stays, without the erased among its
    people and without any cell that holds their id, their address or their full name.
    """
    if not any_suppressed():
        return list(rows), []
    named = {text for row in rows for text in _name_people(row)}
    suppressed = find_suppressed(named, digest=digest)
    kept: list[RowRead] = []
    emptied: list[int] = []
    for row in rows:
        left = _leave_out(row, suppressed, digest) if suppressed & _name_people(row) else row
        if left is None:
            emptied.append(row.line)
        else:
            kept.append(left)
    return kept, emptied


def _name_people(row: RowRead) -> set[str]:
    """The texts by which a row's people could have been erased: records, addresses, facts' subjects."""
    texts = {name_ref(fact.about) for fact in row.facts if fact.about is not None}
    for draft in row.records:
        texts |= _name_draft(draft)
        texts.update(name_ref(ref) for ref in draft.people)
    return texts


def _name_draft(draft: RecordDraft) -> set[str]:
    if draft.ref.kind == RecordKind.user:
        return {name_ref(draft.ref)}
    if draft.ref.kind != RecordKind.person:
        return set()
    texts = {name_ref(ref) for ref in (draft.ref, *draft.same_as, *draft.merged)}
    if draft.email:
        texts.add(name_email(draft.email))
    if draft.partial:  # what is only claimed of a visitor stands in no field: an address in any cell counts
        texts.update(name_email(cell) for cell in draft.values.values() if "@" in cell)
    return texts


def _leave_out(row: RowRead, suppressed: set[str], digest: Digest) -> RowRead | None:
    gone = [draft for draft in row.records if _name_draft(draft) & suppressed]
    refs = {draft.ref for draft in gone}
    refs |= {ref for draft in row.records for ref in draft.people if name_ref(ref) in suppressed}
    facts = tuple(
        f
        for f in row.facts
        if f.about is None or (f.about not in refs and name_ref(f.about) not in suppressed)
    )
    left = [draft for draft in row.records if draft.ref not in refs]
    if not left and not facts:
        return None
    words = {word for draft in gone for word in (draft.email, draft.name, draft.phone) if word}
    words |= _find_words(left, digest)
    records = (_blank(draft, refs, {word.casefold() for word in words}) for draft in left)
    return RowRead(row.line, tuple(records), facts, row.received_at)


def _find_words(drafts: Collection[RecordDraft], digest: Digest) -> set[str]:
    """The addresses and runs of words in these drafts' cells that are suppressed."""
    asked: dict[str, str] = {}
    for cell in chain.from_iterable(draft.values.values() for draft in drafts):
        asked.update((name_email(found), found) for found in _ADDRESS.findall(cell))
        asked.update((name_full_name(run), run) for run in _runs(cell))
    return {asked[text] for text in find_suppressed(asked, digest=digest)}


def _runs(cell: str) -> Iterator[str]:
    """Every run of two to four words, as it stands in the cell."""
    spans = [match.span() for match in _WORD.finditer(cell)]
    for first in range(len(spans)):
        for last in range(first + 1, min(first + _LONGEST_NAME, len(spans))):
            yield cell[spans[first][0] : spans[last][1]].strip(".,;:()[]\"'")


def _blank(draft: RecordDraft, refs: Collection[Ref], words: Collection[str]) -> RecordDraft:
    """The draft without these people, and with every cell emptied that holds one of their ids or words."""
    ids = {ref.external_id for ref in refs}

    def clean(cell: str) -> str:
        folded = cell.casefold()
        return "" if cell in ids or any(word in folded for word in words) else cell

    return draft._replace(
        values={column: clean(cell) for column, cell in draft.values.items()},
        people=tuple(ref for ref in draft.people if ref not in refs),
        email=clean(draft.email),
        name=clean(draft.name),
        company=clean(draft.company),
        domain=clean(draft.domain),
        phone=clean(draft.phone),
        words=tuple((sort, said) for sort, text in draft.words if (said := clean(text))),
    )
