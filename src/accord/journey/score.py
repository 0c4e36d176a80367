"""Scores inside the fold: fit from what is known of the person, engagement from what they did in the pass.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Ints, Row


def worth(points: int, age: int, t: Ints) -> int:
    """Milli-points left of one fact after some whole days."""
    return points * t[k.DECAY + age] // k.MILLION if age < t[k.DECAYS] else 0


def engagement(kinds: Ints, at: Ints, last: int, when: int, t: Ints, w: Row) -> int:
    """Milli-points of the pass up to fact `last`, at an instant: decayed by whole days, then capped."""
    for c in range(t[k.CRITERIA]):
        w[k.GOT + c] = 0
    total = 0
    j = last
    start = w[k.START]
    while j >= start:
        c = t[k.CRITERION + kinds[j]]
        if c >= 0:
            age = (when - at[j]) // k.DAY
            if age >= t[k.DECAYS]:
                break  # all before it are older still
            more = min(worth(t[k.POINTS + c], age, t), t[k.CAPS + c] - w[k.GOT + c])
            w[k.GOT + c] += more
            total += more
        j -= 1
    return min(total, t[k.ENGAGEMENT_CAP])


def raise_bound(c: int, t: Ints, w: Row) -> None:
    """Add a fact to the upper bound of engagement: decay can only lower it."""
    more = min(t[k.POINTS + c], t[k.CAPS + c] - w[k.BOUND + c])
    w[k.BOUND + c] += more
    w[k.UPPER] += more


def decide(t: Ints, w: Row) -> None:
    """Reckon fit from the rules that are true, and the atoms that depend on it."""
    truth = w[k.TRUTH]
    fit = 0
    for r in range(t[k.RULES]):
        if (truth >> r) & 1:
            fit += t[k.RULE_POINTS + r]
    fit = min(fit, t[k.FIT_CAP])
    held = w[k.PERSON] & ~t[k.DECIDED]
    for a in range(t[k.FITS]):
        if fit >= t[k.FIT_LEAST + a]:
            held |= 1 << t[k.FIT_ATOM + a]
    for a in range(t[k.TRAITS]):
        if (truth >> t[k.TRAIT_RULE + a]) & 1:
            held |= 1 << t[k.TRAIT_ATOM + a]
    w[k.FIT] = fit
    w[k.PERSON] = held


def qualify(kinds: Ints, at: Ints, i: int, when: int, t: Ints, w: Row) -> None:
    """Freeze the score and its class at the instant the pass meets the definition."""
    score = engagement(kinds, at, i, when, t, w)
    row = w[k.LEAD]
    w[row + k.P_QUALIFIED_AT] = when
    w[row + k.P_QUALIFIED_BY] = i
    w[row + k.P_FIT] = w[k.FIT]
    w[row + k.P_ENGAGEMENT] = score
    for c in range(t[k.CLASSES]):
        if w[k.FIT] >= t[k.CLASS_FIT + c] and score >= t[k.CLASS_ENGAGEMENT + c]:
            w[row + k.P_CLASS] = c
            break
