"""The outside of a request: is it JSON of the right shape and size, and which events does it hold."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from accord.vocabulary.doors import DeadReason, Unreadable

# The addresses a call may come to, and the type it then has; a browser's program uses the first letters.
CALLS: Mapping[str, str] = {
    name: kind
    for kind in ("identify", "track", "page", "screen", "group", "alias", "batch")
    for name in (kind, kind[0])
} | {"import": "batch"}

LARGEST_EVENT = 32 * 1024  # bytes, as at Segment
LARGEST_BATCH = 500 * 1024
DEEPEST = 32
MOST_KEYS = 512  # of one object
MOST_EVENTS = 10_000

Event = dict[str, Any]


class Events(NamedTuple):
    """The events of one request, in order, and what the request says for all of them."""

    events: list[Any]
    sent_at: Any
    context: Any


def check_body(body: bytes, call: str) -> Event:
    """The value of a body that may be kept. Raises `Unreadable` for what no fix of ours could make readable."""
    value = _load(body)
    if not isinstance(value, dict):
        raise Unreadable(DeadReason.wrong_shape, "the body is no JSON object")
    if call != "batch":
        _check_event(value, len(body))
        return value
    events = value.get("batch")
    if not isinstance(events, list):
        raise Unreadable(DeadReason.wrong_shape, "`batch` is no list")
    if len(body) > LARGEST_BATCH:
        raise Unreadable(DeadReason.too_large, f"a batch of {len(body):,} bytes; {LARGEST_BATCH:,} are taken")
    if len(events) > MOST_EVENTS:
        raise Unreadable(DeadReason.too_many, f"{len(events):,} events; {MOST_EVENTS:,} are taken at once")
    small = len(body) <= LARGEST_EVENT
    for event in events:
        if isinstance(event, dict):
            _check_event(event, 0 if small else len(json.dumps(event)))
    _check_depth({key: each for key, each in value.items() if key != "batch"}, DEEPEST)
    return value


def open_events(body: bytes, call: str) -> Events:
    """The events of a body that was kept; a single call gets the type of its address. Raises `Unreadable`."""
    value = _load(body)
    if not isinstance(value, dict):
        raise Unreadable(DeadReason.wrong_shape, "the body is no JSON object")
    if call != "batch":
        return Events([value | {"type": call}], value.get("sentAt"), None)
    events = value.get("batch")
    if not isinstance(events, list):
        raise Unreadable(DeadReason.wrong_shape, "`batch` is no list")
    return Events(events, value.get("sentAt"), value.get("context"))


def body_of(event: Any, all_of_them: Events) -> bytes:
    """A body that holds only this event of a batch, and means the same."""
    said = {"batch": [event], "sentAt": all_of_them.sent_at, "context": all_of_them.context}
    return json.dumps({key: value for key, value in said.items() if value is not None}).encode()


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except RecursionError:
        raise Unreadable(DeadReason.too_deep, "the body is nested without end") from None
    except ValueError as problem:
        raise Unreadable(DeadReason.not_json, str(problem)[:200]) from None


def _check_event(event: Event, size: int) -> None:
    if size > LARGEST_EVENT:
        raise Unreadable(DeadReason.too_large, f"an event of {size:,} bytes; {LARGEST_EVENT:,} are taken")
    _check_depth(event, DEEPEST)


def _check_depth(value: Any, left: int) -> None:
    if not left:
        raise Unreadable(DeadReason.too_deep, f"objects are nested more than {DEEPEST} deep")
    if len(value) > MOST_KEYS:
        raise Unreadable(DeadReason.too_many, f"an object or list of {len(value):,}; {MOST_KEYS} are taken")
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, (dict, list)):
            _check_depth(each, left - 1)
