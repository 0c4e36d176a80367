"""Ask the worker to listen to a connected system, or no more."""

from datetime import datetime

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.sync_listen import want_listening
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.connections import get_connection

SYSTEM = "salesforce"


def check_can_listen(system: str) -> None:
    """Raise `Invalid` for a system that has no such way."""
    if system != SYSTEM:
        raise Invalid(
            "crm.no_listening",
            f"{system} has nothing to listen to that reaches behind a firewall",
            "let its webhooks point here, or leave it to the interval",
        )


def set_listening(by: Viewer, system: str, now: datetime, *, on: bool) -> None:
    """Ask the worker to listen to a connected system, or no more. Raises `Refused`, `NotFound`, `Invalid`."""
    require(by, Right.run_sync)
    check_can_listen(system)
    get_connection(system)
    with transaction.atomic():
        want_listening(system, now, on=on)
        record_act(
            key=f"connect:{system}:listen:{now.isoformat()}",
            kind="connect",
            actor=by.actor,
            now=now,
            payload={"system": system, "listen": on},
        )
