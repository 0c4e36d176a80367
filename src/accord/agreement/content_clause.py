"""What the clause `content` says counts as used. Pure."""

import re

from accord.agreement.shape import Document

WAYS = ("sent", "shown", "opened")
CLAUSE = "content"
# What may stand around them in a sentence: "sent to or shown to a buyer".
_BESIDE = frozenset(
    {"a", "an", "and", "any", "buyer", "buyers", "by", "customer", "or", "person", "the", "to"}
)


def ways_of(document: Document | None) -> tuple[str, ...]:
    """The ways that count, in order: each word of `counts_as_used` that is one; all of them where it names none.

    >>> ways_of(None)
    ('sent', 'shown', 'opened')
    """
    said = document.content.counts_as_used.casefold() if document and document.content else ""
    named = tuple(way for way in WAYS if re.search(rf"\b{way}\b", said))
    return named or WAYS


def find_wrong(document: Document) -> str:
    """What of `counts_as_used` is no way in which a piece is used, in its words; empty where all of it is read."""
    said = document.content.counts_as_used.casefold() if document.content else ""
    words = re.findall(r"[^\W_]+", said)
    odd = [word for word in words if word not in WAYS and word not in _BESIDE]
    return " ".join(odd) if odd or set(words) & set(WAYS) or not words else said


def may_lie_days(document: Document | None) -> int | None:
    """For how many days a piece may lie before it counts as unused; None where that is not agreed in days."""
    return document.content.unused_after.days if document and document.content else None
