"""Stages inside the fold: which holds now, what silence does to it, and the stays it leaves.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Ints, Row
from accord.journey.score import engagement, qualify


def settle(kinds: Ints, at: Ints, i: int, by: int, when: int, t: Ints, w: Row) -> None:
    """Find the stage that holds now: the last whose entry holds and that nothing blocks.

    An entry that held once keeps holding in its pass (`LATCHED`), unless silence takes part in it.
    Engagement is reckoned only where it decides, and only when its upper bound could reach.
    """
    held = w[k.PERSON] | w[k.ACTS]
    latched = w[k.LATCHED]
    upper = w[k.UPPER] if w[k.WANT] < k.FAR else k.FAR
    want, top, exact, qualified = k.FAR, -1, False, False
    for m in range(t[k.MASKS]):
        s = t[k.MASK_STAGE + m]
        if t[k.BLOCKS + s] & held:
            continue
        if not (latched >> m) & 1:
            if t[k.MASK_REST + m] & ~held:
                continue
            least = t[k.MASK_SCORE + m]
            if least != k.NO_SCORE:
                if not exact and upper >= least:
                    exact = True
                    upper = engagement(kinds, at, i, when, t, w)
                    for c in range(t[k.CRITERIA]):
                        w[k.BOUND + c] = w[k.GOT + c]
                if upper < least:
                    want = min(want, least)
                    continue
            if not t[k.MASK_LIVE + m]:
                latched |= 1 << m
        top = s
        if s == t[k.QUALIFIED]:
            qualified = True
    w[k.LATCHED] = latched
    w[k.WANT] = want
    w[k.UPPER] = upper
    if qualified and w[w[k.LEAD] + k.P_QUALIFIED_AT] == k.NONE:
        qualify(kinds, at, i, when, t, w)
    if top != w[k.STAGE]:
        step(top, by, when, w)


def after_silence(held: int, latched: int, t: Ints) -> int:
    """The stage that would hold with these atoms if nothing but silence happened."""
    top = -1
    for m in range(t[k.MASKS]):
        s = t[k.MASK_STAGE + m]
        if t[k.BLOCKS + s] & held:
            continue
        if (latched >> m) & 1 or (t[k.MASK_LIVE + m] and not t[k.MASK_REST + m] & ~held):
            top = s
    return top


def step(new: int, by: int, when: int, w: Row) -> None:
    """Leave the stage and enter another; a stage held for no time leaves no stay."""
    stay = w[k.STAY_BASE] + k.STAY_WIDTH * w[k.STAYS]
    last = stay - k.STAY_WIDTH
    if w[k.STAGE] >= 0:
        if w[last + k.S_FROM] == when:
            stay = last
            last -= k.STAY_WIDTH
            w[k.STAYS] -= 1
        else:
            w[last + k.S_TO] = when
    w[k.STAGE] = new
    if new < 0:
        return
    lead = w[k.LEAD]
    w[lead + k.P_FURTHEST] = max(w[lead + k.P_FURTHEST], new)
    if w[k.STAYS] > 0:
        mine = w[last + k.S_CONTACT] == w[k.CONTACT] and w[last + k.S_NUMBER] == w[k.NUMBER]
        if mine and w[last + k.S_STAGE] == new and w[last + k.S_TO] == when:
            w[last + k.S_TO] = k.NONE  # it was left and entered again at one instant
            return
    w[stay + k.S_CONTACT] = w[k.CONTACT]
    w[stay + k.S_NUMBER] = w[k.NUMBER]
    w[stay + k.S_STAGE] = new
    w[stay + k.S_FROM] = when
    w[stay + k.S_TO] = k.NONE
    w[stay + k.S_BY] = by
    w[k.STAYS] += 1


def count(kinds: Ints, at: Ints, i: int, inside: bool, t: Ints, w: Row) -> None:
    """Make atoms hold that need the n-th time within some days, counting back from this fact."""
    slow = t[k.SLOW + kinds[i]] & ~(w[k.PERSON] | w[k.ACTS])
    a = 0
    while slow >> a:
        if (slow >> a) & 1:
            lasting = (t[k.LASTING] >> a) & 1
            if inside or lasting:
                start = w[k.FIRST] if lasting else w[k.START]
                times = 0
                j = i
                while j >= start and times < t[k.ATOM_N + a]:
                    if t[k.ATOM_SPAN + a] > 0 and at[i] - at[j] > t[k.ATOM_SPAN + a]:
                        break
                    times += (t[k.MOVES + kinds[j]] >> a) & 1
                    j -= 1
                if times >= t[k.ATOM_N + a]:
                    w[k.PERSON if lasting else k.ACTS] |= 1 << a
        a += 1


def clear(atoms: int, t: Ints, w: Row) -> None:
    """Take atoms back, and every stage entry that rested on them."""
    w[k.PERSON] &= ~atoms
    w[k.ACTS] &= ~atoms
    for m in range(t[k.MASKS]):
        if t[k.MASK_REST + m] & atoms:
            w[k.LATCHED] &= ~(1 << m)


def hear(when: int, t: Ints, w: Row) -> None:
    """The buyer was heard: silence begins anew."""
    w[k.QUIET] = when
    w[k.HUSHED] = 0
    w[k.ACTS] &= ~t[k.HUSH_MASK]
    w[k.WAKE] = when + t[k.HUSH_SPAN] if t[k.HUSHES] > 0 else k.FAR


def hush(kinds: Ints, at: Ints, i: int, until: int, t: Ints, w: Row) -> bool:
    """Let silences begin up to an instant, fact i being the next; False when there is no room for stays."""
    if w[k.HUSHED] == 0:
        w[k.QUIET] = w[k.WAKE] - t[k.HUSH_SPAN]
    while w[k.WAKE] <= until:
        if w[k.STAYS] + 2 >= w[k.STAY_ROOM]:
            return False
        when = w[k.WAKE]
        w[k.ACTS] |= t[k.HUSH_BIT + w[k.HUSHED]]
        w[k.HUSHED] += 1
        more = w[k.HUSHED] < t[k.HUSHES]
        w[k.WAKE] = w[k.QUIET] + t[k.HUSH_SPAN + w[k.HUSHED]] if more else k.FAR
        settle(kinds, at, i - 1, k.NONE, when, t, w)
    return True
