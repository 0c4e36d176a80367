"""Whether somebody can take a lead at an instant, and why not."""

from datetime import datetime

from accord.agreement.routing.shapes import Ask, Candidate, WhyNot
from accord.vocabulary.errors import Invalid


def away_until(candidate: Candidate, now: datetime) -> datetime | None:
    """Until when somebody is away as of an instant; None for who is here.

    Away is also who is off work now and away when their hours next open: a lead given on the eve of a holiday
    lies until its end. Absences with nothing but closed hours between them are one.
    """
    at, until = now, None
    while True:
        end = _end(candidate, at)
        if end is None:
            opens = _next_open(candidate, at)
            end = None if opens == at else _end(candidate, opens)
        if end is None:
            return until
        at = until = end


def is_at_work(candidate: Candidate, now: datetime) -> bool:
    """Whether their calendar is open and they are not away."""
    here = candidate.hours is None or candidate.hours.is_open(now)
    return here and _end(candidate, now) is None


def is_full(candidate: Candidate) -> bool:
    """Whether they have as many open leads as the agreement promises to work, or more."""
    return candidate.capacity is not None and candidate.open_leads >= candidate.capacity


def why_excluded(candidate: Candidate, ask: Ask) -> str:
    """The reason for which they must not get it again, empty where there is none."""
    found = [reason for ref, reason in ask.excluded.items() if candidate.is_called(ref)]
    return min(found, default="")


def why_barred(candidate: Candidate, ask: Ask) -> tuple[WhyNot, str] | None:
    """What no step looks past: they left, or it was theirs and came back."""
    if not candidate.active:
        return WhyNot.left, "no longer active"
    if reason := why_excluded(candidate, ask):
        return WhyNot.excluded, reason
    return None


def why_away(candidate: Candidate, now: datetime) -> tuple[WhyNot, str] | None:
    """That they are away, and until when."""
    until = away_until(candidate, now)
    return None if until is None else (WhyNot.away, f"away until {until:%Y-%m-%d %H:%M} UTC")


def load(candidate: Candidate) -> str:
    """Their open leads in words."""
    if candidate.capacity is None:
        return f"{candidate.open_leads} open leads"
    return f"{candidate.open_leads} of {candidate.capacity} open leads"


def _next_open(candidate: Candidate, at: datetime) -> datetime:
    """When their hours next open; the instant itself without hours, or beyond the years they are built for."""
    try:
        return at if candidate.hours is None else candidate.hours.next_open(at)
    except Invalid:
        return at


def _end(candidate: Candidate, at: datetime) -> datetime | None:
    """The end of the absences that hold at an instant, those that follow without a break included."""
    until: datetime | None = None
    for start, end in sorted(candidate.absences):
        reached = at if until is None else until
        if start <= reached < end:
            until = end
    return until
