"""Whether any time of the week is answered more than others by more than chance: one verdict for all times together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from accord.measures.family import Cases, Column, Says, Verdict, verdicts
from accord.measures.send_time.effect import Sends, Weighed
from accord.measures.send_time.fit import HOURS, WEEKEND

Ints = NDArray[np.int64]
QUARTERS = 4  # parts of a day
SLOTS = 7 * QUARTERS
FIRST, LAST = 8, 18  # office hours: from, up to


def slots_of(cell: Ints) -> Ints:
    """The part of a day that an hour of the week lies in: 0 is Monday night."""
    weekday, hour = np.divmod(cell, HOURS)
    return np.asarray(weekday * QUARTERS + hour // (HOURS // QUARTERS), np.int64)


def in_office(cell: Ints) -> NDArray[np.bool_]:
    """Monday to Friday from eight to six."""
    weekday, hour = np.divmod(cell, HOURS)
    return np.asarray((weekday < WEEKEND) & (hour >= FIRST) & (hour < LAST))


def at_weekend(cell: Ints) -> NDArray[np.bool_]:
    """Saturday and Sunday."""
    return np.asarray(cell // HOURS >= WEEKEND)


def judge(sends: Sends, made: Weighed, seed: int) -> list[Verdict]:
    """Of each of the 28 parts of the week beside the rest; one error in twenty for all of them together.

    What is compared is the answer less what its campaign and zone led to expect, so that no campaign lifts its hours.
    """
    left = Column(made.weight * made.left, float(sends.answered.sum()))
    (columns,) = verdicts([Cases(slots_of(sends.cell), sends.company, (left,))], SLOTS, seed)
    return columns[0]


def differs(found: Sequence[Verdict]) -> bool:
    """Whether a difference is said of any part."""
    return any(each.says in (Says.more, Says.less) for each in found)
