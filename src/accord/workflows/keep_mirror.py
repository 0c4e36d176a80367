"""The mirror and the doctor, as operations ask for them."""

from datetime import datetime

from accord.reporting import dashboard, doctor
from accord.reporting.doctor import Finding
from accord.reporting.mirror.rebuild import Rebuilt, rebuild
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.backup_due import find_backup_due


def refresh_mirror(by: Viewer, now: datetime) -> int:
    """Bring the mirror up to the record; its version."""
    require(by, Right.run_doctor)
    return dashboard.catch_up(now)


def rebuild_mirror(by: Viewer, now: datetime, *, verify: bool) -> Rebuilt:
    """Build the mirror anew; with `verify`, say where it was not what the record gives."""
    require(by, Right.run_doctor)
    return rebuild(dashboard.mirror_folder(), now, verify=verify)


def examine(by: Viewer, now: datetime) -> list[Finding]:
    """Every violated invariant, with its rows; last a warning where a backup is due."""
    return [*doctor.check(by, now), *find_backup_due(by, now)]
