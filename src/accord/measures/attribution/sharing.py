"""Models that give each touch a share of its path by where it stands. Runs plain, and compiled from this source.

A model is five shares: for the first touch, the one that created the lead, the last before the deal, the last of
all, and the rest together. Where two milestones fall on one touch, their shares add up on it. Where a milestone is
missing, or nothing is left to be the rest, the shares that stand are scaled to make the whole. The rest is shared
equally by every touch that holds no milestone of the model. A path where no share stands is credited to nobody.
"""

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, Any]
FIRST, LEAD, DEAL, LAST, REST = range(5)


def place(parts: Floats, touches: int, lead: int, deal: int, shares: Floats) -> bool:
    """Write into `parts` what each of so many touches gets, summing to 1; False where nobody gets anything."""
    for n in range(touches):
        parts[n] = 0.0
    if shares[FIRST] > 0.0:
        parts[0] += shares[FIRST]
    if shares[LEAD] > 0.0 and lead >= 0:
        parts[lead] += shares[LEAD]
    if shares[DEAL] > 0.0 and deal >= 0:
        parts[deal] += shares[DEAL]
    if shares[LAST] > 0.0:
        parts[touches - 1] += shares[LAST]
    whole = shares[FIRST] + shares[LAST]
    whole += shares[LEAD] if lead >= 0 else 0.0
    whole += shares[DEAL] if deal >= 0 else 0.0
    if shares[REST] > 0.0:
        rest = 0
        for n in range(touches):
            rest += parts[n] == 0.0
        if rest:
            whole += shares[REST]
            for n in range(touches):
                if parts[n] == 0.0:
                    parts[n] = shares[REST] / rest
    if whole <= 0.0:
        return False
    for n in range(touches):
        parts[n] /= whole
    return True


def share_positions(
    channel: Ints,
    offset: Ints,
    lead_at: Ints,
    deal_at: Ints,
    won: Floats,
    value: Floats,
    shares: Floats,
    longest: int,
    credit: Floats,
    nobody: Floats,
) -> None:
    """Add every path's wins and value to `credit[channel, (won, value)]`, or to `nobody`."""
    parts = np.zeros(max(longest, 1))
    for p in range(len(offset) - 1):
        if won[p] == 0.0 and value[p] == 0.0:
            continue
        begin = offset[p]
        touches = offset[p + 1] - begin
        if touches == 0 or not place(parts, touches, lead_at[p], deal_at[p], shares):
            nobody[0] += won[p]
            nobody[1] += value[p]
            continue
        for n in range(touches):
            if parts[n] > 0.0:
                credit[channel[begin + n], 0] += parts[n] * won[p]
                credit[channel[begin + n], 1] += parts[n] * value[p]


def share_ends(
    channel: Ints, offset: Ints, won: Floats, value: Floats, credit: Floats, nobody: Floats
) -> None:
    """First, last and linear in one reading: `credit[model, channel, (won, value)]`; the same as by their shares."""
    for p in range(len(offset) - 1):
        w, v = won[p], value[p]
        if w == 0.0 and v == 0.0:
            continue
        begin, end = offset[p], offset[p + 1]
        if begin == end:
            nobody[0] += w
            nobody[1] += v
            continue
        credit[0, channel[begin], 0] += w
        credit[0, channel[begin], 1] += v
        credit[1, channel[end - 1], 0] += w
        credit[1, channel[end - 1], 1] += v
        w /= end - begin
        v /= end - begin
        for n in range(begin, end):
            credit[2, channel[n], 0] += w
            credit[2, channel[n], 1] += v


def share_last_but(
    channel: Ints, offset: Ints, won: Floats, value: Floats, direct: Ints, credit: Floats, nobody: Floats
) -> None:
    """The last touch that is not direct; with only direct touches, direct."""
    for p in range(len(offset) - 1):
        begin, end = offset[p], offset[p + 1]
        if begin == end:
            nobody[0] += won[p]
            nobody[1] += value[p]
            continue
        at = end - 1
        while at > begin and direct[channel[at]]:
            at -= 1
        if direct[channel[at]]:
            at = end - 1
        credit[channel[at], 0] += won[p]
        credit[channel[at], 1] += value[p]


def share_by_age(
    channel: Ints,
    offset: Ints,
    age: Floats,
    half_life: float,
    won: Floats,
    value: Floats,
    credit: Floats,
    nobody: Floats,
) -> None:
    """Each touch by 2^(-age / half-life), both in the same unit."""
    for p in range(len(offset) - 1):
        begin, end = offset[p], offset[p + 1]
        if begin == end:
            nobody[0] += won[p]
            nobody[1] += value[p]
            continue
        youngest = age[begin]
        for n in range(begin, end):
            youngest = min(youngest, age[n])
        whole = 0.0
        for n in range(begin, end):  # counted from the youngest, so that no path is too old to have a weight
            whole += 2.0 ** (-(age[n] - youngest) / half_life)
        for n in range(begin, end):
            part = 2.0 ** (-(age[n] - youngest) / half_life) / whole
            credit[channel[n], 0] += part * won[p]
            credit[channel[n], 1] += part * value[p]
