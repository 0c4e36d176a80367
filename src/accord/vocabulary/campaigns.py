"""Words of campaigns: how one stands, what was answered, why one may not start. Words are permanent: only add."""

from enum import StrEnum


class CampaignStanding(StrEnum):
    """How a campaign stands now; what is over or running is told by its days."""

    planned = "planned"  # nobody was asked yet
    waiting = "waiting"  # sales was asked, and has not answered
    signed = "signed"
    voided = "voided"  # it was signed, and changed since
    refused = "refused"
    unanswered = "unanswered"  # its start came without an answer: not sent
    cancelled = "cancelled"


class SignAnswer(StrEnum):
    """What somebody says to a plan as it stands."""

    signed = "signed"
    refused = "refused"


class Bar(StrEnum):
    """Why a campaign may not start."""

    no_agreement = "no_agreement"
    cancelled = "cancelled"
    unsigned = "unsigned"
    changed = "changed"  # what was signed is not what stands now
    other_content = "other_content"  # what would be sent is not what stands now
    refused = "refused"
    one_signature = "one_signature"  # an emergency that one side alone signed
    same_person = "same_person"  # an emergency that one person signed for both sides
    early = "early"
    over = "over"
