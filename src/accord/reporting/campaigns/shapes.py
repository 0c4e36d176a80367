"""What the pages of campaigns show: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.campaigns.shapes import Campaign, MayStart
from accord.campaigns.signed_part import Change


@dataclass(frozen=True, slots=True)
class AccountIn:
    """One account that a campaign reaches. `mine`: the viewer owns it, and may take it out."""

    account_id: int
    name: str
    people: int
    open_deal: bool
    owner: str  # by name; empty: nobody's
    mine: bool
    pulled: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who the rule finds as of an instant, and who of them gets it."""

    people: int
    gets_it: int
    accounts: int
    pulled: int
    in_deals: int
    alone: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsIn:
    """A page of the accounts that a campaign reaches, or that were taken out: those the viewer may see of all."""

    rows: tuple[AccountIn, ...]
    visible: int
    total: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class NoticeToReps:
    """The promised notice to owners. `due`: the last instant to tell them; None without a calendar or a promise."""

    clause: str
    promised: str
    due: datetime | None
    told_at: datetime | None
    late: bool  # told late, or would be if it were signed now


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist. `done` None: it cannot be said. By hand: somebody ticks it."""

    text: str
    clause: str
    done: bool | None
    by_hand: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another campaign in the same days that reaches the same accounts."""

    key: int
    name: str
    first: date
    last: date
    accounts: int
    people: int


@dataclass(frozen=True, slots=True)
class CampaignSheet:
    """One campaign with all that is needed to answer to it. Names by user id as acts call them."""

    campaign: Campaign
    may_start: MayStart
    changes: tuple[Change, ...]
    reached: Reached
    notice: NoticeToReps
    checklist: tuple[Item, ...]
    overlaps: tuple[Overlap, ...]
    approvers: tuple[int, ...]
    emergency_sales: tuple[int, ...]
    emergency_marketing: tuple[int, ...]
    names: dict[str, str]
    spent: int | None  # minor units of `currency`; None: nothing is known
    currency: str
    clause: str
    signs_as: str = ""  # what the viewer may sign as: sales, or nothing
    emergency_as: str = ""  # and in an emergency: sales, marketing, or nothing


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Sends under one name that no sign-off covered."""

    campaign: str
    name: str  # as the system calls it; empty: it says only the id
    source: str
    mails: int
    people: int
    of_sequences: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Breaches:
    """All of them, the latest first. `says`: why nothing is counted."""

    clause: str
    breach: bool  # the clause calls it one
    rows: tuple[Unsigned, ...]
    mails: int
    says: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class UnsignedMail:
    """One mail that nobody signed, as far as its reader may see the person."""

    contact_id: int
    name: str
    sent_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class UnsignedMails:
    """A page of them: those the viewer may see of all."""

    rows: tuple[UnsignedMail, ...]
    visible: int
    total: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent under one name: what the system calls it, else its id. Without mails people were put into it."""

    campaign: str
    name: str
    source: str
    mails: int
    people: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SentUnder:
    """A page of the names under which was sent, of all that nobody planned here."""

    rows: tuple[Sent, ...]
    total: int
    next_offset: int | None


@dataclass(frozen=True, slots=True)
class InMonth:
    """A campaign in a month, with the days of it that lie there and what it overlaps."""

    campaign: Campaign
    first: date
    last: date
    people: int
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True)
class CampaignMonth:
    """A month of everything that both teams have planned."""

    month: date
    weeks: tuple[tuple[date, ...], ...]
    campaigns: tuple[InMonth, ...]
    zone: str
    names: dict[str, str]
