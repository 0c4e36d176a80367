"""What the agreement says about routing: the steps, how many leads a person works, which calendar is theirs."""

from datetime import datetime
from zoneinfo import ZoneInfo

from accord.agreement.routing.known import KnownAs
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Handoff

MARKETING = "marketing"


def first_taker(document: Document) -> str:
    """The team that takes over from marketing: `sdr` in most companies; empty without such a hand-off."""
    return next((str(each.to) for each in document.handoffs if each.from_ == MARKETING and each.to), "")


def capacity_of(document: Document, team: str) -> int | None:
    """How many open leads one person of a team works: `sales_promises.capacity`, promised for the first takers.

    None for every other team and where nothing is promised: then only the number of open leads counts.
    """
    promises = document.sales_promises
    if promises is None or promises.capacity is None or not team or team != first_taker(document):
        return None
    return promises.capacity.open_leads_per_sdr


def calendar_of(document: Document, zone: str, now: datetime) -> str:
    """The calendar by which somebody in this zone works; empty where the agreement has none.

    The calendar of the same zone, else the one whose clocks show the nearest time now; the earlier in the
    document where two are as near. Without a zone it is the first.
    """
    if not document.calendars:
        return ""
    names = list(document.calendars)
    if not zone:
        return names[0]

    def apart(name: str) -> tuple[bool, int]:
        other = str(document.calendars[name].zone)
        return other != zone, abs(_offset(other, now) - _offset(zone, now))

    return min(names, key=apart)


def steps_after_silence(document: Document, handoff: Handoff) -> tuple[str, ...]:
    """Who is asked when an owner let the time pass: what the hand-off's `silence` says, then the route."""
    said = (handoff.silence,) if handoff.silence else ()
    return (*said, *(step for step in document.route if step not in said))


def steps_when_known(document: Document, known_as: KnownAs) -> tuple[str, ...]:
    """Who is asked for a lead that is known already: who has it first, then the route for who stands in.

    Of a customer the ask names success as `team` and their person there as `account_owner`.
    """
    first = _FIRST.get(known_as)
    if first is None:
        return document.route
    return (first, *(step for step in document.route if step != first))


_FIRST = {
    KnownAs.in_deal: "open opportunity owner",
    KnownAs.customer: "account owner",
    KnownAs.worked: "last owner",
}


def _offset(zone: str, now: datetime) -> int:
    shift = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(shift.total_seconds()) if shift else 0
