"""accord leads next, answer, answered: what is suggested on a lead, what is said to it, what is said to each rule."""

from datetime import datetime

import click

from accord.agreement.next_act import NextAct
from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.leads import leads
from accord.reporting.desk.next_answered import read_next_answered
from accord.vocabulary.next_answers import NextAnswer, NotNow
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.next_act import NextActs, answer_next_act, get_next_acts


@command("next", group=leads)
@click.argument("key", type=int)
def show_next(viewer: Viewer, now: datetime, key: int) -> Said:
    """What to do next on a lead, by rule, each with its reasons; up to two others."""
    return _said(get_next_acts(viewer, key, now))


@command("answer", group=leads)
@click.argument("key", type=int)
@click.argument("mark")
@click.argument("answer", type=click.Choice([one.value for one in NextAnswer]))
@click.option(
    "--why", default="", type=click.Choice(["", *(one.value for one in NotNow)]), help="Why not now."
)
def answer(viewer: Viewer, now: datetime, key: int, mark: str, answer: str, why: str) -> Said:
    """Accept a suggestion by its MARK, or refuse it with --why."""
    return _said(answer_next_act(viewer, key, mark, answer, why, now=now))


@command("answered", group=leads)
def answered(viewer: Viewer, now: datetime) -> Said:
    """What was said to suggested acts, by rule: accepted of answered, and why not."""
    found = read_next_answered(viewer)
    lines = [
        f"{one.rule:<16} {one.accepted:,} of {one.answered:,} accepted"
        + "".join(f"; {why} {n:,}" for why, n in one.why_not.items())
        for one in found.rules
    ]
    return Said(found, lines or ["nothing was answered yet"])


def _said(found: NextActs) -> Said:
    return Said(found, [line for one in (found.first, *found.others) for line in _lines(one)])


def _lines(one: NextAct) -> list[str]:
    since = f", from {one.not_before:%Y-%m-%d %H:%M} UTC" if one.not_before else ""
    head = " ".join(filter(None, (one.act.value, one.piece_title, one.reason)))
    reasons = []
    for each in one.because:
        at = f", {each.at:%Y-%m-%d %H:%M} UTC" if each.at else ""
        reasons.append(f"  {each.sentence}{at}{f' ({each.clause})' if each.clause else ''}")
    line = [f'  say: "{one.line.say}"'] if one.line else []
    return [f"{one.mark}  {head}{since}", *reasons, *line]
