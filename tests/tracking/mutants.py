"""The served product with one promise broken, for campaigns that must notice: `ACCORD_MUTANT` names which.

python -m tests.tracking.mutants web PORT
python -m tests.tracking.mutants worker
"""

import os
import random
import sys
import time
from collections.abc import Callable
from typing import Any


def acknowledges_early() -> None:
    """A request is answered when its letter is handed in, not when it is committed."""
    from accord.ledger.group_commit import GroupWriter, _Handed

    def hand_in(self: GroupWriter[Any], row: Any) -> None:
        handed = _Handed(row)
        self.window = 0.5
        with self._changed:
            self._waiting.append(handed)
            if self._thread is None:
                import threading

                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            self._changed.notify()

    GroupWriter.hand_in = hand_in  # type: ignore[method-assign]


def forgets_message_ids() -> None:
    """What is sent twice counts twice."""
    from accord.connectors.segment import read

    read.message_id = lambda *_: f"{random.random()}"


def takes_before_it_writes() -> None:
    """A letter is marked as taken in a transaction of its own, before what it says is written."""
    from accord.workflows import take_inbox

    take = take_inbox.take_letters
    write = take_inbox.Taker._write

    def two_transactions(self: Any, found: Any, batches: Any) -> float:
        take(found.whole, found.part, now=self._clock())
        time.sleep(0.3)
        take_inbox.take_letters = lambda *_, **__: True
        try:
            return write(self, found, batches)
        finally:
            take_inbox.take_letters = take

    take_inbox.Taker._write = two_transactions  # type: ignore[method-assign]


def syncs_seldom() -> None:
    """SQLite is told not to wait for the disk at each commit."""
    from django.db import connections

    options = connections.settings["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")


MUTANTS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (acknowledges_early, forgets_message_ids, takes_before_it_writes, syncs_seldom)
}
MUTANT = os.environ.get("ACCORD_MUTANT", "")


def __getattr__(name: str) -> Any:
    """The WSGI application, broken where it is asked to be: granian looks it up in each of its processes."""
    if name != "application":
        raise AttributeError(name)
    from accord.config.wsgi import application

    MUTANTS[MUTANT]()
    return application


def main() -> None:
    """Serve, or work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    import django

    django.setup()
    if sys.argv[1] == "web":
        from django.conf import settings
        from granian import Granian
        from granian.constants import Interfaces

        target = "tests.tracking.mutants:application"
        port, threads = int(sys.argv[2]), settings.INSTALLATION.threads
        Granian(
            target, port=port, interface=Interfaces.WSGI, blocking_threads=threads, websockets=False
        ).serve()
    else:
        MUTANTS[MUTANT]()
        from accord.interfaces.cli.main import run

        run(["work"])


if __name__ == "__main__":
    main()
