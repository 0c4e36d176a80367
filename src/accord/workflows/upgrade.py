"""Upgrade: a backup first, then the tables in one transaction, then the doctor."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accord.ledger.schema import find_applied_migrations, find_missing_migrations
from accord.reporting.doctor import Finding, check
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.back_up import back_up
from accord.workflows.bring_up import bring_up, fill_tables
from accord.workflows.tables_fit import check_not_newer

KEPT = 2  # backups from before an upgrade


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was applied, the backup from before (None: there was nothing to lose), and what the doctor found."""

    applied: tuple[str, ...]
    backup: Path | None
    findings: tuple[Finding, ...]


def upgrade_installation(by: Viewer, *, backup_to: Path | None = None, now: datetime) -> Upgraded:
    """Bring the tables up to this release: all of it or nothing, however it is interrupted; repeatable.

    Raises `Refused` without the right, `Invalid` where a newer release changed the tables, and whatever
    `back_up` raises: then nothing was changed.
    """
    require(by, Right.manage_people)
    check_not_newer()
    if not find_missing_migrations():
        fill_tables(now)  # of an upgrade that died after its tables
        return Upgraded((), None, tuple(check(SYSTEM, now)))
    backup = None
    if find_applied_migrations():
        folder = backup_to or Path(settings.INSTALLATION.data) / "backups" / "before-upgrade"
        backup = back_up(by, to=folder, keep=0 if backup_to else KEPT, now=now).path
    applied = bring_up(now)
    return Upgraded(tuple(applied), backup, tuple(check(SYSTEM, now)))
