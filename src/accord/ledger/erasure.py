"""Erase people from the personal store, for good: their records, cells that mention them, refused values.

Facts stay: they carry a random key and dimensions, and every count with them. Expects a transaction.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from accord.ledger.hits import forget_evidence
from accord.ledger.keys import Digest
from accord.ledger.models import Reject, SourceRecord
from accord.ledger.prepare import encode_values
from accord.ledger.record_words import forget_record_words
from accord.ledger.sql import in_chunks
from accord.ledger.suppression import find_suppressed, name_email, name_full_name, name_ref, suppress
from accord.vocabulary.facts import RecordKind, Ref

SHORTEST_ID = 6  # a shorter id stands in too many cells by chance
CLAIM = "claimed "  # before the names of cells that only a browser said
_FIELDS = ("name", "email", "company", "domain", "phone")


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed: whole records, cells blanked in records of others, values of refused rows."""

    records: int
    cells: int
    rejects: int


@dataclass(frozen=True, slots=True)
class Traces:
    """By what people can be found: texts for the suppression list, words as they stand in cells."""

    keys: tuple[int, ...]
    names: tuple[str, ...]
    words: tuple[str, ...]  # addresses and full names: anywhere in a cell
    ids: tuple[str, ...]  # only as a whole cell

    def stand_in(self, cell: str) -> bool:
        """Whether a cell holds one of them."""
        folded = cell.casefold()
        return cell in self.ids or any(word.casefold() in folded for word in self.words)


def find_traces(keys: Collection[int]) -> Traces:
    """By what the people behind these keys can be found; an address that others share is not theirs alone.

    One of our own people is refused by their record alone: their address may be a contact's one day, and their name
    stands beside contacts who are to stay.
    """
    records = list(SourceRecord.objects.filter(key__in=list(keys)))
    emails = {record.email for record in records if record.email}
    others = SourceRecord.objects.filter(email__in=emails, kind=RecordKind.person)
    emails -= set(others.exclude(key__in=list(keys)).values_list("email", flat=True))
    refs = [Ref(r.source, RecordKind(r.kind), r.external_id) for r in records]
    full_names = {r.name.strip() for r in records if " " in r.name.strip()}  # one word is everybody's name
    ours = [r for r in records if r.kind == RecordKind.user]
    own = {r.email for r in ours} | {r.name.strip() for r in ours}
    return Traces(
        keys=tuple(record.key for record in records),
        names=(
            *map(name_ref, refs),
            *map(name_email, sorted(emails - own)),
            *map(name_full_name, sorted(full_names - own)),
        ),
        words=(*sorted(emails), *sorted(full_names)),
        ids=tuple({ref.external_id for ref in refs if len(ref.external_id) >= SHORTEST_ID}),
    )


def find_mentions(traces: Traces) -> list[int]:
    """Keys of other records in which they may stand. Reads the whole store: call it outside a transaction."""
    found: set[int] = set()
    for chunk in in_chunks(_spellings(traces), 50):
        # In the stored JSON a quote and a backslash are escaped.
        words = [json.dumps(word, ensure_ascii=False)[1:-1] for word in chunk]
        query = reduce(or_, (Q(values__contains=word) for word in words))
        found.update(SourceRecord.objects.filter(query).values_list("key", flat=True))
    return sorted(found - set(traces.keys))


def _spellings(traces: Traces) -> list[str]:
    """Words in the cases people type them: SQLite folds the case of ASCII letters only."""
    forms = (str, str.lower, str.upper, str.title, str.casefold)
    return [*dict.fromkeys(form(word) for word in traces.words for form in forms), *traces.ids]


def erase_people(traces: Traces, mentions: Collection[int], *, digest: Digest, now: datetime) -> Erased:
    """Delete their records, blank what mentions them, refuse them from now on. Repeating it does no harm."""
    suppress(traces.names, digest=digest, now=now)
    forget_evidence(traces.keys)
    forget_record_words(traces.keys, mentions, traces.stand_in)
    records, _ = SourceRecord.objects.filter(key__in=traces.keys).delete()
    cells = sum(_blank(record, traces) for record in SourceRecord.objects.filter(key__in=list(mentions)))
    return Erased(records, cells, _blank_rejects(traces))


def _blank(record: SourceRecord, traces: Traces) -> int:
    """Blank the cells and fields of one record that hold them; returns how many cells."""
    cells = json.loads(record.values) if record.values else {}
    found = find_cells(cells, traces)
    fields = [field for field in _FIELDS if traces.stand_in(getattr(record, field))]
    if found or fields:
        record.values = encode_values(cells | dict.fromkeys(found, ""))
        for field in fields:
            setattr(record, field, "")
        record.save(update_fields=["values", *fields])
    return len(found)


def find_cells(cells: Mapping[str, str], traces: Traces) -> list[str]:
    """The columns of another record that hold them; with one that is claimed, whatever else was claimed."""
    found = [column for column, cell in cells.items() if traces.stand_in(cell)]
    if any(column.startswith(CLAIM) for column in found):
        found = [column for column in cells if column in found or column.startswith(CLAIM)]
    return found


def find_rejects(traces: Traces) -> list[int]:
    """Refused rows whose value holds them."""
    found: set[int] = set()
    for chunk in in_chunks(_spellings(traces), 50):
        query = reduce(or_, (Q(value__contains=word) for word in chunk))
        found.update(Reject.objects.filter(query).values_list("id", flat=True))
    return sorted(found)


def _blank_rejects(traces: Traces) -> int:
    """Blank those values; the rows stay counted."""
    ids = find_rejects(traces)
    return sum(Reject.objects.filter(id__in=chunk).update(value="") for chunk in in_chunks(ids))


def find_resurrected(digest: Digest, slice_size: int = 5_000) -> Iterator[list[int]]:
    """Keys of records that the suppression list forbids, in slices: what a restored backup brought back."""
    rows = SourceRecord.objects.order_by("key").values_list("key", "source", "kind", "external_id", "email")
    last = 0
    while chunk := list(rows.filter(key__gt=last)[:slice_size]):
        last = chunk[-1][0]
        texts: dict[str, list[int]] = defaultdict(list)
        for key, source, kind, external_id, email in chunk:
            texts[name_ref(Ref(source, RecordKind(kind), external_id))].append(key)
            if email and kind == RecordKind.person:
                texts[name_email(email)].append(key)
        keys = {key for text in find_suppressed(texts, digest=digest) for key in texts[text]}
        if keys:
            yield sorted(keys)


def forget_rejects(import_id: int) -> int:
    """Blank what the refused rows of an import showed; the rows stay counted. Returns how many."""
    return Reject.objects.filter(import_id=import_id).exclude(value="").update(value="")
