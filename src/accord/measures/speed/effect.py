"""What an hour of waiting costs: the win chance that a lead loses while nobody answers it.

Whoever is answered late has not been lost before: compared by how late they were answered, leads that lived long look
as if waiting did them good, and leads that were never answered as if answering worked wonders (immortal time). Here a
lead is "unanswered" for as long as it is, and at the instant at which one is answered it is compared with all those
of its kind that were open and unanswered then, itself included, whatever became of them. Each comparison gives the
difference in what was won and the difference in hours waited (to the answer, the lead's end or the horizon, whichever
is first); their ratio is the cost of an hour. Without an effect both sums are martingales: the ratio is 0 on average,
however leads end. The error is between companies, by the influence of each lead on the ratio (Lin and Wei 1989).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval
from accord.measures.wilson import ENOUGH, Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
WINS = 5


@dataclass(frozen=True, slots=True)
class Waits:
    """Leads whose end is known. `hours` until the answer, or as long as the lead was open without one."""

    hours: Floats
    answered: Flags
    won: Flags
    kind: Ints  # compared within: source, class; -1 is a kind as well
    company: Ints


@dataclass(frozen=True, slots=True)
class HourCost:
    """Win chance lost by each hour (0.01: one lead in a hundred), with its interval; None with too little to tell.

    `answers` were compared, of which `wins` were won; `missing` is how many more answers or wins it takes.
    """

    value: float | None
    interval: Interval | None
    answers: int
    wins: int
    missing: int = 0


def cost_of_an_hour(waits: Waits, horizon: float, z: float = Z95) -> HourCost:
    """The cost of an hour over the first `horizon` hours. Nobody compared, or all at one instant: no value."""
    spent = np.minimum(waits.hours, horizon)
    heard = waits.answered & (waits.hours <= horizon)
    won = waits.won.astype(np.float64)
    gain, waited = np.zeros(len(won)), np.zeros(len(won))
    compared = np.zeros(len(won), np.bool_)
    for kind in np.unique(waits.kind):
        mine = np.flatnonzero(waits.kind == kind)
        if len(mine) < 2 or not heard[mine].any():
            continue
        at = _standing(waits.hours[mine], heard[mine])
        gain[mine] = at.influence(won[mine])
        waited[mine] = at.influence(spent[mine])
        compared[mine] = at.accompanied
    answers = int((heard & compared).sum())
    wins = int((heard & compared & waits.won).sum())
    missing = max(ENOUGH - answers, WINS - wins, 0)
    hours = float(waited.sum())
    if missing or abs(hours) < 1e-9:
        return HourCost(None, None, answers, wins, max(missing, 1))
    slope = float(gain.sum()) / hours
    _names, company = np.unique(waits.company, return_inverse=True)
    off = np.bincount(company, weights=gain - slope * waited)
    half = z * float(np.sqrt((off**2).sum())) / abs(hours)
    return HourCost(-slope, Interval(-slope - half, -slope + half), answers, wins)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Leads of one kind in the order of their hours: who stood open and unanswered at each instant of an answer."""

    order: Ints
    first: Ints  # by place in the order: the first lead of the same hours; from there on all stand
    heard: Floats
    accompanied: Flags

    def influence(self, values: Floats) -> Floats:
        """Each lead's part of the sum over answers of its value less the mean of those that stood; sums to that."""
        mine = values[self.order]
        standing = (len(mine) - self.first).astype(np.float64)
        total = np.cumsum(mine[::-1])[::-1][self.first]
        mean = total / standing
        hazard = self.heard / standing
        # An answer counts once at its own place; a lead has stood through all answers up to its own hours.
        past = np.cumsum(hazard)[self._last()]
        drawn = np.cumsum(hazard * mean)[self._last()]
        made = np.empty(len(mine))
        made[self.order] = self.heard * (mine - mean) - (mine * past - drawn)
        return made

    def _last(self) -> Ints:
        """By place: the last lead of the same hours."""
        ends = np.append(np.flatnonzero(np.diff(self.first)), len(self.first) - 1)
        group = np.cumsum(np.append([0], (np.diff(self.first) > 0).astype(np.int64)))
        made: Ints = ends[group]
        return made


def _standing(hours: Floats, heard: Flags) -> _Standing:
    order = np.argsort(hours, kind="stable")
    when = hours[order]
    _times, start, back = np.unique(when, return_index=True, return_inverse=True)
    first: Ints = start[back].astype(np.int64)
    accompanied = np.empty(len(hours), np.bool_)
    accompanied[order] = len(hours) - first > 1
    return _Standing(order.astype(np.int64), first, heard[order].astype(np.float64), accompanied)
