"""Salesforce's default lead statuses and opportunity stages, and the type each means."""

from accord.connectors.objects.statuses import Statuses, table

LEAD_STATUS = "lead_status"
STAGE = "stage"

STATUSES: dict[str, Statuses] = {
    LEAD_STATUS: table("""
        open: Open - Not Contacted | Open | New | Nurturing | Nurture | Recycled
        ongoing: Working - Contacted | Working | Contacted | Attempting Contact | Attempted Contact
        ongoing: Qualified
        won: Closed - Converted | Converted
        lost: Closed - Not Converted | Unqualified | Disqualified | Returned
    """),
    STAGE: table("""
        open: Prospecting
        ongoing: Qualification | Needs Analysis | Value Proposition | Id. Decision Makers
        ongoing: Identify Decision Makers
        ongoing: Perception Analysis | Proposal/Price Quote | Proposal | Negotiation/Review | Negotiation
        won: Closed Won
        lost: Closed Lost
    """),
}
