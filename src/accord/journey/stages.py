"""Stages inside the fold: which holds now, what silence does to it, and the stays it leaves.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Facts, Kernel, Row, Work
from accord.journey.score import engagement, qualify


def settle(facts: Facts, i: int, by: int, when: int, t: Kernel, w: Work, row: Row) -> None:
    """Find the stage that holds now: the last whose entry holds and that nothing blocks.

    An entry that held once keeps holding in its pass (`latched`), unless silence takes part in it.
    Engagement is reckoned only where it decides, and only when its upper bound could reach.
    """
    mind = w.mind
    held = mind[k.M_PERSON] | mind[k.M_ACTS]
    latched = mind[k.M_LATCHED]
    upper = mind[k.M_UPPER] if mind[k.M_WANT] < k.FAR else k.FAR
    want, top, exact, qualified = k.FAR, -1, False, False
    for m in range(len(t.mask_stage)):
        s = t.mask_stage[m]
        if t.blocks[s] & held:
            continue
        if not (latched >> m) & 1:
            if t.mask_rest[m] & ~held:
                continue
            least = t.mask_score[m]
            if least != k.NO_SCORE:
                if not exact and upper >= least:
                    exact = True
                    upper = engagement(facts, mind[k.M_START], i, when, t, w.got)
                    for c in range(len(w.bound)):
                        w.bound[c] = w.got[c]
                if upper < least:
                    want = min(want, least)
                    continue
            if not t.mask_live[m]:
                latched |= 1 << m
        top = s
        if s == t.qualified_stage:
            qualified = True
    mind[k.M_LATCHED] = latched
    mind[k.M_WANT] = want
    mind[k.M_UPPER] = upper
    if qualified and row[k.P_QUALIFIED_AT] == k.NONE:
        qualify(facts, i, when, t, w, row)
    if top != mind[k.M_STAGE]:
        step(top, by, when, w, row)


def after_silence(held: int, latched: int, t: Kernel) -> int:
    """The stage that would hold with these atoms if nothing but silence happened."""
    top = -1
    for m in range(len(t.mask_stage)):
        s = t.mask_stage[m]
        if t.blocks[s] & held:
            continue
        if (latched >> m) & 1 or (t.mask_live[m] and not t.mask_rest[m] & ~held):
            top = s
    return top


def step(new: int, by: int, when: int, w: Work, row: Row) -> None:
    """Leave the stage and enter another; a stage held for no time leaves no stay."""
    mind, stays = w.mind, w.stays
    n = mind[k.M_STAYS]
    if mind[k.M_STAGE] >= 0:
        if stays[n - 1][k.S_FROM] == when:
            n -= 1
        else:
            stays[n - 1][k.S_TO] = when
    mind[k.M_STAGE] = new
    mind[k.M_STAYS] = n
    if new < 0:
        return
    row[k.P_FURTHEST] = max(row[k.P_FURTHEST], new)
    if n > 0:
        last = stays[n - 1]
        mine = last[k.S_CONTACT] == mind[k.M_CONTACT] and last[k.S_NUMBER] == mind[k.M_NUMBER]
        if mine and last[k.S_STAGE] == new and last[k.S_TO] == when:
            last[k.S_TO] = k.NONE  # it was left and entered again at one instant
            return
    stay = stays[n]
    stay[k.S_CONTACT] = mind[k.M_CONTACT]
    stay[k.S_NUMBER] = mind[k.M_NUMBER]
    stay[k.S_STAGE] = new
    stay[k.S_FROM] = when
    stay[k.S_TO] = k.NONE
    stay[k.S_BY] = by
    mind[k.M_STAYS] = n + 1


def count(facts: Facts, i: int, kind: int, inside: bool, t: Kernel, mind: Row) -> None:
    """Make atoms hold that need the n-th time within some days, counting back from this fact."""
    for s in range(t.slow_ptr[kind], t.slow_ptr[kind + 1]):
        a = t.slow_atoms[s]
        lasting = (t.lasting >> a) & 1
        if ((mind[k.M_PERSON] | mind[k.M_ACTS]) >> a) & 1 or not (inside or lasting):
            continue
        start = mind[k.M_FIRST] if lasting else mind[k.M_START]
        times = 0
        j = i
        while j >= start and times < t.atom_n[a]:
            if t.atom_span[a] > 0 and facts.at[i] - facts.at[j] > t.atom_span[a]:
                break
            times += (t.moves[facts.kind[j]] >> a) & 1
            j -= 1
        if times >= t.atom_n[a]:
            mind[k.M_PERSON if lasting else k.M_ACTS] |= 1 << a


def clear(atoms: int, mind: Row, t: Kernel) -> None:
    """Take atoms back, and every stage entry that rested on them."""
    mind[k.M_PERSON] &= ~atoms
    mind[k.M_ACTS] &= ~atoms
    for m in range(len(t.mask_rest)):
        if t.mask_rest[m] & atoms:
            mind[k.M_LATCHED] &= ~(1 << m)


def hear(when: int, t: Kernel, mind: Row) -> None:
    """The buyer was heard: silence begins anew."""
    mind[k.M_QUIET] = when
    mind[k.M_HUSHED] = 0
    mind[k.M_ACTS] &= ~t.hush_mask
    mind[k.M_WAKE] = when + t.hush_spans[0] if len(t.hush_spans) > 0 else k.FAR


def hush(facts: Facts, i: int, until: int, t: Kernel, w: Work) -> bool:
    """Let silences begin up to an instant, fact i being the next; False when there is no room for stays."""
    mind = w.mind
    if mind[k.M_HUSHED] == 0:
        mind[k.M_QUIET] = mind[k.M_WAKE] - t.hush_spans[0]
    while mind[k.M_WAKE] <= until:
        if mind[k.M_STAYS] + 2 >= len(w.stays):
            return False
        when = mind[k.M_WAKE]
        mind[k.M_ACTS] |= t.hush_bits[mind[k.M_HUSHED]]
        mind[k.M_HUSHED] += 1
        more = mind[k.M_HUSHED] < len(t.hush_spans)
        mind[k.M_WAKE] = mind[k.M_QUIET] + t.hush_spans[mind[k.M_HUSHED]] if more else k.FAR
        settle(facts, i - 1, k.NONE, when, t, w, w.passes[mind[k.M_PASSES] - 1])
    return True
