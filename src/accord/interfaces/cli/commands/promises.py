"""accord promises, held, decide, decisions, decided: what was promised, the meetings, what was decided."""

import secrets
from datetime import datetime

import click

from accord.alignment.meetings.decisions import decide, find_decisions, finish
from accord.alignment.shapes import Decision, Meeting
from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.promises import PromisesBoard, promises_board
from accord.vocabulary.people import Viewer
from accord.workflows.meetings import hold_meeting


@command("promises")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_promises(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Both teams' promises, how each stands, what follows when broken, and whether the meetings are held."""
    made = promises_board(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


@command("held")
@click.argument("meeting")
def held(viewer: Viewer, now: datetime, meeting: str) -> Said:
    """Record that a meeting of the rhythm is held now: weekly, monthly, quarterly."""
    found = hold_meeting(viewer, meeting, now=now)
    return Said(found, _meeting(found))


@command("decide")
@click.argument("text")
@click.option("--about", default="", help="clause:<path> or contact:<id>.")
@click.option("--who", type=int, default=0, help="The person's number (accord people list).")
@click.option("--due", type=DAY, default=None)
@click.option("--key", default="", help="Said again with the same key, a decision is made once.")
def make_decision(
    viewer: Viewer, now: datetime, text: str, about: str, who: int, due: datetime | None, key: str
) -> Said:
    """Record a decision."""
    day = due.date() if due else None
    made = decide(viewer, key=key or secrets.token_hex(12), text=text, about=about, who=who, due=day, now=now)
    return Said(made, _decision(made))


@command("decisions")
def list_decisions(viewer: Viewer, now: datetime) -> Said:
    """Every open decision that you may see."""
    found = find_decisions(viewer)
    return Said(found, [_decision(each) for each in found] or ["nothing is open"])


@command("decided")
@click.argument("key")
@click.option("--again", is_flag=True, help="Open it again.")
def decided(viewer: Viewer, now: datetime, key: str, again: bool) -> Said:
    """Say that a decision is done."""
    found = finish(viewer, key, done=not again, now=now)
    return Said(found, _decision(found))


def _lines(made: PromisesBoard) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip()]
    for column in made.columns:
        lines += ["", column.team.upper()]
        for promise in column.promises:
            lines.append(f"  {promise.clause}  ({promise.mode})")
            for stands in promise.parts:
                part = stands.part
                measured = (
                    shown(part.measured) if part.measured else f"from the {part.since}" if part.since else ""
                )
                lines.append(f"    {part.label:<28}{part.promised:<20}{measured:>12}  {stands.kept}")
            lines += [
                f"    if {each.when}: {each.then} [{each.state}: {each.says}]"
                for each in promise.consequences
            ]
            lines += [f"    {_decision(each)}" for each in promise.decisions]
    return [*lines, "", *(_meeting(each) for each in made.rhythm)]


def _meeting(meeting: Meeting) -> str:
    said = meeting.says or f"held {meeting.held} of {meeting.due} due"
    return f"{meeting.name:<14}{said}{f', {meeting.period} opened by {meeting.opened_by}' if meeting.held_now else ''}"


def _decision(each: Decision) -> str:
    until = f" until {each.due}" if each.due else ""
    state = "open" if each.open else "done"
    return f"{each.key}  {state}  {each.text}  ({each.who_name or 'nobody named'}{until}, {each.week})"
