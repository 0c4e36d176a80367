"""Dead letters and unmapped names, as operations see them; a replay goes through the very same readers."""

from datetime import datetime

from accord.connectors.segment import read_event_map
from accord.ledger.dead_letters import Buried, count_buried, find_body, find_buried
from accord.ledger.dead_letters import replay as replay_letters
from accord.ledger.event_maps import Skipped, find_event_maps, find_skipped, save_event_map
from accord.ledger.imports import check_source
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

_AT_ONCE = 100


def list_dead_letters(viewer: Viewer, *, reason: str = "", source: str = "", offset: int = 0) -> list[Buried]:
    """What could not be read and was not replayed, newest first."""
    require(viewer, Right.import_files)
    return find_buried(reason=reason, source=source, offset=offset)


def count_dead_letters(viewer: Viewer) -> dict[tuple[str, str, str], int]:
    """How many there are, by door, source and reason."""
    require(viewer, Right.see_trust)
    return count_buried()


def show_dead_letter(viewer: Viewer, number: int) -> bytes:
    """The raw body. Raises `NotFound`."""
    require(viewer, Right.import_files)
    body = find_body(number)
    if body is None:
        raise NotFound(
            "letter.unknown", f"there is no dead letter {number}", "accord letters list shows them"
        )
    return body


def replay_dead_letters(by: Viewer, *, reason: str = "", source: str = "", now: datetime) -> int:
    """Put all of them (of a reason, of a source) back into the inbox; how many. What counts already, stays once."""
    require(by, Right.import_files)
    replayed = 0
    while found := find_buried(reason=reason, source=source, limit=_AT_ONCE):
        replayed += replay_letters([each.id for each in found], now=now)
    return replayed


def save_events(by: Viewer, source: str, text: str, *, now: datetime) -> int:
    """Save how a source's events are named; how many names it maps. Raises `Invalid` with every fault."""
    require(by, Right.manage_people)
    check_source(source)
    read = read_event_map(text) if text.strip() else None
    save_event_map(source, text, actor=by.actor, now=now)
    return 0 if read is None else len(read.events) + len(read.pages) + len(read.ignored)


def show_events(viewer: Viewer, source: str) -> str:
    """The saved mapping of a source; empty: the defaults hold."""
    require(viewer, Right.see_trust)
    return find_event_maps().get(source, "")


def list_skipped(viewer: Viewer, offset: int = 0) -> list[Skipped]:
    """Names of events that nobody mapped, most frequent first."""
    require(viewer, Right.see_trust)
    return find_skipped(offset=offset)
