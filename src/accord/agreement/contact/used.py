"""Which touch used which taken slot: by team, way, campaign, sender and time. The order of arrival changes nothing."""

from collections.abc import Iterable

from accord.agreement.contact.asked import Taken, Touch


def match_used(taken: Iterable[Taken], touches: Iterable[Touch]) -> dict[str, Touch]:
    """The touch that used each slot, by its token; a touch uses one slot, and a slot is used once.

    The slot that ends first takes the earliest touch that fits it: of slots and touches that fit one another
    that leaves the fewest slots unused.
    """
    free = sorted(touches, key=lambda touch: (touch.at, touch.source, touch.seq))
    found: dict[str, Touch] = {}
    for slot in sorted(taken, key=lambda slot: (slot.until, slot.token)):
        fitting = (at for at, touch in enumerate(free) if _fits(slot, touch))
        place = next(fitting, None)
        if place is not None:
            found[slot.token] = free.pop(place)
    return found


def _fits(slot: Taken, touch: Touch) -> bool:
    """A campaign named on both sides must be the same; by hand, the sender must be too where both are known."""
    same = (slot.team, slot.medium, slot.automatic, slot.person) == (
        touch.team,
        touch.medium,
        touch.automatic,
        touch.person,
    )
    campaign = not (slot.campaign and touch.campaign) or slot.campaign == touch.campaign
    return same and campaign and slot.at <= touch.at <= slot.until
