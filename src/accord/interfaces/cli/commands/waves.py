"""accord waves: campaigns sent from here, wave by wave."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from accord.campaigns.waves.read import find_wave, find_waves
from accord.campaigns.waves.shapes import WaveSheet
from accord.interfaces.cli.app import Said, accord, command
from accord.vocabulary.people import Viewer
from accord.workflows import waves as acts

KEY = click.argument("key", type=int)


@accord.group("waves")
def waves() -> None:
    """Campaigns sent from here, wave by wave."""


@command("list", group=waves)
@click.argument("campaign", type=int)
def list_waves(viewer: Viewer, now: datetime, campaign: int) -> Said:
    """The waves of a CAMPAIGN that were started."""
    found = find_waves(viewer, campaign)
    return Said(found, [_line(one) for one in found] or ["no wave has started yet"])


@command("show", group=waves)
@KEY
def show_wave(viewer: Viewer, now: datetime, key: int) -> Said:
    """One wave: people by what became of their letter, and why some got none."""
    return _said(find_wave(viewer, key))


@command("start", group=waves)
@click.argument("campaign", type=int)
@click.argument("number", type=int)
def start(viewer: Viewer, now: datetime, campaign: int, number: int) -> Said:
    """Start wave NUMBER of a CAMPAIGN; said again, it is started once."""
    return _said(acts.start_wave(viewer, campaign, number=number, now=now))


@command("pause", group=waves)
@KEY
@click.option("--why", default="")
def pause(viewer: Viewer, now: datetime, key: int, why: str) -> Said:
    """Hold a wave: no further letter leaves."""
    return _said(acts.pause_wave(viewer, key, why, now=now))


@command("resume", group=waves)
@KEY
def resume(viewer: Viewer, now: datetime, key: int) -> Said:
    """Let a wave go on."""
    return _said(acts.resume_wave(viewer, key, now=now))


@command("stop", group=waves)
@KEY
@click.option("--why", required=True)
def stop(viewer: Viewer, now: datetime, key: int, why: str) -> Said:
    """End a wave for good."""
    return _said(acts.stop_wave(viewer, key, why, now=now))


@command("letters", group=waves)
@KEY
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def letters(viewer: Viewer, now: datetime, key: int, file: Path) -> Said:
    """Write everybody of a wave, with the reason of who is left out, to a CSV FILE."""
    text = acts.letters_file(viewer, key, ZoneInfo("UTC"))
    file.write_text(text, "utf-8")
    return Said({"file": str(file)}, f"{text.count(chr(10)) - 1:,} people in {file}")


@command("resolve", group=waves)
@KEY
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--others-not-sent", is_flag=True, help="The file is whole: what it does not name was not sent."
)
def resolve(viewer: Viewer, now: datetime, key: int, file: Path, others_not_sent: bool) -> Said:
    """Say of unknown letters that those whose Message-ID stands in FILE, one a line, were sent."""
    ids = file.read_text("utf-8", errors="replace").splitlines()
    return _said(acts.resolve_by_ids(viewer, key, ids, others_not_sent=others_not_sent, now=now))


def _line(one: WaveSheet) -> str:
    return f"{one.key}  wave {one.number} of {one.of}: {one.state.value}, {one.handed:,} of {one.all:,} handed over"


def _said(one: WaveSheet) -> Said:
    lines = [_line(one), *([f"why: {one.why}"] if one.why else [])]
    lines += [f"{people:>9,}  {fate}" for fate, people in one.people.items()]
    lines += [
        f"{left.people:>9,}  {left.fate.value}: {left.why} {left.clause}".rstrip() for left in one.left_out
    ]
    return Said(one, lines)
