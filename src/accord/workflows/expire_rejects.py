"""Refused rows show personal values: they are kept long enough to mend a file, then blanked."""

from datetime import datetime

from django.db import transaction

from accord.ledger.erasure import forget_rejects
from accord.ledger.jobs import ClaimedJob


def do_expire(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: blank the refused values of the import the job names."""
    with transaction.atomic():
        forget_rejects(int(job.key))
