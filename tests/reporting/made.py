"""Small helpers of this folder: the instant it all happens at, and a clean slate between tests."""

from datetime import timedelta

from accord.reporting import dashboard, sight
from accord.reporting.mirror import current
from tests.contacts.bringing import NOW as START

NOW = START + timedelta(days=120)


def forget_open_mirrors() -> None:
    """Close what the process keeps open and cached."""
    for held in current._open.values():
        held.close()
    current._open.clear()
    dashboard._cache.clear()
    sight._used.clear()
