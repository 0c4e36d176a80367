"""Hold a meeting: the act, and what the rhythm opens with it."""

from datetime import datetime

from django.db import transaction

from accord.alignment.meetings.rhythm import hold
from accord.alignment.shapes import Meeting
from accord.vocabulary.people import Viewer


def hold_meeting(by: Viewer, name: str, *, now: datetime) -> Meeting:
    """Record that a meeting of the rhythm is held now, once for its period."""
    with transaction.atomic():
        return hold(by, name, now=now)
