"""A contact policy as the two teams sign it, and small makers of touches."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accord.agreement import parse
from accord.agreement.contact import Ask, Policy, Situation, Touch, compile_contact
from accord.agreement.shape import Document
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind, Team

MONDAY = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)  # 11:00 in Amsterdam
CLAUSE = """
contact_policy:
  caps:
    marketing e-mail per person: 2 per 7 days
    automatic touches per person: 4 per 7 days
    per account: 15 per 7 days
  hold_marketing:
    reply to sales: 14 days
    open opportunity: only what its owner approved
    complaint open: until closed
    renewal: 60 days before
  hours: {quiet: "19:00-08:00", zone: recipient, weekend: test arms to directors and above}
"""
MAIL = Ask(team=Team.marketing)
SEQUENCE = Ask(team=Team.sales)
BY_HAND = Ask(team=Team.sales, automatic=False)
CALL = Ask(team=Team.sales, medium=Medium.phone, automatic=False)
KINDS = {
    FactKind.email_sent: (Team.marketing, Medium.email, True),
    FactKind.sequence_email_sent: (Team.sales, Medium.email, True),
    FactKind.sales_email_sent: (Team.sales, Medium.email, False),
    FactKind.call_attempted: (Team.sales, Medium.phone, False),
}


def document(mode: str = "{contact_policy: enforce}", clause: str = CLAUSE) -> Document:
    """An agreement with this policy."""
    head = "agreement: {id: halden, version: 1, currency: EUR, in_force: 2027-01-01}\n"
    rest = "reporting: {zone: Europe/Amsterdam, currency: EUR}\n"
    found = parse(f"{head}mode: {mode}\n{rest}{clause}").document
    assert found is not None
    return found


def policy(mode: str = "{contact_policy: enforce}", clause: str = CLAUSE) -> Policy:
    """The policy compiled."""
    return compile_contact(document(mode, clause))


def touch(kind: FactKind = FactKind.email_sent, *, ago: float = 0, person: int = 1, **more: Any) -> Touch:
    """A touch so many days before Monday."""
    team, medium, automatic = KINDS[kind]
    return Touch(MONDAY - timedelta(days=ago), team, medium, automatic, person, kind=kind, **more)


def known(**what: Any) -> Situation:
    """What is known of person 1 in the Netherlands."""
    return Situation(**{"person": 1, "country": "NL", **what})
