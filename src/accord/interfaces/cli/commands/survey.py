"""accord survey: what both teams believe beside what is measured; open, answer, close a round; its file."""

import secrets
from datetime import datetime
from pathlib import Path

import click

from accord.alignment.survey.figures import Believed
from accord.alignment.survey.rounds import Round, answer, close_round, open_round
from accord.interfaces.cli.app import Said, accord, command
from accord.interfaces.cli.commands.board import shown
from accord.reporting.survey import AskedBoth, Survey, survey, survey_file
from accord.vocabulary.people import Viewer


@accord.group("survey")
def survey_group() -> None:
    """What both teams believe, beside what is measured."""


@command("show", group=survey_group)
def show_survey(viewer: Viewer, now: datetime) -> Said:
    """The open round, and the figures of every closed one."""
    found = survey(viewer, now)
    return Said(found, _lines(found))


@command("open", group=survey_group)
def open_one(viewer: Viewer, now: datetime) -> Said:
    """Open the round of the cycle and tell both teams."""
    found = open_round(viewer, now=now)
    return Said(found, _round(found))


@command("close", group=survey_group)
@click.argument("cycle")
def close_one(viewer: Viewer, now: datetime, cycle: str) -> Said:
    """Close a round: its figures are shown from now on."""
    found = close_round(viewer, cycle, now=now)
    return Said(found, _round(found))


@command("answer", group=survey_group)
@click.argument("answers", nargs=-1, required=True, metavar="QUESTION=ANSWER...")
@click.option("--receipt", default="", help="The receipt of answers to change.")
def answer_one(viewer: Viewer, now: datetime, answers: tuple[str, ...], receipt: str) -> Said:
    """Answer the open round: s1=yes s2=rather_no. Keep the receipt: nothing else leads to your answers."""
    receipt = receipt or secrets.token_urlsafe(24)
    said = dict(each.partition("=")[::2] for each in answers)
    answer(viewer, receipt, said, now=now)
    return Said({"receipt": receipt}, f"answered; to change it: --receipt {receipt}")


@command("export", group=survey_group)
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV to write."
)
def export(viewer: Viewer, now: datetime, save: Path) -> Said:
    """Every figure that is shown, as CSV."""
    content = survey_file(viewer, now)
    save.write_bytes(content)
    return Said({"file": save, "bytes": len(content)}, f"{save}, {len(content):,} bytes")


def _lines(found: Survey) -> list[str]:
    lines = [_round(found.open)] if found.open else ["no round is open"]
    for result in found.results:
        lines += ["", _round(result.round), *(_asked(each) for each in result.asked)]
    return lines


def _round(one: Round) -> str:
    state = "closed" if one.closed else "open"
    return f"{one.cycle}  {state}, {one.answered} of {one.asked} answered"


def _asked(each: AskedBoth) -> str:
    both = (each.figures.both,) if each.figures.both else ()
    groups = (
        "  ".join(_believed(group) for group in (*each.figures.teams, *both)) or "too few answers to show"
    )
    measured = shown(each.twin.measured) if each.twin.measured else each.twin.says
    return f"  {each.question.id}  {each.question.ask}\n      {groups}  measured: {measured}"


def _believed(group: Believed) -> str:
    return f"{group.group} {group.ends} {group.share * 100:.0f} % of {group.cases}".replace("  ", " ")
