"""What people are told: the closed list of notices, by which ways, and how urgent each is.

A word is permanent: it stands on rows and in what other programs receive. Never rename, only add.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class NoticeKind(StrEnum):
    """The closed list of what anybody is told."""

    hot_lead = "hot_lead"  # offered to you, and the buyer raised a hand
    lead_offered = "lead_offered"
    lead_reoffered = "lead_reoffered"  # nobody took it before you
    lead_moved = "lead_moved"  # it was yours
    lead_taken = "lead_taken"  # it was offered to you too, and somebody was first
    due_soon = "due_soon"
    overdue = "overdue"
    escalated = "escalated"  # to whoever leads the team
    unread_crm = "unread_crm"  # alarms pause: the CRM could not be read
    returned = "returned"  # to marketing
    outcome = "outcome"  # to marketing: what became of a lead it sent
    promise_due = "promise_due"  # a promise of marketing's is due
    deal_active = "deal_active"  # to the owner of an open deal: its people are active
    customer_active = "customer_active"
    won = "won"
    mention = "mention"
    question = "question"  # "why?" on a number
    answer = "answer"
    decision_needed = "decision_needed"
    weekly_pack = "weekly_pack"
    survey_open = "survey_open"
    test = "test"


class Urgency(StrEnum):
    """How long a notice may wait for its reader."""

    now = "now"  # at once
    today = "today"  # at once, or with the digest of whoever wants one
    later = "later"  # with the digest


class Way(StrEnum):
    """How a notice reaches a person; a page of Accord always shows it."""

    page = "page"
    email = "email"
    chat = "chat"
    webhook = "webhook"  # to a program, signed


class Waits(StrEnum):
    """Since when a message has waited, and for what."""

    undo = "undo"
    digest = "digest"
    quiet = "quiet hours"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind is told. `through_quiet`: quiet hours do not hold it. `signed`: only under a signed agreement."""

    urgency: Urgency
    through_quiet: bool = False
    signed: bool = True


_K, _U = NoticeKind, Urgency
MANNERS = MappingProxyType(
    {
        _K.hot_lead: Manner(_U.now, through_quiet=True),
        _K.lead_offered: Manner(_U.now),
        _K.lead_reoffered: Manner(_U.now),
        _K.lead_moved: Manner(_U.now),
        _K.lead_taken: Manner(_U.now),
        _K.due_soon: Manner(_U.now),
        _K.overdue: Manner(_U.now),
        _K.escalated: Manner(_U.now, through_quiet=True),
        _K.unread_crm: Manner(_U.now, signed=False),
        _K.returned: Manner(_U.today),
        _K.outcome: Manner(_U.later),
        _K.promise_due: Manner(_U.today),
        _K.deal_active: Manner(_U.today),
        _K.customer_active: Manner(_U.today),
        _K.won: Manner(_U.now),
        _K.mention: Manner(_U.today, signed=False),
        _K.question: Manner(_U.today, signed=False),
        _K.answer: Manner(_U.today, signed=False),
        _K.decision_needed: Manner(_U.today),
        _K.weekly_pack: Manner(_U.today),
        _K.survey_open: Manner(_U.today),
        _K.test: Manner(_U.now, through_quiet=True, signed=False),
    }
)
