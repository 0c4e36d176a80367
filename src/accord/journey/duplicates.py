"""Leads of one person counted once: where several copies of a person were leads at a time, the later is none.

The history of a contact is folded as one. Inside a pass that one copy of the person opened, what another
copy did would have opened a lead of its own, had nobody found out that they are one: that lead is closed
as a duplicate of the pass, from its beginning. It is derived and kept nowhere: when the copies are
parted, it is an ordinary lead again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Open(NamedTuple):
    """One pass while it was open: facts `opened_by` to `closed_by` (None: still), by their place in order."""

    number: int
    opened_by: int
    closed_by: int | None


class Beginning(NamedTuple):
    """A fact that can open a pass: its place in order, and the copy of the person it is about."""

    place: int
    copy: int


class Duplicate(NamedTuple):
    """A lead that is none: begun by the fact at `place`, inside the pass `number`, which stays."""

    number: int
    place: int


def find_duplicates(
    passes: Iterable[Open], beginnings: Sequence[Beginning], copies: Mapping[int, int]
) -> list[Duplicate]:
    """The duplicates of one contact, in the order they began; none where one copy did everything.

    `copies` says which copy the fact at a place is about; a pass opened by a fact about none (a deal
    nobody's copy stands for) is the first copy's.
    """
    found = []
    for each in passes:
        seen = {copies.get(each.opened_by, 0)}
        for place, copy in beginnings:
            inside = each.opened_by < place and (each.closed_by is None or place < each.closed_by)
            if inside and copy not in seen:
                seen.add(copy)
                found.append(Duplicate(each.number, place))
    return sorted(found, key=lambda duplicate: duplicate.place)
