"""How each kind of notice is told: how long it may wait, what quiet hours hold, what needs a signature."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from accord.vocabulary.notices import NoticeKind


class Urgency(StrEnum):
    """How long a notice may wait for its reader."""

    now = "now"  # at once
    today = "today"  # at once, or with the digest of whoever wants one
    later = "later"  # with the digest


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
        _K.spike: Manner(_U.today),
        _K.pulse: Manner(_U.now, signed=False),
        _K.campaign: Manner(_U.today),
        _K.campaign_moved: Manner(_U.today),
        _K.unsigned: Manner(_U.today),
        _K.test: Manner(_U.now, through_quiet=True, signed=False),
    }
)
