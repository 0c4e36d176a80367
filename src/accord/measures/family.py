"""Which cells of a table differ from the rest, said for the whole table at once.

However many cells and columns are looked at, where nothing differs a difference is said of any of them in at most 5 %
of tables. Up to 20,000 cases: by permutation of the largest standardised difference (Westfall and Young 1993); what
one company's cases have in common stays together, whole companies change places with companies of as many cases.
Beyond: a normal test with the variance between companies for each cell, under Holm's (1979) rule. A cell with too
little to tell is not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np
from numpy.typing import NDArray

from accord.measures.special import both_beyond
from accord.measures.wilson import ENOUGH

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEVEL = 0.05
EXPECTED = 5  # of whatever is counted, in the cell, if it were like the rest
EXACT = 20_000  # cases
DRAWS = 1_999


class Says(StrEnum):
    """What may be said of a cell beside the rest."""

    more = "more than the rest"
    less = "less than the rest"
    noise = "within noise"
    few = "too few to tell"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of every case; `events` is how many happened (a win, an answer) in all cases."""

    values: Floats
    events: float


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases that several columns share: the cell of each (0, 1, ...) and the company it is of."""

    cells: Ints
    companies: Ints
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one cell in one column; `missing` is how many more cases it takes to look at it at all."""

    says: Says
    missing: int = 0


def verdicts(family: Sequence[Cases], cells: int, seed: int) -> list[list[list[Verdict]]]:
    """Of every group of cases, column and cell, in the order given. Without cases every cell has too few."""
    level = LEVEL / max(sum(bool(len(each.cells)) for each in family), 1)
    return [_judged(each, cells, level, seed + at) for at, each in enumerate(family)]


def _judged(cases: Cases, cells: int, level: float, seed: int) -> list[list[Verdict]]:
    whole = len(cases.cells)
    counts = np.bincount(cases.cells, minlength=cells)
    missing = np.array([[_missing(int(n), c.events, whole) for n in counts] for c in cases.columns], np.int64)
    looked = missing.reshape(len(cases.columns), cells) == 0
    if not whole or not looked.any():
        return [[Verdict(Says.few, int(m)) for m in row] for row in missing]
    centred = [column.values - column.values.mean() for column in cases.columns]
    off = np.array([np.bincount(cases.cells, weights=c, minlength=cells) for c in centred])
    sure = (
        _by_permutation(cases, centred, off, looked, seed, level)
        if whole <= EXACT
        else _by_holm(cases, centred, off, looked, level)
    )
    return [
        [_say(bool(looked[k, j]), float(sure[k, j]), int(missing[k, j])) for j in range(cells)]
        for k in range(len(centred))
    ]


def _missing(cases: int, events: float, whole: int) -> int:
    """How many more cases a cell needs; 0 where it is all there is to compare with, or nothing at all happened."""
    if not whole or not events:
        return max(ENOUGH - cases, 1)
    return max(ceil(EXPECTED * whole / events) - cases, ENOUGH - cases, 0)


def _say(looked: bool, sure: float, missing: int) -> Verdict:
    if not looked:
        return Verdict(Says.few, missing)
    if not sure:
        return Verdict(Says.noise)
    return Verdict(Says.more if sure > 0 else Says.less)


def _by_permutation(
    cases: Cases, centred: Sequence[Floats], off: Floats, looked: NDArray[np.bool_], seed: int, level: float
) -> Floats:
    """The sign of each difference that is larger than the largest of the table nearly ever is by chance; else 0."""
    draws = np.random.default_rng(seed)
    blocks = _blocks(cases.companies)
    cells, shape = cases.cells, off.shape
    found = np.empty((DRAWS + 1, *shape))
    found[0] = off
    for draw in range(1, DRAWS + 1):
        taken = _changed_places(blocks, draws)
        placed = np.empty_like(cells)
        placed[np.concatenate([b.ravel() for b in blocks])] = cells[taken]
        for k, values in enumerate(centred):
            found[draw, k] = np.bincount(placed, weights=values, minlength=shape[1])
    # Companies of one size change places among themselves: what size alone explains is in the middle already.
    found -= found.mean(axis=0)
    spread = found.std(axis=0)
    loose = looked & (spread > 1e-12)
    if not loose.any():
        return np.zeros(shape)
    most = np.abs(found[:, loose] / spread[loose]).max(axis=1)
    here = np.where(loose, np.abs(found[0]) / np.where(loose, spread, 1), 0.0)
    chance = (most[:, None, None] >= here - 1e-9).mean(axis=0)
    return np.where(loose & (chance <= level), np.sign(found[0]), 0.0)


def _blocks(companies: Ints) -> list[Ints]:
    """Companies of the same number of cases together: each a row of the places of its cases."""
    order = np.argsort(companies, kind="stable")
    _names, first, size = np.unique(companies[order], return_index=True, return_counts=True)
    return [order[first[size == s][:, None] + np.arange(s)] for s in np.unique(size)]


def _changed_places(blocks: Sequence[Ints], draws: np.random.Generator) -> Ints:
    return np.concatenate([block[draws.permutation(len(block))].ravel() for block in blocks])


def _by_holm(
    cases: Cases, centred: Sequence[Floats], off: Floats, looked: NDArray[np.bool_], level: float
) -> Floats:
    _names, company = np.unique(cases.companies, return_inverse=True)
    count, cells = int(company.max()) + 1, off.shape[1]
    share = np.bincount(cases.cells, minlength=cells) / len(cases.cells)
    chance = np.ones(off.shape)
    pair, back = np.unique(company * cells + cases.cells, return_inverse=True)
    for k, values in enumerate(centred):
        whole = np.bincount(company, weights=values, minlength=count)
        own = np.bincount(back, weights=values)
        where, whose = pair % cells, pair // cells
        # Of each company its own cases in the cell less the cell's share of all its cases, squared and summed.
        spread = share**2 * (whole**2).sum()
        spread += np.bincount(where, weights=own**2, minlength=cells)
        spread -= 2 * share * np.bincount(where, weights=own * whole[whose], minlength=cells)
        for j in np.flatnonzero(looked[k] & (spread > 0)):
            chance[k, j] = both_beyond(float(off[k, j] / np.sqrt(spread[j])))
    return np.where(_holm(chance, looked, level), np.sign(off), 0.0)


def _holm(chance: Floats, looked: NDArray[np.bool_], level: float) -> NDArray[np.bool_]:
    sure = np.zeros(chance.shape, np.bool_)
    places = np.argwhere(looked)
    order = sorted(map(tuple, places.tolist()), key=lambda place: chance[place])
    for at, place in enumerate(order):
        if chance[place] > level / (len(order) - at):
            break
        sure[place] = True
    return sure
