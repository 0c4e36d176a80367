"""How often paths went from where to where, and how often a chain of them visits each state.

Runs plain, and compiled from this source.

A state is the last `order` channels, written as a number with one digit for each: 0 for none, else channel + 1. A path
shorter than the order is one state. Equal states that follow each other are one (ChannelAttribution's rule).
"""

import numpy as np

from accord.measures.attribution.sharing import Floats, Ints


def walk(
    channel: Ints,
    offset: Ints,
    won: Floats,
    value: Floats,
    lost: Floats,
    order: int,
    base: int,
    began: Floats,
    went: Floats,
    ended: Floats,
) -> None:
    """Add to `began[state]`, `went[state, channel]` and `ended[state, (won, value, lost)]`; no path without a touch."""
    top = base ** (order - 1)
    for p in range(len(offset) - 1):
        times = won[p] + lost[p]
        begin, end = offset[p], offset[p + 1]
        if times == 0.0 or begin == end:
            continue
        first = min(begin + order, end)
        state = 0
        for n in range(begin, first):
            state = state * base + channel[n] + 1
        began[state] += times
        for n in range(first, end):
            following = (state - (channel[n - order] + 1) * top) * base + channel[n] + 1
            if following != state:
                went[state, channel[n]] += times
                state = following
        ended[state, 0] += won[p]
        ended[state, 1] += value[p]
        ended[state, 2] += lost[p]


def flow(
    start: Floats,
    origin: Ints,
    target: Ints,
    went: Floats,
    open_to: Floats,
    settled: float,
    patience: int,
    visits: Floats,
) -> bool:
    """Add to `visits[state, shut]` how often each state is visited, for each way of shutting some (`open_to` 0).

    Step after step until no more than `settled` is under way anywhere; False where that takes more than `patience`.
    """
    states, ways = visits.shape
    mass, moved = np.zeros((states, ways)), np.zeros((states, ways))
    for s in range(states):
        for w in range(ways):
            mass[s, w] = start[s] * open_to[s, w]
            visits[s, w] += mass[s, w]
    for _ in range(patience):
        for s in range(states):
            for w in range(ways):
                moved[s, w] = 0.0
        for t in range(len(origin)):
            for w in range(ways):
                moved[target[t], w] += mass[origin[t], w] * went[t]
        most = 0.0
        for s in range(states):
            for w in range(ways):
                mass[s, w] = moved[s, w] * open_to[s, w]
                visits[s, w] += mass[s, w]
                most = max(most, mass[s, w])
        if most < settled:
            return True
    return False
