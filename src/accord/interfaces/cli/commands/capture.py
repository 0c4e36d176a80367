"""accord write-keys, events, letters: what sites and programs send, and what of it could not be read."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import OFFSET, Said, accord, command
from accord.teams.rights import Right, require
from accord.teams.write_keys import find_write_keys, make_write_key, revoke_write_key
from accord.vocabulary.doors import DeadReason, Trust
from accord.vocabulary.people import Viewer
from accord.workflows.dead_letters import (
    list_dead_letters,
    list_skipped,
    replay_dead_letters,
    save_events,
    show_dead_letter,
    show_events,
)

REASON = click.option("--reason", type=click.Choice([r.value for r in DeadReason]), default=None)
SOURCE = click.option("--source", default="", help="Only of this source.")


@accord.group("write-keys")
def write_keys() -> None:
    """Keys with which sites and programs send events."""


@accord.group("events")
def events() -> None:
    """What the names of events mean."""


@accord.group("letters")
def letters() -> None:
    """Dead letters: what came in and could not be read."""


@command("list", group=write_keys)
def list_write_keys(viewer: Viewer, now: datetime) -> Said:
    """Every write key, newest first; a server's secret is not shown again."""
    found = find_write_keys(viewer)
    lines = [
        f"{k.prefix:<28}  {k.kind:<8} {k.source:<16} {', '.join(k.origins) or '-':<32} {k.label}"
        f"{'  (ended)' if k.revoked_at else ''}"
        for k in found
    ]
    return Said(found, lines or ["none yet: accord write-keys make --kind server --source website"])


@command("make", group=write_keys)
@click.option("--kind", type=click.Choice([t.value for t in Trust]), required=True)
@click.option("--source", required=True, help="What the events are from: website, product.")
@click.option(
    "--origin", "origins", multiple=True, help="A browser's key: a site that may use it; repeat it."
)
@click.option("--label", default="")
def make(viewer: Viewer, now: datetime, kind: str, source: str, origins: tuple[str, ...], label: str) -> Said:
    """A new write key. A server's is secret, identifies people, and is shown once; a browser's is public."""
    key = make_write_key(viewer, Trust(kind), source=source, origins=origins, label=label, now=now)
    return Said({"key": key}, f"{key}{'  (shown once)' if kind == Trust.server else '  (public)'}")


@command("revoke", group=write_keys)
@click.argument("prefix")
def revoke(viewer: Viewer, now: datetime, prefix: str) -> Said:
    """End a write key; the server hears of it within two seconds."""
    revoke_write_key(viewer, prefix, now)
    return Said({"revoked": prefix}, f"{prefix} is ended")


@command("map", group=events)
@click.argument("source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--clear", is_flag=True, help="Forget the saved mapping: the defaults hold.")
def map_events(viewer: Viewer, now: datetime, source: str, file: Path | None, clear: bool) -> Said:
    """Save what the events of a source mean (YAML); without a file, show what is saved."""
    require(viewer, Right.manage_people)
    if file is None and not clear:
        text = show_events(viewer, source)
        return Said({"mapping": text}, text.splitlines() or ["nothing saved: the defaults hold"])
    text = "" if file is None else file.read_text("utf-8")
    names = save_events(viewer, source, text, now=now)
    return Said({"names": names}, f"{names} names saved for {source}" if text else "the defaults hold")


@command("skipped", group=events)
@OFFSET
def skipped(viewer: Viewer, now: datetime, offset: int) -> Said:
    """Names of events that nobody mapped: they count for nothing, and how many there were."""
    found = list_skipped(viewer, offset)
    lines = [f"{s.count:>9,}  {s.source:<16} {s.name:<60} last {s.last_at:%Y-%m-%d %H:%M}" for s in found]
    return Said(found, lines or ["every event has a meaning"])


@command("list", group=letters)
@REASON
@SOURCE
@OFFSET
def list_letters(viewer: Viewer, now: datetime, reason: str | None, source: str, offset: int) -> Said:
    """What could not be read and was not replayed, newest first."""
    found = list_dead_letters(viewer, reason=reason or "", source=source, offset=offset)
    lines = [
        f"{b.id:>7}  {b.received_at:%Y-%m-%d %H:%M}  {b.door:<8} {b.source:<14} {b.reason:<18} {b.detail}"
        for b in found
    ]
    return Said(found, lines or ["nothing is dead: everything could be read"])


@command("show", group=letters)
@click.argument("number", type=int)
def show(viewer: Viewer, now: datetime, number: int) -> Said:
    """The raw body of a dead letter: personal, as it came."""
    text = show_dead_letter(viewer, number).decode("utf-8", "backslashreplace")
    return Said({"body": text}, text.splitlines())


@command("replay", group=letters)
@REASON
@SOURCE
def replay(viewer: Viewer, now: datetime, reason: str | None, source: str) -> Said:
    """Read them again, after a fix of the mapping or a newer release; nothing counts twice."""
    count = replay_dead_letters(viewer, reason=reason or "", source=source, now=now)
    return Said({"replayed": count}, f"{count:,} put back into the inbox; the worker reads them")
