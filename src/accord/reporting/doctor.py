"""Every promise that exists so far, checked on a live installation; what is broken is named with its rows."""

from datetime import datetime

from accord.contacts.doctor import check_identity
from accord.reporting.checks.agreements import check_agreements
from accord.reporting.checks.finding import Finding
from accord.reporting.checks.handoffs import check_handoffs
from accord.reporting.checks.ledger import check_facts, check_guards, check_imports, check_jobs
from accord.reporting.checks.listening import check_listening
from accord.reporting.checks.mirror import check_mirror
from accord.reporting.checks.unhanded import check_unhanded
from accord.reporting.checks.waves import check_waves
from accord.reporting.sight import mirror_folder
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["Finding", "check"]


def check(viewer: Viewer, now: datetime) -> list[Finding]:
    """All that is broken, worst first; empty when every promise holds. Reads only.

    Raises `Refused` without the right to run the doctor.
    """
    require(viewer, Right.run_doctor)
    return [
        *check_guards(),
        *check_agreements(),
        *check_facts(),
        *check_imports(),
        *(Finding(issue.code, issue.sentence, issue.remedy, 1, ()) for issue in check_identity()),
        *check_handoffs(now),
        *check_unhanded(mirror_folder(), now),
        *check_mirror(mirror_folder()),
        *check_jobs(now),
        *check_listening(now),
        *check_waves(),
    ]
