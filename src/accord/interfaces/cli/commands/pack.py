"""accord pack: the weekly pack; close it; write it as PDF."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.reporting.pack import PackView, weekly_pack
from accord.vocabulary.people import Viewer
from accord.workflows.close_pack import close_pack
from accord.workflows.pdf.pack import pack_pdf

WEEK = click.option("--week", default="", help="Such as 2027-W05 (default: the one that runs).")


@accord.group("pack")
def pack() -> None:
    """Half an hour a week, five pages."""


@command("show", group=pack)
@WEEK
def show_pack(viewer: Viewer, now: datetime, week: str) -> Said:
    """Pace, both teams' promises, leads that need a decision, quality by source, the next two weeks, decisions."""
    view = weekly_pack(viewer, week=week, now=now)
    return Said(view, _lines(view))


@command("close", group=pack)
def close(viewer: Viewer, now: datetime) -> Said:
    """Seal the running week's pack: it stays as it was shown, the meeting is held, both teams are told."""
    view = close_pack(viewer, now=now)
    return Said(view, f"{view.pack.week} is closed: {view.digest}")


@command("pdf", group=pack)
@WEEK
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
def write_pdf(viewer: Viewer, now: datetime, week: str, save: Path) -> Said:
    """The pack as PDF."""
    content = pack_pdf(weekly_pack(viewer, week=week, now=now))
    save.write_bytes(content)
    return Said({"file": save, "bytes": len(content)}, f"{save}, {len(content):,} bytes")


def _lines(view: PackView) -> list[str]:
    pack, pace = view.pack, view.pack.pace
    lines = [f"{pack.week}  {pack.title}  {'closed' if view.closed_at else 'not closed yet'}"]
    if pace:
        lines.append(f"{pace.cycle}: working day {pace.elapsed} of {pace.working_days}")
        lines += [
            f"  {each.figure.label:<24}{each.figure.value!s:>12} of {each.figure.target!s:<12}"
            for each in pace.lines
        ]
    lines.append(view.says)
    lines += [
        f"  {view.names.get(each.contact, each.contact)}  {each.why}  {each.detail}" for each in pack.needing
    ]
    lines += [f"  {each.what}: {each.reason or 'no reason'}  {each.people}" for each in pack.heard]
    if pack.credit:
        lines.append(f"credit run {pack.credit.run}, since run {pack.credit.before}: {pack.credit.says}")
    if pack.hears:
        lines.append(f"sales heard, {pack.hears.start} to {pack.hears.end}: {pack.hears.says}")
        lines += [
            f"  {'spike  ' if each.spike else ''}{each.sort}: {each.topic}  {each.people}  ({each.says})"
            for each in pack.hears.topics
        ]
    lines += [f"  asked: {each}" for each in view.questions]
    lines += [f"  due {each.day}: {each.handoffs}" for each in pack.days]
    return lines + [f"  [{'open' if each.open else 'done'}] {each.text}" for each in view.decisions]
