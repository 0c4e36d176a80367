"""Which reader opens the body of each kind of hook: several events in one body, each by itself a dead letter."""

import json
from collections.abc import Callable
from typing import Any

from accord.connectors.chatwoot import read_chatwoot
from accord.connectors.mail_events import read_mail_event
from accord.connectors.mautic import open_mautic, read_mautic
from accord.vocabulary.doors import DeadReason, Letter, Unreadable
from accord.vocabulary.facts import RowRead, RowSkipped
from accord.workflows.inbox_opened import Opened
from accord.workflows.mail_events import PROVIDERS, open_mail_hook

_ONE = "one"  # of the context: which event of a body that cannot be taken apart is meant
Read = Callable[[int], RowRead | RowSkipped]


def open_hook(letter: Letter) -> Opened:
    """A provider's body. Raises `Unreadable` when it as a whole is none of theirs."""
    kind = letter.context.get("hook", "")
    if kind in PROVIDERS:
        read, events = _mail(letter, kind)
    elif kind in _OPEN:
        read, events = _OPEN[kind](letter)
    else:
        raise Unreadable(DeadReason.no_reader, f"nothing reads the hooks of {kind[:40]!r}")
    one = letter.context.get(_ONE, "")
    if one.isdigit() and int(one) < events:
        return Opened(1, lambda _: read(int(one)), lambda _: letter)
    return Opened(events, read, lambda place: _alone(letter, place, events))


def _alone(letter: Letter, place: int, events: int) -> Letter:
    """A list with only that event where the body is a list of them; else the body whole, and which is meant."""
    try:
        said = json.loads(letter.body)
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, list) and len(said) == events:
        return letter._replace(body=json.dumps([said[place]]).encode())
    if events == 1:
        return letter
    return letter._replace(context={**letter.context, _ONE: str(place)})


def _mail(letter: Letter, kind: str) -> tuple[Read, int]:
    events = open_mail_hook(kind, letter.body, letter.context)

    def read(place: int) -> RowRead | RowSkipped:
        return read_mail_event(
            events[place], line=place + 1, source=letter.source, received_at=letter.received_at
        )

    return read, len(events)


def _chatwoot(letter: Letter) -> tuple[Read, int]:
    body = _json(letter)
    return lambda place: read_chatwoot(body, line=place + 1, source=letter.source), 1


def _mautic(letter: Letter) -> tuple[Read, int]:
    said = open_mautic(_json(letter))
    return lambda place: read_mautic(*said[place], line=place + 1, source=letter.source), len(said)


def _hubspot(letter: Letter) -> tuple[Read, int]:
    """HubSpot says that something changed, not what: the reading it woke brings it."""
    said = _json(letter)
    if not isinstance(said, list):
        raise Unreadable(DeadReason.wrong_shape, "no list of changes")
    return lambda place: RowSkipped(place + 1, "a hint that woke the reading"), len(said)


_OPEN = {"chatwoot": _chatwoot, "mautic": _mautic, "hubspot": _hubspot}


def _json(letter: Letter) -> Any:
    try:
        return json.loads(letter.body)
    except RecursionError:
        raise Unreadable(DeadReason.too_deep, "the body is nested without end") from None
    except ValueError as problem:
        raise Unreadable(DeadReason.not_json, str(problem)[:200]) from None
