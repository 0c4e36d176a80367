"""The connections of this installation: secrets in a file that only its owner reads, sessions by system.

`connections.json` lies in the data folder, mode 0600; no secret is in the database, a log or an address.
What statuses and fields mean stands beside it, in a file people edit: `crm-salesforce.yaml`.
"""

import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings

from accord.connectors.hubspot import connector as hubspot
from accord.connectors.hubspot import live as hubspot_live
from accord.connectors.hubspot.live.objects import OVERLAP as HUBSPOT_OVERLAP
from accord.connectors.objects.session import Clock, Connection, LiveObject, Meter, Session
from accord.connectors.objects.system import System
from accord.connectors.outgoing import trusting
from accord.connectors.salesforce import connector as salesforce
from accord.connectors.salesforce import live as salesforce_live
from accord.connectors.salesforce.live.objects import OVERLAP as SALESFORCE_OVERLAP
from accord.ledger.sync import get_system, note_actor, note_pause, note_spent
from accord.vocabulary.errors import Invalid, NotFound
from accord.workflows.outgoing import outgoing_rules

Opener = Callable[[Connection, Meter], Session]


@dataclass(frozen=True, slots=True)
class Live:
    """What is known of a vendor: its reader, its objects, its fields of our own, how to open a session."""

    system: System
    objects: tuple[LiveObject, ...]
    own_fields: Mapping[str, Mapping[str, str]]
    overlap: timedelta
    open: Opener

    def get(self, name: str) -> LiveObject:
        """The object of that name; raises `NotFound`."""
        for item in self.objects:
            if item.name == name:
                return item
        raise NotFound(
            "crm.no_object", f'{self.system.name} has no object "{name}"', "accord sync status lists them"
        )


def _live(system: System, module: ModuleType, overlap: timedelta) -> Live:
    return Live(system, module.OBJECTS, module.OWN_FIELDS, overlap, module.open_session)


SYSTEMS: dict[str, Live] = {
    "salesforce": _live(salesforce, salesforce_live, SALESFORCE_OVERLAP),
    "hubspot": _live(hubspot, hubspot_live, HUBSPOT_OVERLAP),
}
_sessions: dict[str, tuple[Connection, Session]] = {}


def get_live(system: str) -> Live:
    """What is known of a vendor; raises `NotFound` with those there are."""
    if system not in SYSTEMS:
        raise NotFound("crm.unknown", f'there is no live system "{system}"', f"use {' or '.join(SYSTEMS)}")
    return SYSTEMS[system]


def keep_connection(connection: Connection) -> None:
    """Keep a connection's settings and secrets, replacing what stood for the system."""
    kept = _read_all()
    said = asdict(connection)
    del said["mapping"]
    kept[connection.system] = said
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"connections.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(kept, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def get_connection(system: str) -> Connection:
    """A connection with its mapping; raises `NotFound` where none was made."""
    kept = _read_all().get(system)
    if kept is None:
        raise NotFound(
            "crm.not_connected", f"{system} is not connected", f"accord connect {system} --help says how"
        )
    return replace(Connection(**kept), mapping=read_mapping(system))


def mapping_file(system: str) -> Path:
    """Where people say what the system's statuses and fields mean."""
    return Path(settings.INSTALLATION.data) / f"crm-{system}.yaml"


def read_mapping(system: str) -> Mapping[str, Any]:
    """The mapping as a value; {} where none is written. Raises `Invalid` for what is no mapping."""
    path = mapping_file(system)
    if not path.exists():
        return {}
    from accord.connectors.csv_file.node import load_yaml

    found = load_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise Invalid(
            "crm.mapping",
            f'"{path.name}" is not a list of `key: value`',
            "accord connect writes one to begin with",
        )
    return found


def session_of(connection: Connection, clock: Clock) -> Session:
    """The session of a connection, kept while its settings stand: signing in each time would cost calls."""
    held = _sessions.get(connection.system)
    if held is None or held[0] != connection:
        session = open_guarded(connection, clock)
        _sessions[connection.system] = (connection, session)
        return session
    held[1].meter.clock = clock
    return held[1]


def open_guarded(connection: Connection, clock: Clock) -> Session:
    """A new session that connects only where the rules for outgoing requests allow."""
    session = get_live(connection.system).open(connection, meter_of(clock))
    # What operations typed counts as named; where the system's answers point does not.
    session.guard(trusting(outgoing_rules(), connection.base_url, connection.login_url))
    return session


def meter_of(clock: Clock) -> Meter:
    """A meter by this clock; a clock that is held by somebody is also how they let time pass."""
    return Meter(clock, getattr(clock, "rest", time.sleep))


def forget_sessions() -> None:
    """Let go of every session: the next use signs in anew."""
    _sessions.clear()


class Spending:
    """A context around calls: refuses inside a vendor's pause, and books what was spent however it ends."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.session = session_of(connection, clock)
        self._system = connection.system
        self._clock = clock

    def __enter__(self) -> Session:
        meter = self.session.meter
        meter.calls = 0
        kept = get_system(self._system)
        if kept.not_before is not None and (meter.not_before is None or kept.not_before > meter.not_before):
            meter.not_before = kept.not_before
        return self.session

    def __exit__(self, *_: object) -> None:
        meter = self.session.meter
        now = self._clock()
        note_spent(self._system, now, calls=meter.calls, used=meter.used, allowed=meter.limit)
        meter.calls = 0
        if meter.not_before is not None:
            note_pause(self._system, meter.not_before)
        note_actor(self._system, self.session.actor)


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def _file() -> Path:
    return Path(settings.INSTALLATION.data) / "connections.json"


def _read_all() -> dict[str, Any]:
    try:
        found = json.loads(_file().read_text())
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}
