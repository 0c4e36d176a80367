"""Small helpers of this folder: the instant it all happens at, and a clean slate between tests."""

from datetime import timedelta

from accord.reporting import dashboard
from accord.reporting.mirror import current
from tests.contacts.bringing import NOW as START

NOW = START + timedelta(days=120)


def forget_open_mirrors() -> None:
    """Close what the process keeps open and cached."""
    for mirror in current._open.values():
        mirror.close()
    current._open.clear()
    current._users.clear()
    dashboard._cache.clear()
