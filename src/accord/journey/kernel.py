"""The shapes the fold works on: rows of passes and stays, what a kind can do, the tables as plain integers.

Times are microseconds since 1970 (UTC), points are milli-points. `NONE` stands for "not yet".
Everything is an integer or an indexable of integers, so that one source runs interpreted over lists
and compiled over arrays.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

Ints = Sequence[int]
Row = MutableSequence[int]
Rows = Sequence[MutableSequence[int]]

DAY = 86_400_000_000
MILLION = 1_000_000
NONE = -(1 << 62)
FAR = 1 << 62

# What a kind of fact can do to a journey, as bits.
HUMAN, OPENS, OPENS_ANEW, CLOSES, CLEARS, ATTRIBUTE = 1, 2, 4, 8, 16, 32
SCORES, ACCEPTS, ATTEMPTS, CONNECTS, ASKS, WINS, REOPENS = 64, 128, 256, 512, 1024, 2048, 4096

# States of a contact.
NEW, OPEN, CUSTOMER, CLOSED = 0, 1, 2, 3
# Outcomes the fold must know apart (agreement.tables.Outcome).
WON, LOST, CHURNED = 0, 1, 5

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
P_QUALIFIED_AT, P_FIT, P_ENGAGEMENT, P_CLASS, P_ACCEPTED_AT, P_ATTEMPTED_AT, P_CONNECTED_AT = range(8, 15)
P_WON_AT, P_CLOSED_AT, P_CLOSED_BY, P_OUTCOME, P_WON_EARLY, P_ENDED_AT = range(15, 21)
P_STAGE, P_FURTHEST, P_FIT_NOW, P_ENGAGEMENT_NOW, P_NEXT = range(21, 26)

# Columns of a stay: one stage held from an instant to another, and the fact that moved there.
STAY_COLUMNS = ("contact", "number", "stage", "entered_at", "left_at", "moved_by")
S_CONTACT, S_NUMBER, S_STAGE, S_FROM, S_TO, S_BY = range(6)

# What the fold remembers of one contact while it reads.
M_CONTACT, M_STATE, M_PERSON, M_ACTS, M_LATCHED, M_TRUTH, M_FIT = range(7)
M_HUSHED, M_QUIET, M_WAKE, M_WANT, M_UPPER, M_STAGE = range(7, 13)
M_START, M_NUMBER, M_PASSES, M_STAYS, M_CARE, M_KNOWN, M_FIRST = range(13, 20)
MIND = 20

# Engagement rules out a mask until the score is reached; a mask that asks for none has this.
NO_SCORE = -1


class Facts(NamedTuple):
    """Facts of many contacts, each contact's in (occurred_at, source, source_id) order.

    `kind` is 0 for what never counts (machine hits), `value` an index into `affects` and `truth`.
    """

    kind: Ints
    at: Ints
    value: Ints
    affects: Ints  # bit mask of the fit rules that an attribute value decides
    truth: Ints  # of these, the ones it satisfies


class Kernel(NamedTuple):
    """The compiled agreement as the fold reads it."""

    role: Ints  # bits per kind: what it can do
    sets: Ints  # atoms that a kind makes hold at once
    moves: Ints  # all atoms that a kind counts for
    slow_ptr: Ints  # atoms that need the n-th time: slow_atoms[slow_ptr[k]:slow_ptr[k + 1]]
    slow_atoms: Ints
    atom_n: Ints
    atom_span: Ints  # microseconds; 0: ever
    lasting: int  # atoms that are about the person, not about a pass
    decided: int  # atoms that fit and traits decide
    fit_atoms: Ints
    fit_least: Ints
    trait_atoms: Ints
    trait_rules: Ints
    hush_bits: Ints  # silence atoms, shortest first
    hush_spans: Ints
    hush_mask: int
    mask_stage: Ints  # masks in order of their stages
    mask_rest: Ints  # what must hold besides engagement
    mask_score: Ints  # engagement at least, NO_SCORE if not asked for
    mask_live: Ints  # 1 where silence takes part: holds only while it holds
    blocks: Ints
    clears: Ints
    closes: Ints
    criterion: Ints
    points: Ints
    caps: Ints
    engagement_cap: int
    decay: Ints
    fit_points: Ints
    fit_cap: int
    class_fit: Ints
    class_engagement: Ints
    qualified_stage: int


class Work(NamedTuple):
    """What a fold writes while it reads: what it remembers of a contact, scratch, and the rows."""

    mind: Row
    bound: Row  # per criterion: at most so many milli-points
    got: Row  # per criterion: scratch of one reckoning
    passes: Rows
    stays: Rows
