"""The same two questions for columns of instants over many calendars at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from accord.agreement.clocks.instants import DAY
from accord.agreement.clocks.open_hours import OpenHours
from accord.vocabulary.errors import Invalid

Ints = npt.NDArray[np.int64]


class ManyHours:
    """Calendars side by side. Columns are int64: places of calendars, microseconds since 1970.

    A day of a calendar leads straight to its first span; of one day there are few.
    """

    def __init__(self, calendars: Sequence[OpenHours]) -> None:
        self._since = np.array([each.since for each in calendars], np.int64)
        self._until = np.array([each.until for each in calendars], np.int64)
        # Each calendar ends with a span that never begins, so that a look past its last span finds one.
        opens = [(*each.opens, each.until) for each in calendars]
        self._opens, self._closes, self._before = (
            np.array([value for row in rows for value in row], np.int64)
            for rows in (
                opens,
                [(*each.closes, each.until + 1) for each in calendars],
                [(*each.before, each.after[-1] if each.after else 0) for each in calendars],
            )
        )
        starts = np.concatenate([[0], np.cumsum([len(row) for row in opens])])
        self._ends = starts[1:] - 1  # where each calendar's last one stands
        self._first_day = np.empty(len(calendars), np.int64)
        self._per_day = 0
        firsts, offset = [], 0
        for place, each in enumerate(calendars):
            days = np.arange(each.since // DAY, each.until // DAY + 2) * DAY
            found = np.searchsorted(np.array(each.closes, np.int64), days, side="right")
            self._first_day[place] = offset - each.since // DAY
            self._per_day = max(self._per_day, int(np.diff(found).max(initial=0)))
            firsts.append(found + starts[place])
            offset += len(days)
        self._first = np.concatenate(firsts) if firsts else np.empty(0, np.int64)
        # Open time before each span's end, each calendar in a range of its own: one search serves all.
        self._reach = 2 + max((each.after[-1] for each in calendars if each.after), default=0)
        after = [(*each.after, self._reach - 1) for each in calendars]
        self._after = np.array(
            [value + place * self._reach for place, row in enumerate(after) for value in row], np.int64
        )

    def elapsed(self, calendars: Ints, starts: Ints, ends: Ints) -> Ints:
        """Open microseconds from each start to each end. Raises `Invalid` outside what is known."""
        found: Ints = self._open_before(calendars, ends) - self._open_before(calendars, starts)
        return found

    def due(self, calendars: Ints, starts: Ints, promised: Ints) -> Ints:
        """The earliest instants at which so much open time has passed. Raises `Invalid` as `OpenHours.due` does."""
        if bool((promised < 0).any()):
            raise Invalid("clock.negative", "a clock cannot run backwards", "promise a time above zero")
        wanted = self._open_before(calendars, starts) + promised
        most = np.minimum(wanted, self._reach - 1)
        place = np.searchsorted(self._after, most + calendars * self._reach)
        if bool(((place >= self._ends[calendars]) & (promised > 0)).any()):
            raise _beyond()
        found = self._opens[place] + wanted - self._before[place]
        return np.where(promised == 0, starts, found)

    def _open_before(self, calendars: Ints, at: Ints) -> Any:
        if bool((at < self._since[calendars]).any()) or bool((at > self._until[calendars]).any()):
            raise _beyond()
        place = self._first[at // DAY + self._first_day[calendars]]
        for _ in range(self._per_day):
            place += self._closes[place] <= at
        return self._before[place] + np.maximum(at - self._opens[place], 0)


def _beyond() -> Invalid:
    return Invalid(
        "clock.beyond",
        "an instant lies outside the years for which its calendar is known",
        "build the calendars for more years",
    )
