"""accord talk: what was said beside a lead, a contact, an account, a number or a clause."""

from datetime import datetime

import click

from accord.alignment.talk.read import RemarkView, find_questions
from accord.interfaces.cli.app import Said, accord, command
from accord.interfaces.cli.commands.board import DAY
from accord.vocabulary.people import Viewer
from accord.workflows import talk as acts


@accord.group("talk")
def talk() -> None:
    """Remarks and questions beside what they are about: lead:KEY, contact:ID, account:ID, number:NAME, clause:PATH."""


@command("list", group=talk)
@click.argument("about")
def list_all(viewer: Viewer, now: datetime, about: str) -> Said:
    """What was said about ABOUT, oldest first."""
    found = acts.listen(viewer, about, now)
    return Said(found, [line for one in found for line in _lines(one)] or ["nothing was said yet"])


@command("questions", group=talk)
@click.option("--all", "every", is_flag=True, help="The answered ones too.")
def questions(viewer: Viewer, now: datetime, every: bool) -> Said:
    """Why? asked of numbers, and open."""
    found = find_questions(viewer, now, open_only=not every)
    lines = [line for one in found for line in (one.about, *_lines(one))]
    return Said(found, lines or ["no open question"])


@command("say", group=talk)
@click.argument("about")
@click.argument("text")
@click.option(
    "--why",
    is_flag=True,
    help="It is a question about a number, asks marketing for something on a lead, or says a promise is due.",
)
@click.option("--answers", type=int, default=0, help="The key of the question it answers.")
@click.option("--day", type=DAY, help="Of a promise that is due: the event's day, or the campaign's first.")
def say(
    viewer: Viewer, now: datetime, about: str, text: str, why: bool, answers: int, day: datetime | None
) -> Said:
    """Say TEXT about ABOUT; @name tells a colleague."""
    on = day.date() if day else None
    said = acts.say(viewer, about, text, question=why, answers=answers, day=on, now=now)
    lines = [f"said ({said.key})", *(f"not told: {name}" for name in said.unreached)]
    return Said(said, lines)


def _lines(one: RemarkView) -> list[str]:
    mark = " asks why" if one.question else ""
    text = "(removed)" if one.removed else one.text.replace("\n", " ")
    head = f"  {one.said_at:%Y-%m-%d %H:%M}  {one.by or 'somebody'}{mark}: {text}  ({one.key})"
    return [head, *(f"    {line.strip()}" for answer in one.answers for line in _lines(answer))]
