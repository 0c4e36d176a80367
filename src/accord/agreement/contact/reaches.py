"""What reaches a person: whose act it is, by which way, and whether it goes to many."""

from collections.abc import Mapping

from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind, Team

REACHES: Mapping[int, tuple[Team, Medium, bool]] = {
    FactKind.email_sent: (Team.marketing, Medium.email, True),
    FactKind.email_delivered: (Team.marketing, Medium.email, True),
    FactKind.sequence_email_sent: (Team.sales, Medium.email, True),
    FactKind.sales_email_sent: (Team.sales, Medium.email, False),
    FactKind.call_attempted: (Team.sales, Medium.phone, False),
    FactKind.call_connected: (Team.sales, Medium.phone, False),
}
