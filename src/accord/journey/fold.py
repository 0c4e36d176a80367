"""The fold: from the facts of one contact and the compiled agreement to its passes and stays.

With `passes`, `stages` and `score` this is the only definition of stage and score. All four are plain
Python over integers; `accord.journey.compiled` compiles the very same source. The rules, in words
(docs/journey.md has them at length):

- A pass is one buying cycle. A kind that `opens` begins one, a kind that `closes` ends it, coming back
  begins a new one. A win keeps the contact a customer in the same pass until they leave.
- What happened stays true inside its pass, until a kind `clears` it. Silence holds only while it lasts.
  What is about the person (attributes, a work address, opting out) outlives passes.
- A stage whose entry held once keeps holding in its pass; engagement must be high enough at that instant.
- The stage is the last one that holds and is not blocked: bottom-up, so a lead can move back.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Ints, Row
from accord.journey.passes import close, enter, mark
from accord.journey.score import decide, engagement, raise_bound
from accord.journey.stages import after_silence, clear, count, hear, hush, settle


def fold_range(
    ptr: Ints,
    first: int,
    last: int,
    kinds: Ints,
    at: Ints,
    value: Ints,
    masks: Ints,
    now: int,
    t: Ints,
    w: Row,
) -> int:
    """Fold contacts first..last-1, contact c being facts ptr[c]..ptr[c + 1]-1, into the rows of `w`.

    Returns the first contact for which there was no room, or `last`.
    """
    w[k.PASSES] = 0
    w[k.STAYS] = 0
    for c in range(first, last):
        passes, stays = w[k.PASSES], w[k.STAYS]
        w[k.CONTACT] = c
        if not fold_one(ptr[c], ptr[c + 1], kinds, at, value, masks, now, t, w):
            w[k.PASSES] = passes
            w[k.STAYS] = stays
            return c
    return last


def fold_one(
    lo: int, hi: int, kinds: Ints, at: Ints, value: Ints, masks: Ints, now: int, t: Ints, w: Row
) -> bool:
    """Fold facts lo..hi-1 up to `now` into rows of passes and stays; False when there is no room for them.

    `kinds`, `at` and `value` are columns of facts, in order; an attribute's value v decides the rules
    masks[2 * v] and satisfies masks[2 * v + 1]. `w[PASSES]` and `w[STAYS]` say where to write.
    Facts that can change nothing are passed over by the first test of the loop: most are.
    """
    while hi > lo and at[hi - 1] > now:
        hi -= 1
    begin(lo, t, w)
    care, known, wake = w[k.CARE], w[k.KNOWN], k.FAR
    role, moves, human, far = k.ROLE, k.MOVES, k.HUMAN, k.FAR
    first_hush = t[k.HUSH_SPAN]
    for i in range(lo, hi):
        kind = kinds[i]
        if t[role + kind] & care or t[moves + kind] & ~known or wake < at[i]:
            if w[k.PASSES] + 1 >= w[k.PASS_ROOM] or w[k.STAYS] + 2 >= w[k.STAY_ROOM]:
                return False
            w[k.WAKE] = wake
            if wake < at[i] and not hush(kinds, at, i, at[i] - 1, t, w):
                return False
            take(i, kinds, at, value, masks, t, w)
            care, known, wake = w[k.CARE], w[k.KNOWN], w[k.WAKE]
        elif wake < far and t[role + kind] & human:
            wake = at[i] + first_hush
    w[k.WAKE] = wake
    if wake <= now and not hush(kinds, at, hi, now, t, w):
        return False
    finish(kinds, at, hi, now, t, w)
    return True


def begin(lo: int, t: Ints, w: Row) -> None:
    """Forget the last contact; keep which contact it is and where rows are written."""
    for slot in range(k.STATE, k.BOUND):
        w[slot] = 0
    w[k.FIRST] = lo
    w[k.WAKE] = k.FAR
    w[k.WANT] = k.FAR
    w[k.STAGE] = -1
    decide(t, w)
    attend(t, w)


def take(i: int, kinds: Ints, at: Ints, value: Ints, masks: Ints, t: Ints, w: Row) -> None:
    """Let one fact change what is known of the contact."""
    kind, when = kinds[i], at[i]
    does = t[k.ROLE + kind]
    if does & k.ATTRIBUTE:
        v = 2 * value[i]
        w[k.TRUTH] = (w[k.TRUTH] & ~masks[v]) | masks[v + 1]
        decide(t, w)
    if does & k.CLEARS:
        clear(t[k.CLEARED + kind], t, w)
    enter(i, when, does, t, w)
    inside = w[k.STATE] == k.OPEN or w[k.STATE] == k.CUSTOMER
    sets = t[k.SETS + kind]
    w[k.PERSON] |= sets & t[k.LASTING]
    if inside:
        w[k.ACTS] |= sets & ~t[k.LASTING]
    if t[k.SLOW + kind]:
        count(kinds, at, i, inside, t, w)
    if inside:
        if does & k.HUMAN:
            hear(when, t, w)
        if does & k.SCORES and w[k.WANT] < k.FAR:
            raise_bound(t[k.CRITERION + kind], t, w)
        settle(kinds, at, i, i, when, t, w)
        mark(kind, does, i, when, w)
        if t[k.CLOSING + kind] > 0:
            close(t[k.CLOSING + kind] - 1, i, when, w)
    attend(t, w)


def attend(t: Ints, w: Row) -> None:
    """Say which facts can change anything from here on; all others are passed over."""
    state = w[k.STATE]
    if state != k.OPEN and state != k.CUSTOMER:
        w[k.CARE] = k.OPENS | k.OPENS_ANEW | k.WINS | k.REOPENS | k.CLEARS | k.ATTRIBUTE
        w[k.KNOWN] = w[k.PERSON] | ~t[k.LASTING]
        return
    row = w[k.LEAD]
    care = k.CLOSES | k.CLEARS | k.ATTRIBUTE | k.REOPENS
    if state == k.CUSTOMER:
        care |= k.OPENS_ANEW
    if w[k.HUSHED] > 0 or w[row + k.P_TOUCH_AT] == k.NONE:
        care |= k.HUMAN
    if w[row + k.P_ASKED] == 0:
        care |= k.ASKS
    if w[row + k.P_ACCEPTED_AT] == k.NONE:
        care |= k.ACCEPTS | k.ATTEMPTS
    if w[row + k.P_ATTEMPTED_AT] == k.NONE and w[row + k.P_QUALIFIED_AT] != k.NONE:
        care |= k.ATTEMPTS
    if w[row + k.P_CONNECTED_AT] == k.NONE:
        care |= k.CONNECTS
    if w[k.WANT] < k.FAR:
        care |= k.SCORES
    w[k.CARE] = care
    w[k.KNOWN] = w[k.PERSON] | w[k.ACTS]


def finish(kinds: Ints, at: Ints, hi: int, now: int, t: Ints, w: Row) -> None:
    """Write what is so at `now`: stage, score, and when the stage changes if nothing happens."""
    if w[k.NUMBER] == 0:
        return
    row = w[k.LEAD]
    w[row + k.P_STAGE] = w[k.STAGE]
    w[row + k.P_FIT_NOW] = w[k.FIT]
    if w[k.STATE] == k.CLOSED:
        return
    w[row + k.P_ENGAGEMENT_NOW] = engagement(kinds, at, hi - 1, now, t, w)
    if w[k.WAKE] == k.FAR:
        return
    held = w[k.PERSON] | w[k.ACTS]
    quiet = w[k.WAKE] - t[k.HUSH_SPAN + w[k.HUSHED]]
    for h in range(w[k.HUSHED], t[k.HUSHES]):
        held |= t[k.HUSH_BIT + h]
        if after_silence(held, w[k.LATCHED], t) != w[k.STAGE]:
            w[row + k.P_NEXT] = quiet + t[k.HUSH_SPAN + h]
            break
