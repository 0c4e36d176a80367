"""The lines of the leak ledger: which broken promise each is, whose, and in which words; and their frozen shapes."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.leak_beside import BesideLeaks
from accord.measures.number import Number, Reading, Window

BOTH = "both"
# Who wins soon has an outcome in time: compared by that, every lead that took longer would look like a loss.
ENDED = "no lost chance is claimed: the line is about how leads ended, so nothing fair is left to compare"


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which a promise to a lead is broken. `counted` says how, in words."""

    leak: str  # as `leaks` names it
    clause: str
    team: str
    label: str
    counted: str
    without: str = ""  # why no money is put on it


KINDS = (
    Kind(
        "slow_owner", "marketing_promises.speed", "marketing", "Reached its owner too late",
        "qualified leads that had no owner when one was promised",
    ),
    Kind(
        "incomplete", "marketing_promises.quality", "marketing", "Handed over incomplete",
        "qualified leads with an agreed field that nobody has filled in to this day",
    ),
    Kind(
        "returned", "marketing_promises.quality", "marketing", "Returned by sales",
        "qualified leads that sales gave back",
        "no lost chance is claimed: a lead that is not ours to win has none",
    ),
    Kind(
        "marketing_collided", "contact_policy", "marketing", "Reached against the contact policy",
        "qualified leads that marketing reached while the contact policy spoke against it: it came second",
    ),
    Kind(
        "never", "sales_promises.follow_up", "sales", "Never followed up",
        "qualified leads nobody has tried to reach, their due time passed",
    ),
    Kind(
        "late", "sales_promises.first_attempt", "sales", "Followed up late",
        "qualified leads first tried after their due time",
    ),
    Kind(
        "gave_up", "sales_promises.attempts", "sales", "Given up too early",
        "leads given up as out of reach after fewer attempts or channels than agreed",
    ),
    Kind(
        "no_outcome", "sales_promises.outcome", "sales", "No outcome in time",
        "leads without an outcome, a deal or a sales-ready stage when one was promised", ENDED,
    ),
    Kind(
        "no_reason", "sales_promises.outcome", "sales", "Ended without a reason",
        "leads returned, recycled or disqualified without saying why", ENDED,
    ),
    Kind(
        "sales_collided", "contact_policy", "sales", "Reached against the contact policy",
        "qualified leads that sales reached while the contact policy spoke against it: it came second",
    ),
    Kind(
        "over_capacity", "sales_promises.capacity", BOTH, "Over capacity",
        "leads that came while as many were open as sales had agreed to hold, and that sales then broke a promise to",
    ),
    Kind(
        "no_owner", "route", BOTH, "Nobody's when it was due",
        "qualified leads that had no owner when their first attempt was due",
    ),
    Kind(
        "late_owner", "route", BOTH, "Late by the hand-over alone",
        "leads tried in time from when they had an owner, and late from when they qualified",
    ),
)  # fmt: skip

COLLIDED = tuple(kind.leak for kind in KINDS if kind.clause == "contact_policy")
# The promises that can leak, as the promises board names them.
LEAK_CLAUSES = frozenset(kind.clause for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Leak:
    """One line: how many leads, what chance of winning they lost, what they were worth, and the loss as a range.

    `says` is why it is not counted, or has no money; empty where there is nothing to add.
    """

    leak: str
    clause: str
    team: str
    label: str
    leads: Number
    chance: Number | None
    worth: Number | None
    loss: Number | None
    says: str = ""

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the line."""
        return tuple(n for n in (self.leads, self.chance, self.worth, self.loss) if n is not None)


@dataclass(frozen=True, slots=True)
class LeakColumn:
    """One team's lines, those that nobody broke a promise in included: both columns are whole."""

    team: str
    leaks: tuple[Leak, ...]


@dataclass(frozen=True, slots=True)
class Leaks:
    """The leak ledger of a window. Joint: the same for every role, by clause and never by person."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    columns: tuple[LeakColumn, ...]  # marketing's, sales'; empty without an agreement
    both: tuple[Leak, ...]  # nobody's blame alone: over capacity, the way to an owner
    kept: Number  # leads to which every promise was kept
    harmed: Number
    total: Number  # the loss of both columns as a range; what is over capacity or of both is not in it
    beside: BesideLeaks  # dropped segments, unused content: shown, never added

    def lines(self) -> tuple[Leak, ...]:
        """Every line, of both columns and of both teams."""
        return (*(leak for column in self.columns for leak in column.leaks), *self.both)

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the ledger, for search by name."""
        return (
            self.kept,
            self.harmed,
            self.total,
            *(n for line in self.lines() for n in line.numbers()),
            *self.beside.numbers(),
        )
