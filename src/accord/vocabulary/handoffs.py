"""A hand-off's life, in words: where it can stand, how it ends, and what became of the lead."""

from enum import StrEnum


class HandoffState(StrEnum):
    """Where one hand-off stands. Values are permanent: rows are stored with them."""

    offered = "offered"  # somebody owns it; nobody of theirs has tried yet
    accepted = "accepted"  # taken to work: by word, by a status in the CRM, or by a first genuine attempt
    worked = "worked"  # spoken with the buyer, both ways
    sales_ready = "sales_ready"  # done: need confirmed, opportunity with amount and date
    returned = "returned"  # not our definition
    recycled = "recycled"  # to nurture, with a date
    disqualified = "disqualified"
    known = "known"  # known already: its owner was told, and it counts as no new lead
    joined = "joined"  # the same account was handed over in the same week: one hand-off for both
    merged = "merged"  # its person turned out to be another lead's: that one goes on


OPEN = frozenset({HandoffState.offered, HandoffState.accepted, HandoffState.worked})
DROPPED = frozenset({HandoffState.returned, HandoffState.recycled, HandoffState.disqualified})
OUTCOMES = DROPPED | {HandoffState.sales_ready}
UNCOUNTED = frozenset({HandoffState.known, HandoffState.joined, HandoffState.merged})
COUNTED = OPEN | OUTCOMES  # these seven sum to all hand-offs


class Became(StrEnum):
    """What marketing reads of each lead it sent."""

    waiting = "waiting"
    engaged = "engaged"
    in_progress = "in progress"
    sales_ready = "sales-ready"
    returned = "returned"
    recycled = "recycled"
    disqualified = "disqualified"


BECAME = {
    HandoffState.offered: Became.waiting,
    HandoffState.accepted: Became.engaged,
    HandoffState.worked: Became.in_progress,
    HandoffState.sales_ready: Became.sales_ready,
    HandoffState.returned: Became.returned,
    HandoffState.recycled: Became.recycled,
    HandoffState.disqualified: Became.disqualified,
}
# The four groups that are shown first; sales-ready is in progress until it is won or lost.
GROUPS: dict[str, tuple[Became, ...]] = {
    "waiting": (Became.waiting,),
    "engaged": (Became.engaged,),
    "in progress": (Became.in_progress, Became.sales_ready),
    "dropped": (Became.returned, Became.recycled, Became.disqualified),
}
