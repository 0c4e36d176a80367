"""What is said about consent here, passed on: a refusal stands in the system that is master of consent, within seconds.

Only refusals travel. A grant never does: whether somebody who refused may be written to again is said there by
themselves.
"""

from datetime import datetime

from django.db import transaction

from accord.contacts.consent import keys_of
from accord.contacts.consent import record_consent as record_here
from accord.ledger.sync import find_systems
from accord.teams.people import SYSTEM
from accord.vocabulary.consent import ConsentState, Medium, Purpose, Statement
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.connections import SYSTEMS
from accord.workflows.intend_write import intend_write
from accord.workflows.masters import OPT_OUT, read_masters

_CARRIED = (Medium.any, Medium.email)


def record_consent(
    by: Viewer, contact_id: int, purpose: Purpose, medium: Medium, said: Statement, *, now: datetime
) -> bool:
    """Record what a contact said (`contacts.consent.record_consent`), and pass a refusal on, in one transaction."""
    with transaction.atomic():
        new = record_here(by, contact_id, purpose, medium, said, now=now)
        keys = keys_of(contact_id)
        if new and keys:
            pass_on(keys[0], purpose, medium, said.state, now=now)
    return new


def pass_on(subject: int, purpose: Purpose, medium: Medium, state: ConsentState, *, now: datetime) -> str:
    """Mean that the master of consent knows of a refusal; the message's id, empty where none is to be sent.

    Nothing that goes wrong here undoes the refusal: it stands here already. Expects a transaction.
    """
    if state is ConsentState.granted or purpose is not Purpose.marketing or medium not in _CARRIED:
        return ""
    system = _master(read_masters(now).of("consent"))
    if not system:
        return ""
    try:
        return intend_write(SYSTEM, system, subject, OPT_OUT, "true", f"the person said: {state.value}", now)
    except AccordError:  # no signed agreement, no record of theirs there: nothing to tell
        return ""


def _master(named: str) -> str:
    """The connected system that an agreement means: by its own name, or by the source it is read as."""
    connected = {one.system: one.source for one in find_systems()}
    if named in connected:
        return named
    return next((system for system, source in connected.items() if source == named and system in SYSTEMS), "")
