"""What the desk hands out: leads in a list, one lead whole, what became of the leads that were sent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accord.agreement.clocks.pauses import Pause
from accord.agreement.next_act import NextAct
from accord.contacts.answers import Answer
from accord.contacts.shapes import DealView, TouchView
from accord.handoffs.next_answers import NextAnswered
from accord.handoffs.shapes import Line, TurnView
from accord.vocabulary.handoffs import BECAME, OPEN, UNCOUNTED, Became, HandoffState


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """One lead in a list. Points are milli-points; `near` and `late` are said only after looking again."""

    key: int
    version: int
    kind: str
    state: HandoffState
    owner: str  # as facts name them
    owner_name: str  # empty: nobody here is called so
    contact: int | None
    name: str
    account: int
    account_name: str
    klass: str
    hot: bool
    fit: int
    engagement: int
    asked: str  # the touch that started the buyer's clock; empty where it is not known
    why: str
    offered_at: datetime
    accept_by: datetime | None
    due_at: datetime | None
    accepted_at: datetime | None
    responded_at: datetime | None
    closed_at: datetime | None
    near: bool
    late: bool
    reason: str
    contradicts: str
    back_at: datetime | None
    aside_until: datetime | None = None  # put aside by who works it; no clock stops

    @property
    def open(self) -> bool:
        """Whether it still waits for an outcome."""
        return self.state in OPEN

    @property
    def next_due(self) -> datetime | None:
        """The instant that counts down: of the first attempt, while nobody has tried."""
        return self.due_at if self.open and self.responded_at is None else None

    @property
    def became(self) -> Became | None:
        """What became of it; None for one that counts as no new lead."""
        return None if self.state in UNCOUNTED else BECAME[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsPage:
    """A slice of the leads that the viewer may see, and how many there are; who owns any of them, by name."""

    rows: tuple[LeadRow, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one person has to do: open leads against what is agreed, and what of it is near its time or past it."""

    owner: str
    name: str
    team: str
    active: bool
    open: int
    capacity: int | None
    untried: int
    near: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that is asked of the viewer's team: a lead that was returned, a request on one, one that may come
    back now; a promise of the team that somebody said is due, in their words.
    """

    what: str  # returned, request, back, promised
    lead: LeadRow | None  # None of a promise that is about no lead
    at: datetime
    due_at: datetime | None = None  # of the answer that is promised
    clause: str = ""
    late: bool = False
    about: str = ""  # where it is talked about, of a promise
    words: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one person finds on their desk: their own leads, their people's load, what is asked of marketing.

    A part that is not theirs is empty.
    """

    mine: tuple[LeadRow, ...]
    mine_total: int
    aside: tuple[LeadRow, ...]  # of theirs, those put aside, the next to come back first
    loads: tuple[Load, ...]
    urgent: tuple[LeadRow, ...]  # a manager's: near its time, past it, or hot and untried
    asked: tuple[Asked, ...]
    back: tuple[LeadRow, ...]  # marketing's: the newest outcomes
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameCount:
    """How many leads of a source and campaign stand in each of the seven states."""

    source: str
    campaign: str
    counts: dict[str, int]
    campaign_name: str = ""  # what its system calls it; empty where none does

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameGroup:
    """One of the four groups: its states, and its share of all leads (0-1; None where there are none)."""

    name: str
    states: dict[str, int]
    count: int
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BecamePage:
    """What became of the leads that were handed over within a window: seven states that sum to all of them.

    The counts are joint and the same for every role; the leads are those the viewer may see.
    """

    since: datetime | None
    until: datetime
    total: int
    groups: tuple[BecameGroup, ...]
    by_source: tuple[BecameCount, ...]
    reasons: tuple[tuple[str, str, int], ...]  # outcome, reason, how many
    uncounted: dict[str, int]  # known already, or joined with a colleague's: no new leads
    leads: tuple[LeadRow, ...]
    visible: int
    contradicted: tuple[LeadRow, ...]
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else at the account who did something lately."""

    contact: int
    name: str
    owner: str
    touches: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountContext:
    """The account around a lead; `active` counts also colleagues whom the viewer may not see."""

    id: int
    name: str
    since: datetime
    active: int
    colleagues: tuple[Colleague, ...]
    deals: tuple[DealView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A row of the message house: what both teams say, its proof, and the words that are retired."""

    segment: str
    stage: str
    say: str
    proof: str
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """How long it took or takes: the buyer's wait on the wall, the system's part of it, the person's working time."""

    buyer: timedelta
    system: timedelta
    human: timedelta
    due_at: datetime | None
    responded_at: datetime | None
    responded_by: str  # the kind of act
    clause: str  # of the promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One recorded decision on the lead: a rule's or a person's."""

    kind: str
    actor: str
    actor_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the customer said, as who worked the lead wrote it down. Personal: erased with the person."""

    question: str
    informed_by: str
    challenge: str
    said_at: datetime
    papers: dict[str, str]  # written here for the next team


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeIt:
    """One of those by whom the account qualified. Of whom the viewer may not see, the name and contact are missing."""

    contact: int | None
    name: str
    engagement: int  # milli-points, then


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One lead, whole: what the rep must know before they pick up the telephone."""

    lead: LeadRow
    agreement: str
    agreement_hash: str
    clause: str
    fit_lines: tuple[Line, ...]
    engagement_lines: tuple[Line, ...]
    account_by: tuple[MadeIt, ...]  # by whom the account qualified; empty: the lead did by itself
    qualified_at: datetime
    touched_at: datetime
    phone: str
    email: str
    touches: tuple[TouchView, ...]
    touches_total: int
    account: AccountContext | None
    earlier: tuple[LeadRow, ...]
    may: tuple[Answer, ...]  # by telephone, by e-mail
    say: tuple[MessageRow, ...]
    next: NextAct
    others: tuple[NextAct, ...]  # that may be preferred, the better first; refused ones last
    answers: tuple[NextAnswered, ...]  # to what was suggested, the oldest first
    pauses: tuple[Pause, ...]  # of the owner's clock: since when, until when, by which word of the clause
    durations: Durations | None
    turns: tuple[TurnView, ...]
    names: dict[str, str]  # of owners and actors
    decisions: tuple[Decided, ...]
    words: OwnWords | None
    papers: dict[str, str]  # what the team before wrote down for whoever has the lead now
    needs: tuple[str, ...]  # what is asked for the next team at the outcome sales_ready
    acts: tuple[str, ...]  # what this viewer may do with it now
    reasons: dict[str, tuple[str, ...]]  # the agreed reasons of each outcome
    undo_until: datetime | None  # of the viewer's own last act
    unknown_to: tuple[
        str, ...
    ] = ()  # connected systems that have no record of the person: nothing is written yet
