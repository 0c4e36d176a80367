"""What pauses the person's clock: the buyer's out-of-office reply until they return, a booked meeting until it ends.

A pause begins when it is said and ends at the day of return (in the owner's zone) or the meeting's end, at most after
the agreed time, and at once when the buyer does something: then they are back. Without a day or an end that is known
nothing pauses: a lead must not wait for what nobody said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from accord.agreement.clocks.follow_up import Turn, due_at
from accord.agreement.clocks.open_hours import Span
from accord.agreement.clocks.walls import first_instant
from accord.agreement.shape.promises import Clock
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, FactKind
from accord.vocabulary.quantity import Until

AWAY, MEETING = "buyer away", "meeting booked"
PAUSES = {AWAY: "return", MEETING: "it ends"}  # what pauses: until what
SAYS = {FactKind.buyer_away: AWAY, FactKind.meeting_booked: MEETING}  # which fact says which of them
_UNTIL = "until="


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said or done with the lead; `value` as facts carry it (`until=2027-01-18`)."""

    kind: FactKind
    at: datetime
    value: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause and the words of the clause that make it one."""

    since: datetime
    until: datetime
    why: str

    @property
    def span(self) -> Span:
        """The time alone."""
        return self.since, self.until


def until_value(until: date | datetime | None) -> str:
    """How a fact says until when: a day, or an instant in UTC; empty where that is not known."""
    if isinstance(until, datetime):
        return f"{_UNTIL}{until.astimezone(UTC).isoformat(timespec='seconds')}"
    return f"{_UNTIL}{until.isoformat()}" if until else ""


def find_pauses(clock: Clock, said: Iterable[Said], turn: Turn, zone: str) -> tuple[Pause, ...]:
    """The pauses of somebody's turn, in the order in which they began; none without the clause."""
    known = sorted(said, key=lambda each: each.at)
    found = []
    for each in known:
        why = SAYS.get(each.kind, "")
        clause = clock.pauses.get(why)
        end = _end(each.value, zone) if clause and clause.what == PAUSES[why] else None
        if clause is None or end is None:
            continue
        back = [one.at for one in known if one.at > each.at and one.kind in HUMAN_BUYER_TOUCHES]
        ends = min([end, *_at_most(clause, turn, each.at), *back[:1]])
        if ends > max(each.at, turn.since):
            found.append(Pause(each.at, ends, why))
    return tuple(found)


def _end(value: str, zone: str) -> datetime | None:
    if not value.startswith(_UNTIL):
        return None
    text = value.removeprefix(_UNTIL)
    try:
        if len(text) == len("2027-01-18"):
            return first_instant(datetime.combine(date.fromisoformat(text), time()), ZoneInfo(zone or "UTC"))
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _at_most(clause: Until, turn: Turn, since: datetime) -> list[datetime]:
    """When the clause lets it end at the latest; what began before all that the calendar knows is over."""
    if clause.at_most is None:
        return []
    try:
        return [due_at(Turn(turn.owner, since, turn.hours, turn.workday), clause.at_most)]
    except Invalid:
        return [since]
