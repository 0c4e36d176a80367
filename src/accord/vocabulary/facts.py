"""What happened: the closed list of fact kinds, and one fact as a frozen value.

A fact is about a *subject*: the identity key of a source record (a person, a company, a deal).
Numbers are permanent: they are stored in the ledger and the mirror. Never renumber, only add.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from accord.vocabulary.consent import Medium, Purpose, Statement

if TYPE_CHECKING:
    from accord.vocabulary.hits import Evidence
    from accord.vocabulary.roster import MemberDraft


class Team(StrEnum):
    """Whose act it is."""

    buyer = "buyer"
    marketing = "marketing"
    sales = "sales"
    success = "success"
    system = "system"


class FactKind(IntEnum):
    """The closed list of what can have happened."""

    # the buyer's touches
    page_view = 1
    pricing_page = 2
    case_study = 3
    content_download = 4
    form_submitted = 5
    demo_request = 6
    pricing_request = 7
    contact_request = 8
    chat_message = 9
    email_click = 10
    email_open = 11
    email_reply = 12
    webinar_registered = 13
    webinar_attended = 14
    event_conversation = 15
    ad_click = 16
    meeting_booked = 17
    unsubscribed = 18
    complained = 19
    sales_email_reply = 20
    call_received = 21
    negative_reply = 22  # a reply that its source calls a no: it counts as no answer
    # marketing's touches
    email_sent = 30
    email_delivered = 31
    email_bounced = 32
    campaign_joined = 33
    campaign_responded = 34
    # sales' touches
    call_attempted = 40
    call_connected = 41
    sales_email_sent = 42
    sequence_email_sent = 43
    meeting_held = 44
    conversation = 45
    note = 46
    task = 47
    # what a source system says of a person or company
    record_created = 60
    lead_status = 61
    lifecycle_stage = 62
    owner_assigned = 63
    attribute = 64
    converted = 65
    opted_out = 66
    work_address_known = 67
    claimed = 68  # a page's program says the visitor asked (value: for what); nothing until it is confirmed
    buyer_away = (
        69  # an out-of-office reply (value: `until=2027-01-18`, the day of return, where it says one)
    )
    # deals
    deal_created = 70
    deal_stage = 71
    deal_amount = 72
    deal_won = 73
    deal_lost = 74
    deal_reopened = 75
    revenue = 76
    credit_note = 77
    went_live = 78
    renewal_won = 79
    renewal_lost = 80
    # what people did with a lead
    accepted = 90
    returned = 91
    recycled = 92
    disqualified = 93
    need_confirmed = 94
    account_qualified = 95  # decided here: enough people of the account, and this one stands for them
    # about no person: money and reach
    spend = 100
    impressions = 101
    ad_clicks = 102


BUYER_TOUCHES = frozenset(k for k in FactKind if 1 <= k < 30)
MARKETING_TOUCHES = frozenset(k for k in FactKind if 30 <= k < 40)
SALES_TOUCHES = frozenset(k for k in FactKind if 40 <= k < 60)
TOUCHES = BUYER_TOUCHES | MARKETING_TOUCHES | SALES_TOUCHES
# An open proves nothing, a sequence step is nobody's act, leaving is not interest.
HUMAN_BUYER_TOUCHES = BUYER_TOUCHES - {
    FactKind.email_open,
    FactKind.unsubscribed,
    FactKind.complained,
    FactKind.negative_reply,
}
GENUINE_ATTEMPTS = frozenset(
    {
        FactKind.call_attempted,
        FactKind.call_connected,
        FactKind.sales_email_sent,
        FactKind.meeting_held,
        FactKind.conversation,
    }
)


class Agent(IntEnum):
    """Who pressed the button, as far as the source can tell: machine hits never count."""

    human = 0
    machine = 1
    unknown = 2


class RecordKind(StrEnum):
    """What a source record describes."""

    person = "person"
    company = "company"
    deal = "deal"
    user = "user"
    campaign = "campaign"


class Ref(NamedTuple):
    """The name of one source record: `("crm", "person", "00Q...")`."""

    source: str
    kind: RecordKind
    external_id: str


class FactDraft(NamedTuple):
    """A fact as a connector reads it, before it has a sequence number.

    `natural_id` is unique within the source for ever: the same happening read twice has the same one.
    `about` is None only for facts about nobody (spend). `amount` is in minor units of `currency`;
    with an empty currency it is a count. `value` is a dimension (a stage, `industry=water`), never a
    name, an address or free text: those belong to the record.
    """

    natural_id: str
    about: Ref | None
    kind: FactKind
    occurred_at: datetime
    channel: str = ""
    campaign: str = ""
    asset: str = ""
    actor: str = ""
    value: str = ""
    amount: int | None = None
    currency: str = ""
    agent: Agent = Agent.human
    evidence: "Evidence | None" = None  # of a hit: who may stand behind it
    item: str = ""  # the id of what it is of (a call, a meeting): read anew, its facts replace those it had


class RecordDraft(NamedTuple):
    """A source record as a connector reads it: kept whole in the personal store.

    `values` is the row as it stood, by the source's own column names. `email`, `name`, `company`,
    `domain`, `phone`, `country` are the canonical fields identity needs, empty where unknown.
    `same_as` are external-id links (the strongest evidence), `belongs_to` the company record,
    `people` the persons of a deal. `merged` are ids the vendor says it merged into this record.
    `partial`: the other columns and fields stay as they are; of each column the newest value stands (of one
    named `first ...` the oldest), so it needs `modified_at`.
    `words`: what it says in free words that is counted as topics, by sort (`heard.WORDS_OF`).
    """

    ref: Ref
    values: dict[str, str]
    modified_at: datetime | None = None
    email: str = ""
    name: str = ""
    company: str = ""
    domain: str = ""
    phone: str = ""
    country: str = ""
    same_as: tuple[Ref, ...] = ()
    belongs_to: Ref | None = None
    people: tuple[Ref, ...] = ()
    merged: tuple[Ref, ...] = ()
    deleted: bool = False
    partial: bool = False
    words: tuple[tuple[str, str], ...] = ()


class Reason(StrEnum):
    """Why a row was refused: the closed list. Each reject carries one."""

    too_few_cells = "too_few_cells"
    too_many_cells = "too_many_cells"
    stray_quote = "stray_quote"
    swallowed_line = "swallowed_line"
    bad_encoding = "bad_encoding"
    control_character = "control_character"
    cell_too_long = "cell_too_long"
    missing_id = "missing_id"
    bad_id = "bad_id"
    duplicate_in_file = "duplicate_in_file"
    missing_date = "missing_date"
    bad_date = "bad_date"
    ambiguous_date = "ambiguous_date"
    date_out_of_range = "date_out_of_range"
    bad_number = "bad_number"
    number_out_of_range = "number_out_of_range"
    bad_currency = "bad_currency"
    bad_email = "bad_email"
    unknown_status = "unknown_status"
    unknown_reference = "unknown_reference"
    repeated_header = "repeated_header"
    suppressed = "suppressed"


class Refused(NamedTuple):
    """A row that was not taken: line in the file, column, the value seen, why, and what to do."""

    line: int
    column: str
    value: str
    reason: Reason
    remedy: str


class ConsentDraft(NamedTuple):
    """What a person said, in a form of ours, about being written to or measured. `evidence`: what proves it."""

    about: Ref
    purpose: Purpose
    medium: Medium
    said: Statement
    evidence: str = ""


class RowRead(NamedTuple):
    """A row that was understood: what it says of records, and what happened.

    `received_at`: when a live row came in; without it, it came with its import. `consents`: of a live row only.
    `members`: what it says of our own people.
    """

    line: int
    records: tuple[RecordDraft, ...]
    facts: tuple[FactDraft, ...]
    received_at: datetime | None = None
    consents: tuple[ConsentDraft, ...] = ()
    members: "tuple[MemberDraft, ...]" = ()


class RowSkipped(NamedTuple):
    """A row that is no data (blank, a footer, a deleted record): counted, not refused."""

    line: int
    why: str
