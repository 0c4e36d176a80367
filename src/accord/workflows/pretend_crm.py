"""The demonstration's pretend CRM: a twin of Salesforce beside the product, with the same invented people in it.

It is connected as any Salesforce is, at an address of this machine that only this connection names.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections, transaction

from accord.connectors.objects.session import Clock, Connection
from accord.ledger.sync import advance, find_objects, make_all_due
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.connect_crm import connect
from accord.workflows.connections import get_connection
from accord.workflows.demonstration import is_demonstration
from accord.workflows.read_crm import wake

SYSTEM = "salesforce"
_LOCAL = "127.0.0.1"
_LOOK = 0.5  # seconds between two looks at what the pretend CRM says
# The twin's own app, as its documentation names it: a secret that opens nothing but a twin.
_APP, _APP_KEY = "accord-twin", "twin-secret"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PretendCrm:
    """Where it answers, what it begins with, where it keeps its records, and which file it writes at a change."""

    address: str
    exports: Path
    state: Path
    news: Path

    @property
    def port(self) -> int:
        """The port it answers on."""
        return urlsplit(self.address).port or 80


def pretend_crm_at(port: int) -> PretendCrm:
    """The pretend CRM of this data folder, on a port."""
    folder = Path(settings.INSTALLATION.data)
    kept = folder / "pretend-crm"
    exports = folder / "demo-exports" / SYSTEM
    return PretendCrm(f"http://{_LOCAL}:{port}", exports, kept / "records.sqlite3", kept / "news")


def find_pretend_crm() -> PretendCrm | None:
    """The pretend CRM that this demonstration is connected to; None elsewhere, and beside a CRM of one's own."""
    if not is_demonstration():
        return None
    try:
        at = urlsplit(get_connection(SYSTEM).base_url)
    except NotFound:
        return None
    made = pretend_crm_at(at.port or 80)
    return made if at.hostname == _LOCAL and made.state.exists() else None


def connect_pretend_crm(by: Viewer, crm: PretendCrm, read_until: datetime, clock: Clock) -> None:
    """Connect the pretend CRM, which must answer. What its exports said is not read a second time.

    Repeatable: at another address it is the same CRM, and reading goes on where it stood.
    """
    require(by, Right.run_sync)
    connection = Connection(
        SYSTEM,
        SYSTEM,
        base_url=crm.address,
        login_url=crm.address,
        sandbox=True,
        client_id=_APP,
        client_secret=_APP_KEY,
    )
    connect(by, connection, clock)
    with transaction.atomic():
        for row in find_objects(SYSTEM):
            if row.history_state == "waiting" and not row.position:
                advance(row, history_state="", position={"high": read_until.isoformat()})


def start_listening(stop: threading.Event, clock: Clock) -> threading.Thread | None:
    """In a demonstration: a thread by which a click in the pretend CRM is read at once, not at the next interval."""
    crm = find_pretend_crm()
    if crm is None:
        return None
    thread = threading.Thread(target=_listen, args=(crm, stop, clock), name="pretend-crm", daemon=True)
    thread.start()
    return thread


def _listen(crm: PretendCrm, stop: threading.Event, clock: Clock) -> None:
    heard = _said(crm.news)
    while not stop.wait(_LOOK):
        said = _said(crm.news)
        if said == heard:
            continue
        try:
            close_old_connections()
            with transaction.atomic():
                make_all_due(SYSTEM)
                wake(SYSTEM, now=clock())
            heard = said
        except Exception:
            # The next look tries again; the interval reads it in any case.
            log.exception("the pretend CRM was not heard")


def _said(news: Path) -> int:
    """When the pretend CRM last wrote: any other number than before is news."""
    try:
        return news.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
