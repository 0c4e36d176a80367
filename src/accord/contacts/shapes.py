"""What the reads of this room hand out: frozen values, ready for a page, the API or a notebook."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose
from accord.vocabulary.facts import FactKind, Team

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list, and how long the list is for this viewer."""

    rows: tuple[T, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact in a list."""

    id: int
    name: str
    email: str
    company: str
    account_id: int | None
    owner: str
    sources: tuple[str, ...]
    records: int


@dataclass(frozen=True, slots=True)
class RecordView:
    """One source record as it stands, side by side with its siblings. `stub`: named by others, never read."""

    key: int
    source: str
    external_id: str
    name: str
    email: str
    phone: str
    company: str
    country: str
    modified_at: datetime | None
    received_at: datetime
    values: dict[str, str]
    stub: bool


@dataclass(frozen=True, slots=True)
class TouchView:
    """One thing that happened, whichever team's it was."""

    seq: int
    kind: FactKind
    team: Team
    occurred_at: datetime
    channel: str
    campaign: str
    asset: str
    actor: str
    value: str
    human: bool
    source: str


@dataclass(frozen=True, slots=True)
class DealView:
    """A deal as its facts say: `amount` in minor units of `currency`; `state` is open, won or lost."""

    key: int
    name: str
    owner: str
    account_id: int | None
    contact_id: int | None
    stage: str
    state: str
    amount: int | None
    currency: str
    created_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RulingView:
    """A person's word on this contact's identity, with the key that takes it back."""

    act_key: str
    same: bool
    actor: str
    reason: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class LeadView:
    """One lead of a contact. `outcome` is open, won, lost, returned, recycled, disqualified or duplicate.

    A duplicate was begun by another record of the person while the lead `number` was open: that one stays.
    """

    number: int
    opened_at: datetime
    opened_by: int  # the identity key whose fact began it
    stage: str  # now; empty once it is over
    furthest: str
    outcome: str
    closed_at: datetime | None
    channel: str
    qualified_at: datetime | None
    duplicate_of: int | None  # the identity key that began the lead that stays


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Everything about one contact. `id` may differ from the one asked for: that one was merged into this."""

    id: int
    name: str
    account_id: int | None
    account: str
    owner: str
    records: tuple[RecordView, ...]
    touches: tuple[TouchView, ...]
    touches_total: int
    deals: tuple[DealView, ...]
    rulings: tuple[RulingView, ...]
    leads: tuple[LeadView, ...] = ()  # `reporting.leads` knows the agreement that makes them


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account in a list."""

    id: int
    name: str
    domain: str
    country: str
    contacts: int
    deals: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one team (or the buyer) did in an account: how many touches, with how many people, when last."""

    team: Team
    touches: int
    contacts: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything about one account. `people_total` counts also those the viewer may not see."""

    id: int
    name: str
    domain: str
    country: str
    spellings: tuple[str, ...]
    people: tuple[ContactRow, ...]
    people_total: int
    deals: tuple[DealView, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class PairSide:
    """One side of a question: the contact or account, and what its record shows."""

    id: int
    name: str
    email: str
    phone: str
    company: str
    country: str
    source: str


@dataclass(frozen=True, slots=True)
class PairView:
    """A question of the review queue; `evidence` names the kinds that speak for one."""

    id: int
    what: str
    score: float
    evidence: tuple[str, ...]
    left: PairSide
    right: PairSide
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What holds for one purpose and medium, and the statement that decides it: what, when, who, from where."""

    purpose: Purpose
    medium: Medium
    allowed: bool
    state: ConsentState
    said_at: datetime
    origin: Origin
    source: str
    wording: str
    jurisdiction: str
