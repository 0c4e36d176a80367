"""Events in Segment's format become rows: no file, no database, no clock; the caller says when they came.

It has no `connector`: events come in by HTTP (`workflows.receive_events`), not as files.
"""

from accord.connectors.segment.envelope import CALLS, check_body, open_events
from accord.connectors.segment.mapping import DEFAULT, EventMap, read_event_map
from accord.connectors.segment.read import CLAIMS, read_event
from accord.connectors.segment.refs import is_visitor
from accord.connectors.segment.touch import has_consent

__all__ = [
    "CALLS",
    "CLAIMS",
    "DEFAULT",
    "EventMap",
    "check_body",
    "has_consent",
    "is_visitor",
    "open_events",
    "read_event",
    "read_event_map",
]
