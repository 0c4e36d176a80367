"""Every place beside the personal store that may hold a person, each with what empties it.

A table that may hold anything personal has a row in `PLACES`, or the canary test finds it.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from django.db import transaction
from django.db.models import Model, Q

from accord.ledger.dead_letters import erase_from_buried
from accord.ledger.erasure import Traces
from accord.ledger.inbox import erase_from_inbox
from accord.ledger.models import (
    Import,
    Job,
    OutboxMessage,
    SkippedEvent,
    SyncConflict,
    SyncHeld,
    SyncObject,
    SyncSystem,
    SyncWrite,
)
from accord.ledger.sql import in_chunks

_OURS = ("user:", "anon:", "claimed:", "email:", "recipient:", "form:")
_SHORTEST = 6
_GONE = "(erased)"


def stands_in(traces: Traces) -> Callable[[str], bool]:
    """Whether a body holds them: an address, a full name, or one of their ids, however the body spells it."""
    words = {word.casefold() for word in traces.words}
    for said in traces.ids:
        bare = next((said.removeprefix(own) for own in _OURS if said.startswith(own)), said)
        words.update(each.casefold() for each in (said, bare) if len(each) >= _SHORTEST)

    def stands(text: str) -> bool:
        return any(
            word in form for form in (text.casefold(), unquote_plus(text).casefold()) for word in words
        )

    return stands


def _inbox(traces: Traces) -> int:
    return erase_from_inbox(stands_in(traces))


def _dead_letters(traces: Traces) -> int:
    return erase_from_buried(stands_in(traces))


def _names_of_events(traces: Traces) -> int:
    return _delete_where(SkippedEvent, ("name",), traces)


def _writes(traces: Traces) -> int:
    """What we meant to stand in their record of a system, and its message: sent or not."""
    with transaction.atomic():
        about = SyncWrite.objects.filter(of_them(traces))
        OutboxMessage.objects.filter(message_id__in=list(about.values_list("message_id", flat=True))).delete()
        gone = about.delete()[0]
        return gone + _blank_where(SyncWrite, ("value", "base", "why", "error"), traces)


def _conflicts(traces: Traces) -> int:
    with transaction.atomic():
        gone = SyncConflict.objects.filter(of_them(traces)).delete()[0]
        return gone + _blank_where(SyncConflict, ("ours", "theirs"), traces)


def _held(traces: Traces) -> int:
    gone = SyncHeld.objects.filter(external_id__in=traces.ids).delete()[0]
    return gone + _blank_where(SyncHeld, ("value",), traces)


def _messages(traces: Traces) -> int:
    stands = stands_in(traces)
    rows = OutboxMessage.objects.values_list("id", "payload").iterator()
    found = [number for number, payload in rows if stands(_as_text(payload))]
    return sum(OutboxMessage.objects.filter(id__in=chunk).delete()[0] for chunk in in_chunks(found))


def _jobs(traces: Traces) -> int:
    return _blank_where(Job, ("error",), traces)


def _imports(traces: Traces) -> int:
    return _blank_where(Import, ("file_name", "error"), traces)


def _errors_of_systems(traces: Traces) -> int:
    return _blank_where(SyncSystem, ("error",), traces) + _blank_where(SyncObject, ("error",), traces)


PLACES: Mapping[str, Callable[[Traces], int]] = {
    "inbox": _inbox,
    "dead letters": _dead_letters,
    "names of events": _names_of_events,
    "writes": _writes,
    "conflicts": _conflicts,
    "held rows": _held,
    "messages": _messages,
    "jobs": _jobs,
    "imports": _imports,
    "errors": _errors_of_systems,
}


def erase_from_places(traces: Traces) -> int:
    """Empty every place of these people; how many rows. Each place commits by itself: repeat it after a crash."""
    return sum(erase(traces) for erase in PLACES.values())


def of_them(traces: Traces) -> Q:
    """Rows about them, of a table of a connected system."""
    return Q(subject__in=traces.keys) | Q(external_id__in=traces.ids)


def _as_text(payload: Any) -> str:
    return payload if isinstance(payload, str) else repr(payload)


def _found(model: type[Model], columns: tuple[str, ...], traces: Traces) -> list[Any]:
    """Rows of a small table in which they stand."""
    stands = stands_in(traces)
    rows = model._default_manager.values_list("pk", *columns).iterator()
    return [number for number, *cells in rows if any(cell and stands(str(cell)) for cell in cells)]


def _delete_where(model: type[Model], columns: tuple[str, ...], traces: Traces) -> int:
    found = _found(model, columns, traces)
    return sum(model._default_manager.filter(pk__in=chunk).delete()[0] for chunk in in_chunks(found))


def _blank_where(model: type[Model], columns: tuple[str, ...], traces: Traces) -> int:
    stands, count = stands_in(traces), 0
    for number in _found(model, columns, traces):
        row = model._default_manager.get(pk=number)
        for column in columns:
            if stands(str(getattr(row, column))):
                setattr(row, column, _GONE)
        row.save(update_fields=list(columns))
        count += 1
    return count
