"""Whose turn it is among several: the smallest share of their capacity, then who waits longest, then by id."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

from accord.agreement.routing.free import is_at_work, load
from accord.agreement.routing.shapes import Candidate

_NEVER = datetime.min.replace(tzinfo=UTC)
Key = Callable[[Candidate], tuple[Fraction, datetime, str]]


class Turn(StrEnum):
    """How those of a step take turns."""

    lightest = "lightest"
    longest_waiting = "longest waiting"


def turn_key(people: Sequence[Candidate], turn: Turn = Turn.lightest) -> Key:
    """What orders these people. Shares count only where each has a capacity, else the number of open leads."""
    shares = all(one.capacity for one in people)

    def key(one: Candidate) -> tuple[Fraction, datetime, str]:
        waits = one.last_assigned or _NEVER
        if turn is Turn.longest_waiting:
            return Fraction(0), waits, one.ref
        return Fraction(one.open_leads, (one.capacity or 1) if shares else 1), waits, one.ref

    return key


def in_turn(
    free: Sequence[Candidate], turn: Turn, hot: bool, now: datetime
) -> tuple[Candidate, tuple[Candidate, ...]]:
    """Whose turn it is, and who was passed over because a hot lead does not wait for their hours.

    Where nobody is at work, a hot lead waits like any other. `free` is not empty.
    """
    ordered = sorted(free, key=turn_key(free, turn))
    if not hot:
        return ordered[0], ()
    here = [at for at, one in enumerate(ordered) if is_at_work(one, now)]
    first = here[0] if here else 0
    return ordered[first], tuple(ordered[:first])


def why_first(first: Candidate, free: Sequence[Candidate], turn: Turn, passed: Sequence[Candidate]) -> str:
    """Why it is their turn, in words; empty where there was no choice."""
    if len(free) == 1:
        return ""
    others = [one for one in free if one not in passed and one is not first]
    of = f"of {len(free)} who are free"
    if not others:
        return f"{of} the one at work now"
    share = turn_key(free, turn)
    if turn is Turn.lightest and all(share(one)[0] > share(first)[0] for one in others):
        return f"{of} the lightest loaded, with {load(first)}"
    tie = f"{of}, with {load(first)}, " if turn is Turn.lightest else f"{of} "
    if first.last_assigned is None:
        return f"{tie}one who has had no lead yet"
    return f"{tie}who waits longest, since {first.last_assigned:%Y-%m-%d %H:%M} UTC"
