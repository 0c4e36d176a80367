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
from accord.journey.kernel import Facts, Ints, Kernel, Row, Work
from accord.journey.passes import close, enter, mark
from accord.journey.score import decide, engagement, raise_bound
from accord.journey.stages import after_silence, clear, count, hear, hush, settle


def fold_range(facts: Facts, ptr: Ints, first: int, last: int, now: int, t: Kernel, w: Work) -> int:
    """Fold contacts first..last-1, contact c being facts[ptr[c]:ptr[c + 1]], into the rows of `w` from 0 on.

    Returns the first contact for which there was no room, or `last`.
    """
    mind = w.mind
    mind[k.M_PASSES] = 0
    mind[k.M_STAYS] = 0
    for c in range(first, last):
        passes, stays = mind[k.M_PASSES], mind[k.M_STAYS]
        mind[k.M_CONTACT] = c
        if not fold_one(facts, ptr[c], ptr[c + 1], now, t, w):
            mind[k.M_PASSES] = passes
            mind[k.M_STAYS] = stays
            return c
    return last


def fold_one(facts: Facts, lo: int, hi: int, now: int, t: Kernel, w: Work) -> bool:
    """Fold facts[lo:hi] up to `now` into rows of passes and stays; False when there is no room for them.

    `mind[M_PASSES]` and `mind[M_STAYS]` say where to write, and afterwards how far was written.
    Facts that can change nothing are passed over by the first test of the loop: most are.
    """
    mind = w.mind
    while hi > lo and facts.at[hi - 1] > now:
        hi -= 1
    begin(mind, lo, t)
    kinds, at, role, moves = facts.kind, facts.at, t.role, t.moves
    care, known, wake, human = mind[k.M_CARE], mind[k.M_KNOWN], k.FAR, k.HUMAN
    first_hush = t.hush_spans[0] if len(t.hush_spans) > 0 else k.FAR
    for i in range(lo, hi):
        kind = kinds[i]
        if role[kind] & care or moves[kind] & ~known or wake < at[i]:
            if mind[k.M_PASSES] + 1 >= len(w.passes) or mind[k.M_STAYS] + 2 >= len(w.stays):
                return False
            mind[k.M_WAKE] = wake
            if wake < at[i] and not hush(facts, i, at[i] - 1, t, w):
                return False
            take(facts, i, t, w)
            care, known, wake = mind[k.M_CARE], mind[k.M_KNOWN], mind[k.M_WAKE]
        elif wake < k.FAR and role[kind] & human:
            wake = at[i] + first_hush
    mind[k.M_WAKE] = wake
    if wake <= now and not hush(facts, hi, now, t, w):
        return False
    finish(facts, hi, now, t, w)
    return True


def begin(mind: Row, lo: int, t: Kernel) -> None:
    """Forget the last contact; keep which contact it is and where rows are written."""
    for slot in range(k.M_STATE, k.M_PASSES):
        mind[slot] = 0
    mind[k.M_FIRST] = lo
    mind[k.M_WAKE] = k.FAR
    mind[k.M_WANT] = k.FAR
    mind[k.M_STAGE] = -1
    decide(mind, t)
    attend(mind, t, mind)


def take(facts: Facts, i: int, t: Kernel, w: Work) -> None:
    """Let one fact change what is known of the contact."""
    mind = w.mind
    kind, when = facts.kind[i], facts.at[i]
    does = t.role[kind]
    if does & k.ATTRIBUTE:
        v = facts.value[i]
        mind[k.M_TRUTH] = (mind[k.M_TRUTH] & ~facts.affects[v]) | facts.truth[v]
        decide(mind, t)
    if does & k.CLEARS:
        clear(t.clears[kind], mind, t)
    enter(i, when, does, t, w)
    inside = mind[k.M_STATE] == k.OPEN or mind[k.M_STATE] == k.CUSTOMER
    mind[k.M_PERSON] |= t.sets[kind] & t.lasting
    if inside:
        mind[k.M_ACTS] |= t.sets[kind] & ~t.lasting
    if t.slow_ptr[kind + 1] > t.slow_ptr[kind]:
        count(facts, i, kind, inside, t, mind)
    row = w.passes[max(mind[k.M_PASSES] - 1, 0)]
    if inside:
        if does & k.HUMAN:
            hear(when, t, mind)
        if does & k.SCORES and mind[k.M_WANT] < k.FAR:
            raise_bound(t.criterion[kind], t, w)
        settle(facts, i, i, when, t, w, row)
        mark(kind, does, i, when, row)
        if t.closes[kind] > 0:
            close(t.closes[kind] - 1, i, when, w, row)
    attend(mind, t, row)


def attend(mind: Row, t: Kernel, row: Row) -> None:
    """Say which facts can change anything from here on; all others are passed over."""
    state = mind[k.M_STATE]
    if state != k.OPEN and state != k.CUSTOMER:
        mind[k.M_CARE] = k.OPENS | k.OPENS_ANEW | k.WINS | k.REOPENS | k.CLEARS | k.ATTRIBUTE
        mind[k.M_KNOWN] = mind[k.M_PERSON] | ~t.lasting
        return
    care = k.CLOSES | k.CLEARS | k.ATTRIBUTE | k.REOPENS
    if state == k.CUSTOMER:
        care |= k.OPENS_ANEW
    if mind[k.M_HUSHED] > 0 or row[k.P_TOUCH_AT] == k.NONE:
        care |= k.HUMAN
    if row[k.P_ASKED] == 0:
        care |= k.ASKS
    if row[k.P_ACCEPTED_AT] == k.NONE:
        care |= k.ACCEPTS | k.ATTEMPTS
    if row[k.P_ATTEMPTED_AT] == k.NONE and row[k.P_QUALIFIED_AT] != k.NONE:
        care |= k.ATTEMPTS
    if row[k.P_CONNECTED_AT] == k.NONE:
        care |= k.CONNECTS
    if mind[k.M_WANT] < k.FAR:
        care |= k.SCORES
    mind[k.M_CARE] = care
    mind[k.M_KNOWN] = mind[k.M_PERSON] | mind[k.M_ACTS]


def finish(facts: Facts, hi: int, now: int, t: Kernel, w: Work) -> None:
    """Write what is so at `now`: stage, score, and when the stage changes if nothing happens."""
    mind = w.mind
    if mind[k.M_NUMBER] == 0:
        return
    row = w.passes[mind[k.M_PASSES] - 1]
    row[k.P_STAGE] = mind[k.M_STAGE]
    row[k.P_FIT_NOW] = mind[k.M_FIT]
    if mind[k.M_STATE] == k.CLOSED:
        return
    row[k.P_ENGAGEMENT_NOW] = engagement(facts, mind[k.M_START], hi - 1, now, t, w.got)
    if mind[k.M_WAKE] == k.FAR:
        return
    held = mind[k.M_PERSON] | mind[k.M_ACTS]
    quiet = mind[k.M_WAKE] - t.hush_spans[mind[k.M_HUSHED]]
    for h in range(mind[k.M_HUSHED], len(t.hush_spans)):
        held |= t.hush_bits[h]
        if after_silence(held, mind[k.M_LATCHED], t) != mind[k.M_STAGE]:
            row[k.P_NEXT] = quiet + t.hush_spans[h]
            break
