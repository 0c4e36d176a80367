"""Somebody follows a tracked link: where it leads was decided when it was made; that they came is kept."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from accord.contacts.consent import siblings_of
from accord.contacts.links.keep import find_link
from accord.contacts.links.measured import may_measure_clicks
from accord.ledger.keys import draw_key
from accord.vocabulary.doors import Door, Letter, Trust
from accord.vocabulary.errors import ForNow
from accord.workflows.own_address import own_address
from accord.workflows.receive_events import keep

OWN_SOURCE = "accord"
log = logging.getLogger(__name__)


def link_address(token: str) -> str:
    """The whole address of a tracked link, as it stands in a mail."""
    return f"{own_address()}/l/{token}"


def find_target(token: str) -> str | None:
    """Where a link leads; None for a token that was not made here, or whose person was erased."""
    link = find_link(token)
    return link.target if link else None


def note_visit(token: str, *, method: str, purpose: str, about: Mapping[str, str], now: datetime) -> bool:
    """Keep that a known link was followed; False when nothing could be kept this moment, or may be of this person.

    `about` is what doors keep of a caller: the user agent, the address cut to its network. A reader is led on
    in either case: whoever wanted to read something must not wait for our disk.
    """
    link = find_link(token)
    if link is not None and not may_measure_clicks(siblings_of(link.subject)):
        return False
    said = {"id": f"{draw_key():x}", "token": token, "method": method, "purpose": purpose}
    try:
        keep(Letter(Door.link, OWN_SOURCE, Trust.server, now, json.dumps(said).encode(), dict(about)))
    except ForNow:
        log.warning("a visit of a tracked link could not be kept")
        return False
    return True
