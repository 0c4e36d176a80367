"""Hold a meeting: the act, and the survey that the rhythm opens with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.alignment.meetings.rhythm import hold
from accord.alignment.shapes import Meeting
from accord.alignment.survey.rounds import open_round
from accord.teams.agreements import Current, current
from accord.vocabulary.people import Viewer


def hold_meeting(by: Viewer, name: str, *, now: datetime) -> Meeting:
    """Record that a meeting of the rhythm is held now, once for its period.

    The first one held in or after the week of `agreement.review_by` opens the survey of the cycle, so that the
    answers are there when the agreement is reviewed.
    """
    with transaction.atomic():
        held = hold(by, name, now=now)
        agreement = current(now)
        if (
            agreement is not None
            and agreement.signed
            and agreement.document.survey
            and _is_review(agreement, now)
        ):
            open_round(by, now=now, reason=f"{name} meeting of {held.period}")
    return held


def _is_review(agreement: Current, now: datetime) -> bool:
    head, reporting = agreement.document.agreement, agreement.document.reporting
    if head.review_by is None:
        return False
    monday = head.review_by.on - timedelta(days=head.review_by.on.weekday())
    return now.astimezone(ZoneInfo(reporting.zone if reporting else "UTC")).date() >= monday
