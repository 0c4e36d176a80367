"""Whether a backup is due: the last one is old, or there is something to lose and none was ever made."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from accord.ledger.models import Fact
from accord.reporting.checks.finding import Finding
from accord.reporting.health import find_last_backup
from accord.teams.models import SealedAgreement
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer
from accord.workflows.demonstration import is_demonstration

_REMEDY = "back it up each night: accord backup --to A_FOLDER_ON_ANOTHER_DISK"


def find_backup_due(viewer: Viewer, now: datetime) -> list[Finding]:
    """One warning where the last backup is older than ACCORD_BACKUP_OLD; else, and for others than operations, none.

    Where none was ever made it is reckoned from the first fact or signature: before that nothing can be lost.
    An invented company needs none.
    """
    old = settings.INSTALLATION.backup_old
    if not old or not may(viewer, Right.manage_people):
        return []
    last = find_last_backup(Path(settings.INSTALLATION.data))
    since = last or _first_to_lose()
    if since is None or now - since <= old or is_demonstration():
        return []
    days = (now - since).days
    if last:
        return [Finding("backup.old", f"the last backup is {days} days old", _REMEDY, 1, (), "warning")]
    sentence = f"no backup was ever made, and the record is {days} days old"
    return [Finding("backup.none", sentence, _REMEDY, 1, (), "warning")]


def _first_to_lose() -> datetime | None:
    fact = Fact.objects.order_by("seq").values_list("received_at", flat=True).first()
    signed = SealedAgreement.objects.order_by("sealed_at").values_list("sealed_at", flat=True).first()
    return min((one for one in (fact, signed) if one is not None), default=None)
