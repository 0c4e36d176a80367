"""How many requests a web process answers at once: as many as may wait for a commit and the database can bear."""

from django.conf import settings
from django.db import connection

from accord.ledger.sql import connection_limit

LEFT_TO_OTHERS = 20  # connections: the worker, the writers of letters, an import, somebody who looks
FEWEST = 4


def request_threads(workers: int, *, chosen: bool) -> int:
    """Threads of each of so many web processes: what was chosen, else what the database has connections for.

    Each may hold one, and a server that has none left refuses everybody.
    """
    asked: int = settings.INSTALLATION.threads
    limit = None if chosen else connection_limit()
    connection.close()  # the processes that are started next must not inherit it
    return asked if limit is None else max(FEWEST, min(asked, (limit - LEFT_TO_OTHERS) // workers))
