"""What the agreement says of one hand-off's clocks, by the version it was taken under and its owner's hours."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from accord.agreement import parse
from accord.agreement.clocks import Event, FollowUp, Span, Turn, clock_terms, reckon
from accord.agreement.clocks.follow_up import due_at
from accord.agreement.handing_over import Promised, calendar_for, find_handoff, first_attempt, turn_of
from accord.agreement.routing import Candidate
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.shapes import Offer
from accord.teams.models import SealedAgreement
from accord.vocabulary.errors import OurFault


@lru_cache(maxsize=64)
def document_of(agreement_hash: str) -> Document:
    """The sealed agreement of this hash: a decision is read under what it was taken under."""
    sealed = SealedAgreement.objects.filter(hash=agreement_hash).first()
    document = parse(bytes(sealed.sealed).decode()).document if sealed else None
    if document is None:
        raise OurFault(
            "handoff.no_agreement",
            "a hand-off names an agreement that cannot be read",
            "keep the data folder as it is, and report this",
        )
    return document


def promised_for(document: Document, of: Handoff | Offer) -> Promised | None:
    """The promised time of the first attempt; of a hand-off within sales, that of its acceptance."""
    handoff = find_handoff(document, of.kind)
    if handoff is not None and handoff.from_ != "marketing":
        return Promised(f"handoffs.{handoff.id}.accept_within", handoff.accept_within)
    return first_attempt(document, hot=of.hot, klass=of.klass, by_event=of.by_event)


def owner_turn(document: Document, owner: str, people: Iterable[Candidate], since: datetime) -> Turn | None:
    """Somebody's turn from an instant, by their own hours less their absences; None without any calendar."""
    person = next((one for one in people if one.is_called(owner)), None)
    zone = person.zone if person else ""
    calendar = document.calendars.get(person.calendar) if person and person.calendar else None
    calendar = calendar or calendar_for(document, zone)
    if calendar is None:
        return None
    return turn_of(calendar, owner, since, person.absences if person else ())


def instants(
    document: Document, of: Handoff | Offer, turn: Turn | None, pauses: Sequence[Span] = ()
) -> tuple[datetime | None, datetime | None]:
    """(accept by, first attempt due) of a turn; None where nothing is promised or no calendar is agreed.

    What pauses the first attempt pauses no acceptance: taking a lead needs no buyer.
    """
    handoff, promised = find_handoff(document, of.kind), promised_for(document, of)
    if turn is None:
        return None, None
    return (
        due_at(turn, handoff.accept_within) if handoff else None,
        due_at(turn, promised.within, pauses) if promised else None,
    )


def reckon_clocks(
    document: Document,
    row: Handoff,
    people: Sequence[Candidate],
    events: Iterable[Event],
    pauses: Sequence[Span],
    now: datetime,
) -> FollowUp | None:
    """The clocks of a hand-off now; None where the agreement has no clock, no promise or no calendar."""
    promised = promised_for(document, row)
    if document.clock is None or promised is None:
        return None
    turns = [
        turn
        for each in HandoffTurn.objects.filter(handoff=row).order_by("turn")
        if (turn := owner_turn(document, each.owner, people, each.since)) is not None
    ]
    if not turns:
        return None
    terms = clock_terms(document.clock)
    return reckon(
        terms, promised.within, touched=row.touched_at, turns=turns, events=events, pauses=pauses, now=now
    )
