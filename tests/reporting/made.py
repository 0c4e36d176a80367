"""Small helpers of this folder: the instant it all happens at, and a clean slate between tests."""

import threading
from datetime import timedelta

from accord.reporting import dashboard, sight
from accord.reporting.mirror import current
from accord.reporting.reckoned import forget_answers
from tests.contacts.bringing import NOW as START

NOW = START + timedelta(days=120)


def forget_open_mirrors() -> None:
    """Close what the process keeps open and cached, once whoever makes something behind the reader is done."""
    while behind := [each for each in threading.enumerate() if each.name in ("mirror", "board")]:
        behind[0].join()
    current.close_all()
    dashboard._cache.clear()
    sight._used.clear()
    forget_answers()
