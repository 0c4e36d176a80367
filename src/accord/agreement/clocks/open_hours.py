"""The spans in which a calendar is open, with what is open before each: two look-ups answer every question.

Formula: elapsed(a, b) = F(b) - F(a), where F(t) is the open time before t; due(a, x) is the earliest t with
F(t) = F(a) + x. Both are exact to the microsecond.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from accord.agreement.clocks.instants import instant, length, micros
from accord.vocabulary.errors import Invalid

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Disjoint open spans in order, in microseconds since 1970, known from `since` to `until`."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    since: int
    until: int
    before: tuple[int, ...] = field(init=False)  # open time before each span
    after: tuple[int, ...] = field(init=False)  # open time before its end

    def __post_init__(self) -> None:
        lengths = [close - open_ for open_, close in zip(self.opens, self.closes, strict=True)]
        object.__setattr__(self, "after", tuple(accumulate(lengths)))
        object.__setattr__(self, "before", (0, *self.after[:-1]) if lengths else ())

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]], since: int, until: int) -> "OpenHours":
        """Spans in any order, which may touch, overlap or be empty; what lies outside `since`-`until` is cut."""
        joined: list[list[int]] = []
        for start, end in sorted((max(start, since), min(end, until)) for start, end in spans):
            if end <= start:
                continue
            if joined and start <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        return cls(tuple(s for s, _ in joined), tuple(e for _, e in joined), since, until)

    def elapsed(self, start: datetime, end: datetime, pauses: Sequence[Span] = ()) -> timedelta:
        """Open time from one instant to another, without pauses; negative when `end` is the earlier.

        Raises `Invalid` outside what is known.
        """
        first, last = micros(start), micros(end)
        found = self._open_before(last) - self._open_before(first)
        if pauses:
            if last < first:
                return -self.elapsed(end, start, pauses)
            found -= sum(self._open_before(b) - self._open_before(a) for a, b in _cut(pauses, first, last))
        return timedelta(microseconds=found)

    def due(self, start: datetime, promised: timedelta, pauses: Sequence[Span] = ()) -> datetime:
        """The earliest instant at which so much open time has passed since `start`, pauses apart, in UTC.

        Nothing promised is due at once. Raises `Invalid` outside what is known, and for less than nothing.
        """
        at, left = micros(start), length(promised)
        if left < 0:
            raise Invalid("clock.negative", "a clock cannot run backwards", "promise a time above zero")
        for pause, over in _cut(pauses, at, self.until):
            run = self._open_before(pause) - self._open_before(at)
            if left <= run:
                break
            left -= run
            at = over
        return instant(self._due(at, left))

    def back(self, end: datetime, promised: timedelta) -> datetime:
        """The latest instant from which so much open time passes until `end`, in UTC: elapsed(back(t, x), t) = x.

        Raises `Invalid` outside what is known, and for less than nothing.
        """
        if length(promised) < 0:
            raise Invalid("clock.negative", "a clock cannot run backwards", "promise a time above zero")
        wanted = self._open_before(micros(end)) - length(promised)
        if wanted < 0:
            raise self._unknown()
        place = bisect_right(self.before, wanted) - 1
        if not promised or place < 0:
            return end
        return instant(self.opens[place] + wanted - self.before[place])

    def is_open(self, at: datetime) -> bool:
        """Whether the calendar is open at an instant."""
        now = micros(at)
        place = bisect_right(self.opens, now) - 1
        return place >= 0 and now < self.closes[place]

    def next_open(self, at: datetime) -> datetime:
        """This instant when the calendar is open, else the next at which it opens, in UTC."""
        now = self._known(micros(at))
        place = bisect_right(self.closes, now)
        if place == len(self.opens):
            raise self._unknown()
        return instant(max(now, self.opens[place]))

    def without(self, absences: Iterable[Span]) -> "OpenHours":
        """The same hours less the time somebody is away."""
        left: list[tuple[int, int]] = []
        away = _cut(tuple(absences), self.since, self.until)
        for start, end in zip(self.opens, self.closes, strict=True):
            here = start
            for gone, back in away[bisect_right(away, here, key=lambda each: each[1]) :]:
                if gone >= end:
                    break
                left.append((here, gone))
                here = back
            left.append((here, end))
        return OpenHours.of(left, self.since, self.until)

    def _open_before(self, at: int) -> int:
        place = bisect_right(self.opens, self._known(at)) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at, self.closes[place]) - self.opens[place]

    def _due(self, at: int, left: int) -> int:
        wanted = self._open_before(at) + left
        if not left:
            return at
        place = bisect_left(self.after, wanted)
        if place == len(self.after):
            raise self._unknown()
        return self.opens[place] + wanted - self.before[place]

    def _known(self, at: int) -> int:
        if not self.since <= at <= self.until:
            raise self._unknown()
        return at

    def _unknown(self) -> Invalid:
        return Invalid(
            "clock.beyond",
            f"the calendar is known from {instant(self.since):%Y-%m-%d} to {instant(self.until):%Y-%m-%d} only",
            "ask for a day within, or build it for more years",
        )


def _cut(spans: Sequence[Span], first: int, last: int) -> list[tuple[int, int]]:
    """Spans joined, in order, cut to what lies between two instants."""
    asked = OpenHours.of(((micros(a), micros(b)) for a, b in spans), first, last)
    return list(zip(asked.opens, asked.closes, strict=True))
