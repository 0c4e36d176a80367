"""The clocks of one follow-up: how long the buyer waited, what of it was the system's, what a person's.

The buyer's clock runs on the wall from their touch to the first response. The system's part ends when the first
owner has the lead. The person's part runs in working time from the last assignment before the response, without
pauses: who gets a lead late starts anew, the buyer does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accord.agreement.clocks.instants import length
from accord.agreement.clocks.open_hours import OpenHours, Span
from accord.agreement.shape.promises import Clock
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import find_kinds
from accord.vocabulary.quantity import Duration, Share, Unit

_DAYS = {Unit.day: 1, Unit.week: 5, Unit.month: 21}
_UNITS = {Unit.minute: timedelta(minutes=1), Unit.hour: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """What the agreement's clock clause says: the kinds that stop it, and whom it warns at which shares of the time."""

    stops: frozenset[FactKind]
    warns: tuple[tuple[Decimal, tuple[str, ...]], ...]  # share of the promised time, in order; who


@dataclass(frozen=True, slots=True)
class Turn:
    """From this instant the lead is one person's; their hours are those of their calendar less their absences."""

    owner: str
    since: datetime
    hours: OpenHours
    workday: timedelta  # open time of one ordinary day of the calendar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened with the lead."""

    kind: FactKind
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the clocks show. `due_at` is None while nobody owns the lead: then no person is late."""

    buyer: timedelta
    system: timedelta
    human: timedelta
    due_at: datetime | None
    responded: Event | None
    late: bool
    warnings: tuple[tuple[datetime, tuple[str, ...]], ...]  # when each warning is due, and to whom
    shares: tuple[Decimal, ...] = ()  # of the promised time, of each warning

    @property
    def running(self) -> bool:
        """Whether somebody still has to respond."""
        return self.responded is None

    def at_share(self, share: str) -> datetime | None:
        """When the warning of a share (`1.5`) is due; None where there is none."""
        found = dict(zip(map(str, self.shares), self.warnings, strict=False)).get(share)
        return found[0] if found else None


def clock_terms(clock: Clock) -> ClockTerms:
    """The clause as kinds and shares. A phrase that says nothing recorded stops nothing: the check names it."""
    never = _kinds(clock.never)
    warns = [
        (share.as_share, (who,) if isinstance(who, str) else who)
        for text, who in clock.warn.items()
        if (share := Share.read(text)) is not None
    ]
    return ClockTerms(_kinds(clock.stops) - never, tuple(sorted(warns)))


def working_time(promised: Duration, workday: timedelta) -> timedelta:
    """The open time that a promise in working time means.

    A working day is an ordinary day of the calendar, a week five of them, a month twenty-one.
    """
    one = _UNITS.get(promised.unit) or workday * _DAYS[promised.unit]
    return promised.n * one


def due_at(turn: Turn, promised: Duration, pauses: Sequence[Span] = ()) -> datetime:
    """When the person of this turn must have responded, in UTC."""
    runs = turn.hours if promised.working else always(turn.hours)
    return runs.due(turn.since, _whole(promised, turn.workday), pauses)


def _whole(promised: Duration, workday: timedelta) -> timedelta:
    """The promised time on the axis on which it runs; a month on the wall is 31 days."""
    if promised.working:
        return working_time(promised, workday)
    return promised.elapsed or timedelta(days=promised.days or 0)


def always(hours: OpenHours) -> OpenHours:
    """The wall itself, over the same years: open day and night."""
    return OpenHours((hours.since,), (hours.until,), hours.since, hours.until)


def reckon(
    terms: ClockTerms,
    promised: Duration,
    *,
    touched: datetime,
    turns: Sequence[Turn],
    events: Iterable[Event],
    pauses: Sequence[Span],
    now: datetime,
) -> FollowUp:
    """The clocks of one lead as of `now`, from what is known; turns and events may come in any order.

    Nothing is kept: what a late-synced call changes is found by asking again.
    """
    responded = _first_response(terms, events, touched, now)
    end = responded.at if responded else now
    owned = sorted((turn for turn in turns if turn.since <= end), key=lambda turn: turn.since)
    first = owned[0].since if owned else end
    buyer, system = end - touched, max(first - touched, timedelta())
    if not owned:
        return FollowUp(buyer, system, timedelta(), None, responded, late=False, warnings=())
    turn = owned[-1]
    due = due_at(turn, promised, pauses)
    runs = turn.hours if promised.working else always(turn.hours)
    return FollowUp(
        buyer=buyer,
        system=system,
        human=runs.elapsed(turn.since, end, pauses),
        due_at=due,
        responded=responded,
        late=end > due,
        warnings=_warnings(terms, turn, promised, runs, pauses),
        shares=tuple(share for share, _ in terms.warns),
    )


def warned_at(
    terms: ClockTerms, turn: Turn, promised: Duration, pauses: Sequence[Span] = ()
) -> tuple[tuple[Decimal, datetime, tuple[str, ...]], ...]:
    """Each share of a promised time that the clause warns at: the share, when it has passed in a turn, whom to tell."""
    runs = turn.hours if promised.working else always(turn.hours)
    found = _warnings(terms, turn, promised, runs, pauses)
    return tuple((share, at, who) for (share, _), (at, who) in zip(terms.warns, found, strict=True))


def _first_response(
    terms: ClockTerms, events: Iterable[Event], touched: datetime, now: datetime
) -> Event | None:
    """The earliest event that stops the clock: stamped once, for nothing earlier can come but by a correction."""
    stops = (event for event in events if event.kind in terms.stops and touched <= event.at <= now)
    return min(stops, key=lambda event: (event.at, event.kind), default=None)


def _warnings(
    terms: ClockTerms, turn: Turn, promised: Duration, runs: OpenHours, pauses: Sequence[Span]
) -> tuple[tuple[datetime, tuple[str, ...]], ...]:
    whole = _whole(promised, turn.workday)
    return tuple(
        (runs.due(turn.since, timedelta(microseconds=int(share * length(whole))), pauses), who)
        for share, who in terms.warns
    )


def _kinds(phrases: Iterable[str]) -> frozenset[FactKind]:
    found = (find_kinds(phrase) for phrase in phrases)
    return frozenset(kind for kinds in found if kinds for kind in kinds)
