"""What people decide under the contact policy, each in one transaction: approve a campaign, close a complaint."""

from datetime import datetime

from django.db import transaction

from accord.contacts.complaints import close_complaints
from accord.contacts.contact_deals import approve_campaign
from accord.vocabulary.people import Viewer


def approve(by: Viewer, contact_id: int, campaign: str, reason: str, now: datetime) -> int:
    """Let a campaign reach the people of an opportunity of one's own; how many opportunities that opens."""
    with transaction.atomic():
        return approve_campaign(by, contact_id, campaign, reason, now=now)


def close_complaint(by: Viewer, contact_id: int, reason: str, now: datetime) -> int:
    """Say that a contact's complaints are dealt with; how many were open."""
    with transaction.atomic():
        return close_complaints(by, contact_id, reason, now=now)
