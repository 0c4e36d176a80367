"""Scores inside the fold: fit from what is known of the person, engagement from what they did in the pass.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Facts, Ints, Kernel, Row, Work


def worth(points: int, decay: Ints, age: int) -> int:
    """Milli-points left of one fact after some whole days."""
    return points * decay[age] // k.MILLION if age < len(decay) else 0


def engagement(facts: Facts, start: int, last: int, when: int, t: Kernel, got: Row) -> int:
    """Milli-points of facts[start..last] at an instant: decayed by whole days, capped each and in all."""
    for c in range(len(got)):
        got[c] = 0
    total = 0
    j = last
    while j >= start:
        c = t.criterion[facts.kind[j]]
        if c >= 0:
            age = (when - facts.at[j]) // k.DAY
            if age >= len(t.decay):
                break  # all before it are older still
            more = min(worth(t.points[c], t.decay, age), t.caps[c] - got[c])
            got[c] += more
            total += more
        j -= 1
    return min(total, t.engagement_cap)


def raise_bound(c: int, t: Kernel, w: Work) -> None:
    """Add a fact to the upper bound of engagement: decay can only lower it."""
    more = min(t.points[c], t.caps[c] - w.bound[c])
    w.bound[c] += more
    w.mind[k.M_UPPER] += more


def decide(mind: Row, t: Kernel) -> None:
    """Reckon fit from the rules that are true, and the atoms that depend on it."""
    truth = mind[k.M_TRUTH]
    fit = 0
    for r in range(len(t.fit_points)):
        if (truth >> r) & 1:
            fit += t.fit_points[r]
    fit = min(fit, t.fit_cap)
    held = mind[k.M_PERSON] & ~t.decided
    for a in range(len(t.fit_atoms)):
        if fit >= t.fit_least[a]:
            held |= 1 << t.fit_atoms[a]
    for a in range(len(t.trait_atoms)):
        if (truth >> t.trait_rules[a]) & 1:
            held |= 1 << t.trait_atoms[a]
    mind[k.M_FIT] = fit
    mind[k.M_PERSON] = held


def qualify(facts: Facts, i: int, when: int, t: Kernel, w: Work, row: Row) -> None:
    """Freeze the score and its class at the instant the pass meets the definition."""
    score = engagement(facts, w.mind[k.M_START], i, when, t, w.got)
    row[k.P_QUALIFIED_AT] = when
    row[k.P_FIT] = w.mind[k.M_FIT]
    row[k.P_ENGAGEMENT] = score
    for c in range(len(t.class_fit)):
        if w.mind[k.M_FIT] >= t.class_fit[c] and score >= t.class_engagement[c]:
            row[k.P_CLASS] = c
            break
