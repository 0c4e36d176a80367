"""HubSpot's default statuses and lifecycle stages, and the type each status means."""

from accord.connectors.objects.statuses import Statuses, table
from accord.vocabulary.channels import plain_word

LEAD_STATUS = "lead_status"
DEAL_STAGE = "deal_stage"

STATUSES: dict[str, Statuses] = {
    LEAD_STATUS: table("""
        open: NEW | OPEN | BAD_TIMING | Bad Timing
        ongoing: IN_PROGRESS | In Progress | OPEN_DEAL | Open Deal | ATTEMPTED_TO_CONTACT
        ongoing: Attempted to Contact | CONNECTED
        won: CUSTOMER
        lost: UNQUALIFIED
    """),
    DEAL_STAGE: table("""
        open: appointmentscheduled | Appointment Scheduled
        ongoing: qualifiedtobuy | Qualified To Buy | presentationscheduled | Presentation Scheduled
        ongoing: decisionmakerboughtin | Decision Maker Bought-In | contractsent | Contract Sent
        won: closedwon | Closed Won
        lost: closedlost | Closed Lost
    """),
}

LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
_LIFECYCLE = {plain_word(stage): stage for stage in LIFECYCLE}


def lifecycle(text: str) -> str:
    """The internal value of a lifecycle stage given by value or label;
    a portal's own stage stays as it is.
    """
    return _LIFECYCLE.get(plain_word(text), text.strip())
