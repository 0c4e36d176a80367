"""Passes inside the fold: what opens one, what ends it, what opens it again, and its firsts.

Compiled together with `fold`; plain integers only.
"""

from accord.journey import kernel as k
from accord.journey.kernel import Ints, Row
from accord.journey.stages import hear, step


def enter(i: int, when: int, does: int, t: Ints, w: Row) -> None:
    """Open a pass, or the last one again, where this kind of fact does so."""
    state = w[k.STATE]
    if state == k.OPEN:
        return
    if w[k.NUMBER] > 0:
        outcome = w[w[k.LEAD] + k.P_OUTCOME]
        lost = state == k.CLOSED and outcome == k.LOST
        given_up = state == k.CLOSED and outcome != k.WON
        if (does & k.REOPENS and (state == k.CUSTOMER or lost)) or (does & k.WINS and given_up):
            reopen(when, t, w)
            return
        if state == k.CUSTOMER:
            if does & k.OPENS_ANEW:
                w[w[k.LEAD] + k.P_ENDED_AT] = when
                step(-1, i, when, w)
                open_pass(i, when, t, w)
            return
    if does & (k.OPENS | k.OPENS_ANEW | k.WINS):
        open_pass(i, when, t, w)


def open_pass(i: int, when: int, t: Ints, w: Row) -> None:
    """Begin a pass with this fact."""
    row = k.ROWS + k.PASS_WIDTH * w[k.PASSES]
    for column in range(row, row + k.PASS_WIDTH):
        w[column] = k.NONE
    w[k.PASSES] += 1
    w[k.NUMBER] += 1
    w[k.LEAD] = row
    w[row + k.P_CONTACT] = w[k.CONTACT]
    w[row + k.P_NUMBER] = w[k.NUMBER]
    w[row + k.P_OPENED_AT] = when
    w[row + k.P_OPENED_BY] = i
    w[row + k.P_CLASS] = w[row + k.P_OUTCOME] = w[row + k.P_FURTHEST] = w[row + k.P_STAGE] = -1
    w[row + k.P_ASKED] = w[row + k.P_WON_EARLY] = 0
    w[row + k.P_FIT_NOW] = w[row + k.P_ENGAGEMENT_NOW] = 0
    w[k.STATE] = k.OPEN
    w[k.START] = i
    w[k.ACTS] = w[k.LATCHED] = 0
    w[k.STAGE] = -1
    w[k.WANT] = k.FAR
    hear(when, t, w)


def reopen(when: int, t: Ints, w: Row) -> None:
    """Take the end of the last pass back: a deal was reopened, or won after it had been given up."""
    row = w[k.LEAD]
    w[k.STATE] = k.OPEN
    w[row + k.P_OUTCOME] = -1
    w[row + k.P_WON_AT] = w[row + k.P_CLOSED_AT] = w[row + k.P_CLOSED_BY] = w[row + k.P_ENDED_AT] = k.NONE
    w[row + k.P_WON_EARLY] = 0
    hear(when, t, w)


def close(outcome: int, i: int, when: int, w: Row) -> None:
    """End the pass; a win goes on as a customer, and a customer can only leave."""
    row = w[k.LEAD]
    if w[k.STATE] == k.CUSTOMER:
        if outcome != k.CHURNED:
            return
    else:
        w[row + k.P_OUTCOME] = outcome
        w[row + k.P_CLOSED_AT] = when
        w[row + k.P_CLOSED_BY] = i
    if outcome == k.WON:
        w[row + k.P_WON_AT] = when
        w[row + k.P_WON_EARLY] = 1 if w[row + k.P_TOUCH_AT] == k.NONE else 0
        w[k.STATE] = k.CUSTOMER
        return
    w[row + k.P_ENDED_AT] = when
    w[k.STATE] = k.CLOSED
    w[k.WAKE] = k.FAR
    step(-1, i, when, w)


def mark(kind: int, does: int, i: int, when: int, w: Row) -> None:
    """Note the first of each thing that promises are measured by."""
    row = w[k.LEAD]
    if does & k.HUMAN and w[row + k.P_TOUCH_AT] == k.NONE:
        w[row + k.P_TOUCH_AT] = when
        w[row + k.P_TOUCH_BY] = i
    if does & k.ASKS and w[row + k.P_ASKED] == 0:
        w[row + k.P_ASKED] = kind
        w[row + k.P_ASKED_AT] = when
    if does & (k.ACCEPTS | k.ATTEMPTS) and w[row + k.P_ACCEPTED_AT] == k.NONE:
        w[row + k.P_ACCEPTED_AT] = when
    qualified = w[row + k.P_QUALIFIED_AT] != k.NONE
    if does & k.ATTEMPTS and w[row + k.P_ATTEMPTED_AT] == k.NONE and qualified:
        w[row + k.P_ATTEMPTED_AT] = when
    if does & k.CONNECTS and w[row + k.P_CONNECTED_AT] == k.NONE:
        w[row + k.P_CONNECTED_AT] = when
