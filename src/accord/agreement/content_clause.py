"""What the clause `content` says counts as used. Pure."""

import re

from accord.agreement.shape import Document

WAYS = ("sent", "shown", "opened")


def ways_of(document: Document | None) -> tuple[str, ...]:
    """The ways that count, in order: each word of `counts_as_used` that is one; all of them where it names none.

    >>> ways_of(None)
    ('sent', 'shown', 'opened')
    """
    said = document.content.counts_as_used.casefold() if document and document.content else ""
    named = tuple(way for way in WAYS if re.search(rf"\b{way}\b", said))
    return named or WAYS


def may_lie_days(document: Document | None) -> int | None:
    """For how many days a piece may lie before it counts as unused; None where that is not agreed in days."""
    return document.content.unused_after.days if document and document.content else None
