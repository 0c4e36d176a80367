"""What customers said, as the mirror keeps it: topics that at least five people share, whose and when; never the words.

A word that fewer say may be a name, and stays in the personal store. Erased words leave the mirror at its next refresh.
"""

from collections import defaultdict
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import Length

from accord.contacts.models import Identity
from accord.handoffs.models import CustomerWords
from accord.ledger.sql import in_chunks
from accord.measures.hears.topics import GROUP, SORTS, topics_of
from accord.measures.layout import SAID
from accord.reporting.mirror.columns import to_table

ERASED = "(erased)"
Row = tuple[Any, ...]


def state_of_said() -> str:
    """A word that changes whenever what customers said does: more, other or fewer words, or some erased."""
    found = CustomerWords.objects.aggregate(
        n=Count("handoff"),
        last=Max("said_at"),
        asked=Sum(Length("question")),
        informed=Sum(Length("informed_by")),
        challenged=Sum(Length("challenge")),
        erased=Count("handoff", filter=Q(question=ERASED) | Q(informed_by=ERASED) | Q(challenge=ERASED)),
    )
    return "-".join(str(found[name]) for name in sorted(found)) if found["n"] else ""


def said_changes(held: dict[int, set[Row]], version: int) -> pa.Table:
    """Rows of every hand-off whose topics are not those the mirror held; a hand-off without any is gone."""
    now = _topics_now()
    rows: list[Row] = []
    for handoff in sorted(now.keys() | held.keys()):
        mine = now.get(handoff, set())
        if mine == held.get(handoff, set()):
            continue
        rows += [(handoff, *row, version, False) for row in sorted(mine)]
        if not mine:
            rows.append((handoff, None, None, None, None, version, True))
    return to_table(SAID, rows)


def _topics_now() -> dict[int, set[Row]]:
    """Of each hand-off its rows, topics of fewer than five people left out."""
    found: dict[int, set[Row]] = defaultdict(set)
    who: dict[tuple[str, str], set[int]] = defaultdict(set)
    words = list(CustomerWords.objects.values("handoff", "subject", "said_at", *SORTS).order_by("handoff"))
    contacts = _contacts({row["subject"] for row in words})
    for row in words:
        for sort in SORTS:
            text = row[sort]
            for topic in topics_of(sort, text) if text and text != ERASED else ():
                found[row["handoff"]].add((row["subject"], row["said_at"], sort, topic))
                who[sort, topic].add(contacts.get(row["subject"], -row["subject"]))
    kept = {key for key, people in who.items() if len(people) >= GROUP}
    return {
        handoff: mine
        for handoff, rows in found.items()
        if (mine := {row for row in rows if (row[2], row[3]) in kept})
    }


def _contacts(subjects: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_chunks(sorted(subjects)):
        found |= dict(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
    return found
