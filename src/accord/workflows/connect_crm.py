"""Connect an outside system: keep the connection, try it, queue its reading; and look at how it stands there."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accord.connectors.objects.session import Clock
from accord.connectors.objects.session import Connection as Connection
from accord.ledger.acts import record_act
from accord.ledger.imports import check_source
from accord.ledger.sync import connect_system, find_systems
from accord.ledger.sync_writes import close_conflict
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.connections import (
    Spending,
    forget_sessions,
    get_live,
    keep_connection,
    open_guarded,
    read_mapping,
)
from accord.workflows.read_crm import start_reading, wake

_SHARES = (0.01, 0.95)
_TLS = "write it as https://YOURS.my.salesforce.com, say: secrets travel over TLS only"


@dataclass(frozen=True, slots=True)
class Connected:
    """What stands now."""

    system: str
    source: str
    actor: str
    used: int
    allowed: int


def connect(by: Viewer, connection: Connection, clock: Clock) -> Connected:
    """Try a connection, keep it, and queue the reading. Repeatable: new secrets replace the old.

    Raises `Refused` without the right, `Invalid` for settings that cannot be, `ForGood` when the system refuses
    the sign-in (nothing is kept then), `ForNow` when it does not answer.
    """
    require(by, Right.run_sync)
    live, now = get_live(connection.system), clock()
    check_source(connection.source)
    _check(connection)
    connection = replace(connection, mapping=read_mapping(connection.system))
    objects = [(item.name, item.history) for item in live.objects]
    forget_sessions()
    session = open_guarded(connection, clock)
    used, allowed = session.limits()
    keep_connection(connection)
    with transaction.atomic():
        connect_system(connection.system, connection.source, objects, now=now)
        record_act(
            key=f"connect:{connection.system}:{now.isoformat()}",
            kind="connect",
            actor=by.actor,
            now=now,
            payload={"system": connection.system, "source": connection.source},
        )
        start_reading(connection.system, now)
    with Spending(connection, clock) as kept:
        used, allowed = kept.limits()
        actor = kept.actor
    return Connected(connection.system, connection.source, actor, used, allowed)


def ask_to_connect(by: Viewer) -> None:
    """Raise `Refused` without the right: asked before a secret is typed."""
    require(by, Right.run_sync)


def _check(connection: Connection) -> None:
    if connection.system == "salesforce" and connection.token and not connection.base_url:
        raise Invalid(
            "crm.no_address",
            "a session token says nothing of which Salesforce it is for",
            "give --client-id of your own app (and --login-url), or --base-url with the token",
        )
    if not _SHARES[0] <= connection.budget_share <= _SHARES[1]:
        raise Invalid(
            "crm.share",
            f"a share of {connection.budget_share} of the API calls cannot be kept",
            f"give a share between {_SHARES[0]} and {_SHARES[1]}",
        )
    if not connection.token and not (connection.client_id and connection.client_secret):
        raise Invalid(
            "crm.no_secret",
            f"nothing to sign in to {connection.system} with was given",
            "Salesforce: client id and secret of your own app; HubSpot: the private app's token",
        )
    for name, url in (("base URL", connection.base_url), ("login URL", connection.login_url)):
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise Invalid("crm.url", f"the {name} is not an https address", _TLS)


def ask_to_read(by: Viewer, system: str, now: datetime) -> None:
    """Ask the worker to read a system at once. Raises `NotFound` where it is not connected."""
    require(by, Right.run_sync)
    wake(system, now=now)


def settle_conflict(by: Viewer, conflict_id: int, now: datetime) -> None:
    """Somebody looked at a conflict: it is no longer shown. Raises `NotFound` for one that is not open."""
    require(by, Right.run_sync)
    with transaction.atomic():
        if not close_conflict(conflict_id, by.actor, now):
            raise NotFound("crm.no_conflict", "there is no such open conflict", "open the page again")


def find_connected() -> list[str]:
    """The names of connected systems."""
    return [one.system for one in find_systems()]
