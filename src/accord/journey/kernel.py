"""What the fold works on, as plain integers: where each table, each memory and each row stands.

Times are microseconds since 1970 (UTC), points are milli-points, `NONE` stands for "not yet".
The compiled agreement is one row of integers (`t`), what the fold writes is another (`w`): so that one
source runs interpreted over lists and compiled over arrays, without a structure to carry about.
"""

from collections.abc import MutableSequence, Sequence

Ints = Sequence[int]
Row = MutableSequence[int]

DAY = 86_400_000_000
MILLION = 1_000_000
NONE = -(1 << 62)
FAR = 1 << 62
KINDS = 128  # every number a kind of fact can ever have
MOST = 62  # atoms, entries, rules, criteria, classes, stages: each fits one bit mask

# What a kind of fact can do to a journey, as bits.
HUMAN, OPENS, OPENS_ANEW, CLOSES, CLEARS, ATTRIBUTE = 1, 2, 4, 8, 16, 32
SCORES, ACCEPTS, ATTEMPTS, CONNECTS, ASKS, WINS, REOPENS = 64, 128, 256, 512, 1024, 2048, 4096

# States of a contact.
NEW, OPEN, CUSTOMER, CLOSED = 0, 1, 2, 3
# Outcomes the fold must know apart (agreement.tables.Outcome).
WON, LOST, CHURNED = 0, 1, 5
# An entry that asks for no engagement.
NO_SCORE = -1

# The agreement, `t`. Per kind: what it can do, the atoms it sets at once, all atoms it counts for, ...
ROLE, SETS, MOVES, CLEARED, CLOSING, CRITERION, SLOW = (KINDS * n for n in range(7))
# ... single numbers: atoms about the person, atoms that fit and traits decide, how many of each, ...
LASTING, DECIDED, HUSH_MASK, ENGAGEMENT_CAP, FIT_CAP, QUALIFIED = (7 * KINDS + n for n in range(6))
MASKS, HUSHES, CRITERIA, RULES, FITS, TRAITS, CLASSES, DECAYS = (7 * KINDS + 6 + n for n in range(8))
# ... lists: atoms (times, span), entries (stage, rest, score, live), stages' blocks, silences, ...
_LISTS = 7 * KINDS + 14
ATOM_N, ATOM_SPAN, MASK_STAGE, MASK_REST, MASK_SCORE, MASK_LIVE = (_LISTS + MOST * n for n in range(6))
BLOCKS, HUSH_BIT, HUSH_SPAN, POINTS, CAPS, RULE_POINTS = (_LISTS + MOST * n for n in range(6, 12))
FIT_ATOM, FIT_LEAST, TRAIT_ATOM, TRAIT_RULE = (_LISTS + MOST * n for n in range(12, 16))
CLASS_FIT, CLASS_ENGAGEMENT = (_LISTS + MOST * n for n in range(16, 18))
# ... and last the decay, as long as it is.
DECAY = _LISTS + MOST * 18

# The work, `w`: what is remembered of one contact while it is read, ...
CONTACT, PASSES, STAYS, PASS_ROOM, STAY_ROOM, STAY_BASE = range(6)
STATE, PERSON, ACTS, LATCHED, TRUTH, FIT, HUSHED, QUIET, WAKE = range(6, 15)
WANT, UPPER, STAGE, START, FIRST, NUMBER, CARE, KNOWN, LEAD = range(15, 24)
# ... per criterion the upper bound and the scratch of one reckoning, then the rows.
BOUND = 24
GOT = BOUND + MOST
ROWS = GOT + MOST

# Columns of a pass.
PASS_COLUMNS = (
    "contact",
    "number",
    "opened_at",
    "opened_by",
    "first_touch_at",
    "first_touch_by",
    "asked",
    "asked_at",
    "qualified_at",
    "qualified_by",
    "fit",
    "engagement",
    "klass",
    "accepted_at",
    "attempted_at",
    "connected_at",
    "won_at",
    "closed_at",
    "closed_by",
    "outcome",
    "won_before_first_touch",
    "ended_at",
    "stage",
    "furthest",
    "fit_now",
    "engagement_now",
    "next_change_at",
)
P_CONTACT, P_NUMBER, P_OPENED_AT, P_OPENED_BY, P_TOUCH_AT, P_TOUCH_BY, P_ASKED, P_ASKED_AT = range(8)
P_QUALIFIED_AT, P_QUALIFIED_BY, P_FIT, P_ENGAGEMENT, P_CLASS = range(8, 13)
P_ACCEPTED_AT, P_ATTEMPTED_AT, P_CONNECTED_AT, P_WON_AT, P_CLOSED_AT, P_CLOSED_BY = range(13, 19)
P_OUTCOME, P_WON_EARLY, P_ENDED_AT, P_STAGE, P_FURTHEST = range(19, 24)
P_FIT_NOW, P_ENGAGEMENT_NOW, P_NEXT = range(24, 27)
PASS_WIDTH = 27

# Columns of a stay: one stage held from an instant to another, and the fact that moved there.
STAY_COLUMNS = ("contact", "number", "stage", "entered_at", "left_at", "moved_by")
S_CONTACT, S_NUMBER, S_STAGE, S_FROM, S_TO, S_BY = range(6)
STAY_WIDTH = 6
