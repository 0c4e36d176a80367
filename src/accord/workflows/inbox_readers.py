"""Which reader opens the letters of each door. A reader knows a body's format; it writes nothing."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from accord.connectors.segment import DEFAULT, EventMap, open_events, read_event, read_event_map
from accord.connectors.segment.envelope import body_of
from accord.ledger.event_maps import find_event_maps
from accord.vocabulary.doors import DeadReason, Door, Letter, Unreadable
from accord.vocabulary.facts import RowRead, RowSkipped
from accord.workflows.form_readers import open_posted
from accord.workflows.hook_readers import open_hook
from accord.workflows.inbox_opened import Opened
from accord.workflows.link_reader import open_followed
from accord.workflows.networks import with_company

Reader = Callable[[Letter], Opened]  # raises `Unreadable` when the letter as a whole cannot be read


def open_letter(letter: Letter) -> Opened:
    """The letter, opened by the reader of its door. Raises `Unreadable`."""
    reader = READERS.get(letter.door)
    if reader is None:
        raise Unreadable(DeadReason.no_reader, f"nothing reads letters of the door {letter.door}")
    return reader(letter)


def open_segment(letter: Letter) -> Opened:
    """Events in Segment's format; the context's `call` says which address they came to."""
    held = open_events(letter.body, letter.context.get("call", "batch"))
    mapping = event_map_of(letter.source)

    def read(place: int) -> RowRead | RowSkipped:
        event = held.events[place]
        if isinstance(event, dict) and isinstance(held.context, dict):
            own = event.get("context")
            event = event | {"context": held.context | (own if isinstance(own, dict) else {})}
        row = read_event(
            event,
            line=place + 1,
            source=letter.source,
            trust=letter.trust,
            received_at=letter.received_at,
            sent_at=held.sent_at,
            mapping=mapping,
            user_agent=letter.context.get("ua", ""),
            block=letter.context.get("ip", ""),
        )
        return with_company(row, event, letter)

    def alone(place: int) -> Letter:
        context = dict(letter.context) | {"call": "batch"}
        return letter._replace(body=body_of(held.events[place], held), context=context)

    return Opened(len(held.events), read, alone)


def event_map_of(source: str) -> EventMap:
    """The mapping of a source's events: the saved one, else the defaults."""
    text = find_event_maps().get(source)
    return DEFAULT if text is None else _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> EventMap:
    return read_event_map(text)


READERS: Mapping[Door, Reader] = {
    Door.segment: open_segment,
    Door.form: open_posted,
    Door.webhook: open_hook,
    Door.link: open_followed,
}
