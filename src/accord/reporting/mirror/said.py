"""What customers said and why deals were lost, as the mirror keeps it: topics, whose and when; never the words.

A topic is what at least five people's words hold, or a competitor that the agreement names. A word that fewer say may
be a name, and stays in the personal store. Erased words leave the mirror at its next refresh.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import pyarrow as pa
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Length

from accord.agreement.hearing import Rivals, hearing_of
from accord.contacts.models import Deal, Identity
from accord.handoffs.models import CustomerWords
from accord.ledger.record_words import read_record_words, state_of_record_words
from accord.ledger.sql import in_chunks
from accord.measures.hears.topics import GROUP, NAMED, RIVAL, RULE, SORTS, topics_in
from accord.measures.layout import HEARD, SAID
from accord.reporting.mirror.columns import to_table
from accord.teams.agreements import Current
from accord.vocabulary.heard import COMPETITOR, LOST_REASON

ERASED = "(erased)"
Row = tuple[Any, ...]
Held = dict[int, set[Row]]


class _Text(NamedTuple):
    """One text: in which table its topics stand and under which key, and whose it is (a person, or a deal's buyer)."""

    at_handoff: bool
    key: int
    subject: int
    said_at: Any
    sort: str
    text: str


def state_of_said(versions: Sequence[Current]) -> str:
    """A word that changes whenever what is said does: more, other or fewer words, some erased, other competitors."""
    found = CustomerWords.objects.aggregate(
        n=Count("handoff"),
        last=Max("said_at"),
        asked=Sum(Length("question")),
        informed=Sum(Length("informed_by")),
        challenged=Sum(Length("challenge")),
        erased=Count("handoff", filter=Q(question=ERASED) | Q(informed_by=ERASED) | Q(challenge=ERASED)),
    )
    words = "-".join(str(found[name]) for name in sorted(found)) if found["n"] else ""
    records, rivals = state_of_record_words(), rivals_of(versions)
    if not words and not records:
        return ""
    named = blake2b(repr(rivals).encode(), digest_size=8).hexdigest() if rivals else ""
    return f"{words}+{records}+{named}+{RULE}"


def rivals_of(versions: Sequence[Current]) -> Rivals:
    """The competitors that the newest version names."""
    return hearing_of(versions[-1].document).rivals if versions else ()


def said_changes(said: Held, heard: Held, rivals: Rivals, version: int) -> tuple[pa.Table, pa.Table]:
    """Rows of `said` and of `heard` whose topics are not those the mirror held; what has none any more is gone."""
    at_handoffs, of_records = _topics_now(rivals)
    return (
        to_table(SAID, _changes(said, at_handoffs, version, 4)),
        to_table(HEARD, _changes(heard, of_records, version, 3)),
    )


def _changes(held: Held, now: Held, version: int, columns: int) -> list[Row]:
    rows: list[Row] = []
    for key in sorted(now.keys() | held.keys()):
        mine = now.get(key, set())
        if mine == held.get(key, set()):
            continue
        rows += [(key, *row, version, False) for row in sorted(mine, key=str)]
        if not mine:
            rows.append((key, *(None,) * columns, version, True))
    return rows


def _topics_now(rivals: Rivals) -> tuple[Held, Held]:
    """Of each hand-off, and of each record, its rows; topics of fewer than five people left out."""
    texts = [*_at_handoffs(), *_of_records()]
    whose = _whose(
        {each.subject for each in texts}, {e.key for e in texts if e.sort in (LOST_REASON, COMPETITOR)}
    )
    found: tuple[Held, Held] = defaultdict(set), defaultdict(set)
    who: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for each in texts:
        for sort, topic in topics_in(each.sort, each.text, rivals):
            row = (each.said_at, sort, topic)
            found[not each.at_handoff][each.key].add((each.subject, *row) if each.at_handoff else row)
            who[sort, topic].add(whose.get(each.subject, -each.subject))
    named = {name for name, _ in rivals}
    kept = {
        (sort, topic)
        for (sort, topic), people in who.items()
        if len(people) >= GROUP or (sort in (NAMED, RIVAL) and topic in named)
    }
    return _only(found[0], kept), _only(found[1], kept)


def _only(found: Held, kept: set[tuple[str, str]]) -> Held:
    return {key: mine for key, rows in found.items() if (mine := {row for row in rows if row[-2:] in kept})}


def _at_handoffs() -> Iterator[_Text]:
    for row in CustomerWords.objects.values("handoff", "subject", "said_at", *SORTS).order_by("handoff"):
        for sort in SORTS:
            if row[sort] and row[sort] != ERASED:
                yield _Text(True, row["handoff"], row["subject"], row["said_at"], sort, row[sort])


def _of_records() -> Iterator[_Text]:
    for row in read_record_words():
        yield _Text(False, row.key, row.key, row.said_at, row.sort, row.text)


def _whose(subjects: set[int], deals: set[int]) -> dict[int, Any]:
    """The contact of each person's record; of each deal the contact it is counted to, else its account."""
    found: dict[int, Any] = {}
    for some in in_chunks(sorted(subjects - deals)):
        found |= dict(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
    for some in in_chunks(sorted(deals)):
        for key, contact, account in Deal.objects.filter(key__in=some).values_list(
            "key", "contact", "account_id"
        ):
            found[key] = contact or (("account", account) if account else -key)
    return found
