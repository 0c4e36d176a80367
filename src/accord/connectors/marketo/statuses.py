"""Marketo's lead statuses: it has no fixed list,
so these are the words of its starter tenant and of Salesforce's sync.
"""

from accord.connectors.objects.statuses import Statuses, table

LEAD_STATUS = "lead_status"

STATUSES: dict[str, Statuses] = {
    LEAD_STATUS: table("""
        open: New | Open | Open - Not Contacted | Nurture | Nurturing | Recycled | Recycle | Known | Engaged
        ongoing: Working | Working - Contacted | Contacted | Qualified | MQL | SAL | SQL | Sales Ready
        ongoing: Opportunity
        won: Closed - Converted | Converted | Customer | Won
        lost: Closed - Not Converted | Unqualified | Disqualified | Rejected | Lost
    """),
}
