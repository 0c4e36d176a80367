"""What records say in free words that is counted as topics: kept with their newest content, forgotten with the person.

The same rows in any order and any number of times leave the same words. Expects a transaction of the caller.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max

from accord.ledger.models import RecordWords
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import RecordDraft, RecordKind
from accord.vocabulary.heard import WORDS_OF


class SaidThere(NamedTuple):
    """One text of a record."""

    key: int
    sort: str
    text: str
    said_at: datetime | None


def keep_record_words(brought: Iterable[tuple[int, RecordDraft, bool]]) -> None:
    """Put the words of each record's new content (its key, its draft, whether it is new) in place of the old."""
    found = [each for each in brought if each[1].ref.kind in WORDS_OF]
    now = {said for key, draft, _ in found for said in _words_of(key, draft)}
    held: dict[SaidThere, int] = {}
    for chunk in in_chunks([key for key, _, new in found if not new]):
        for row in RecordWords.objects.filter(key__in=chunk):
            held[SaidThere(row.key, row.sort, row.text, row.said_at)] = row.pk
    for chunk in in_chunks([pk for said, pk in held.items() if said not in now]):
        RecordWords.objects.filter(pk__in=chunk).delete()
    RecordWords.objects.bulk_create(
        RecordWords(**said._asdict()) for said in sorted(now - held.keys(), key=_place)
    )


def _words_of(key: int, draft: RecordDraft) -> Iterator[SaidThere]:
    kind = draft.ref.kind
    when = draft.modified_at if kind is RecordKind.person else None
    for sort, text in draft.words:
        if sort in WORDS_OF[kind]:
            yield SaidThere(key, sort, text, when)


def _place(said: SaidThere) -> tuple[int, str]:
    return said.key, said.sort


def read_record_words() -> Iterator[SaidThere]:
    """Every text there is, by record."""
    rows = RecordWords.objects.order_by("key", "sort").values_list("key", "sort", "text", "said_at")
    return (SaidThere(*row) for row in rows.iterator())


def state_of_record_words() -> str:
    """A word that changes whenever a record's words do; empty where there are none."""
    found = RecordWords.objects.aggregate(n=Count("id"), last=Max("id"))
    return f"{found['n']}-{found['last']}" if found["n"] else ""


def forget_record_words(
    keys: Collection[int], mentions: Collection[int], stands: Callable[[str], bool]
) -> int:
    """Delete what these records say, and of others each text that holds them; how many. May be repeated."""
    count = 0
    for chunk in in_chunks(list(keys)):
        count += RecordWords.objects.filter(key__in=chunk).delete()[0]
    for chunk in in_chunks(list(mentions)):
        rows = RecordWords.objects.filter(key__in=chunk).values_list("pk", "text")
        count += RecordWords.objects.filter(pk__in=[pk for pk, text in rows if stands(text)]).delete()[0]
    return count
