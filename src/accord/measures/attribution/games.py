"""Shapley values of two games that channels play. Runs plain, and compiled from this source.

The count game: a set of channels is worth the wins of the paths that hold no other channel. Its Shapley value has a
closed form: each won path is split equally over its distinct channels (Zhao et al. 2018, "Shapley value methods for
attribution modeling in online advertising"). The rate game: a set is worth the share of won among all the paths that
hold no other channel; it has no short form, and needs all 2^channels sets.
"""

from typing import Any

import numpy as np

from accord.measures.attribution.sharing import Floats, Ints


def share_distinct(
    channel: Ints, offset: Ints, won: Floats, value: Floats, met: Ints, credit: Floats, nobody: Floats
) -> None:
    """The count game: every path's wins and value, equally to its distinct channels. `met` holds -1 per channel."""
    for p in range(len(offset) - 1):
        if won[p] == 0.0 and value[p] == 0.0:
            continue
        begin, end = offset[p], offset[p + 1]
        distinct = 0
        for n in range(begin, end):
            if met[channel[n]] != p:
                met[channel[n]] = p
                distinct += 1
        if distinct == 0:
            nobody[0] += won[p]
            nobody[1] += value[p]
            continue
        w, v = won[p] / distinct, value[p] / distinct
        for n in range(begin, end):
            if met[channel[n]] == p:
                met[channel[n]] = -1
                credit[channel[n], 0] += w
                credit[channel[n], 1] += v


def add_sets(channel: Ints, offset: Ints, won: Floats, lost: Floats, worth: Floats) -> None:
    """Add every path to the set of its channels, as a number whose bits are they: `worth[set, (won, all)]`."""
    for p in range(len(offset) - 1):
        held = 0
        for n in range(offset[p], offset[p + 1]):
            held |= 1 << channel[n]
        worth[held, 0] += won[p]
        worth[held, 1] += won[p] + lost[p]


def shapley_of_rates(worth: Floats, channels: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The rate game's Shapley values from `worth[set, (won, all)]`; they sum to the rate of all paths with a touch.

    A path without a touch is in no game. A set to which no path belongs is worth 0.
    """
    held = worth.copy()
    held[0] = 0.0
    sets = np.arange(len(held))
    for bit in range(channels):  # the sum over all subsets, a channel at a time
        without = sets[(sets >> bit) & 1 == 0]
        held[without | (1 << bit)] += held[without]
    rate = np.divide(held[:, 0], held[:, 1], out=np.zeros(len(held)), where=held[:, 1] > 0)
    size = np.zeros(len(held), np.int64)
    for bit in range(channels):
        size += (sets >> bit) & 1
    weight = _weights(channels)
    values = np.empty(channels)
    for bit in range(channels):
        without = sets[(sets >> bit) & 1 == 0]
        values[bit] = np.sum(weight[size[without]] * (rate[without | (1 << bit)] - rate[without]))
    return values


def _weights(channels: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """|S|! (n - |S| - 1)! / n! for each size of S, without a factorial that overflows."""
    weight = np.empty(channels)
    weight[0] = 1.0 / channels
    for size in range(1, channels):
        weight[size] = weight[size - 1] * size / (channels - size)
    return weight
