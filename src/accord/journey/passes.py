"""Passes inside the fold: what opens one, what ends it, what opens it again, and its firsts.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Kernel, Row, Work
from accord.journey.stages import hear, step


def enter(i: int, when: int, does: int, t: Kernel, w: Work) -> None:
    """Open a pass, or the last one again, where this kind of fact does so."""
    mind = w.mind
    state = mind[k.M_STATE]
    if state == k.OPEN:
        return
    if mind[k.M_NUMBER] > 0:
        row = w.passes[mind[k.M_PASSES] - 1]
        lost = state == k.CLOSED and row[k.P_OUTCOME] == k.LOST
        given_up = state == k.CLOSED and row[k.P_OUTCOME] != k.WON
        if (does & k.REOPENS and (state == k.CUSTOMER or lost)) or (does & k.WINS and given_up):
            reopen(when, t, mind, row)
            return
        if state == k.CUSTOMER:
            if does & k.OPENS_ANEW:
                row[k.P_ENDED_AT] = when
                step(-1, i, when, w, row)
                open_pass(i, when, t, w)
            return
    if does & (k.OPENS | k.OPENS_ANEW | k.WINS):
        open_pass(i, when, t, w)


def open_pass(i: int, when: int, t: Kernel, w: Work) -> None:
    """Begin a pass with this fact."""
    mind = w.mind
    mind[k.M_NUMBER] += 1
    row = w.passes[mind[k.M_PASSES]]
    mind[k.M_PASSES] += 1
    for column in range(len(row)):
        row[column] = k.NONE
    row[k.P_CONTACT] = mind[k.M_CONTACT]
    row[k.P_NUMBER] = mind[k.M_NUMBER]
    row[k.P_OPENED_AT] = when
    row[k.P_OPENED_BY] = i
    row[k.P_ASKED] = 0
    row[k.P_CLASS] = row[k.P_OUTCOME] = row[k.P_FURTHEST] = row[k.P_STAGE] = -1
    row[k.P_WON_EARLY] = row[k.P_FIT_NOW] = row[k.P_ENGAGEMENT_NOW] = 0
    mind[k.M_STATE] = k.OPEN
    mind[k.M_START] = i
    mind[k.M_ACTS] = mind[k.M_LATCHED] = mind[k.M_UPPER] = 0
    mind[k.M_STAGE] = -1
    mind[k.M_WANT] = k.FAR
    for c in range(len(w.bound)):
        w.bound[c] = 0
    hear(when, t, mind)


def reopen(when: int, t: Kernel, mind: Row, row: Row) -> None:
    """Take the end of the last pass back: a deal was reopened, or won after it had been given up."""
    mind[k.M_STATE] = k.OPEN
    row[k.P_OUTCOME] = -1
    row[k.P_WON_AT] = row[k.P_CLOSED_AT] = row[k.P_CLOSED_BY] = row[k.P_ENDED_AT] = k.NONE
    row[k.P_WON_EARLY] = 0
    hear(when, t, mind)


def close(outcome: int, i: int, when: int, w: Work, row: Row) -> None:
    """End the pass; a win goes on as a customer, and a customer can only leave."""
    mind = w.mind
    if mind[k.M_STATE] == k.CUSTOMER:
        if outcome != k.CHURNED:
            return
    else:
        row[k.P_OUTCOME] = outcome
        row[k.P_CLOSED_AT] = when
        row[k.P_CLOSED_BY] = i
    if outcome == k.WON:
        row[k.P_WON_AT] = when
        row[k.P_WON_EARLY] = 1 if row[k.P_TOUCH_AT] == k.NONE else 0
        mind[k.M_STATE] = k.CUSTOMER
        return
    row[k.P_ENDED_AT] = when
    mind[k.M_STATE] = k.CLOSED
    mind[k.M_WAKE] = k.FAR
    step(-1, i, when, w, row)


def mark(kind: int, does: int, i: int, when: int, row: Row) -> None:
    """Note the first of each thing that promises are measured by."""
    if does & k.HUMAN and row[k.P_TOUCH_AT] == k.NONE:
        row[k.P_TOUCH_AT] = when
        row[k.P_TOUCH_BY] = i
    if does & k.ASKS and row[k.P_ASKED] == 0:
        row[k.P_ASKED] = kind
        row[k.P_ASKED_AT] = when
    if does & (k.ACCEPTS | k.ATTEMPTS) and row[k.P_ACCEPTED_AT] == k.NONE:
        row[k.P_ACCEPTED_AT] = when
    if does & k.ATTEMPTS and row[k.P_ATTEMPTED_AT] == k.NONE and row[k.P_QUALIFIED_AT] != k.NONE:
        row[k.P_ATTEMPTED_AT] = when
    if does & k.CONNECTS and row[k.P_CONNECTED_AT] == k.NONE:
        row[k.P_CONNECTED_AT] = when
