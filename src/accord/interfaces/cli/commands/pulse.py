"""accord pulse: the first hour of a send, from a file of its mails."""

from datetime import UTC, datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, command
from accord.vocabulary.people import Viewer
from accord.workflows.judge_send import JudgedSend, judge_send, too_few

FILE = click.Path(path_type=Path)
_EVERY = 5  # minutes between two looks that are printed; --json has them all


@command("pulse", before_init=True)
@click.argument("file", type=FILE)
@click.option("--history", type=FILE, help="Mails of earlier campaigns, in the same columns.")
@click.option("--control", default="", help="The arm that was drawn at random as the control.")
@click.option("--agreement", "agreement", type=FILE, help="Whose `pulse` clause holds; without: 1 in 20.")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]), help="As of then, UTC.")
def pulse(
    viewer: Viewer,
    now: datetime,
    file: Path,
    history: Path | None,
    control: str,
    agreement: Path | None,
    at: datetime | None,
) -> Said:
    """Judge the first hour of the send in FILE: ramp up, hold or halt, wrong at most as often as was agreed.

    FILE has a row for each mail (CSV, Excel or Parquet) with the columns campaign, sent, answered (empty: not yet)
    and, with --control, arm. An answer is dated to when it counts: a click once it is held for a person's.
    """
    when = at.replace(tzinfo=UTC) if at else now
    made = judge_send(file, history, now=when, control=control, agreement=agreement)
    return Said(made, _lines(made, control))


def _lines(made: JudgedSend, control: str) -> list[str]:
    verdict = made.verdict
    since = f", since minute {verdict.minute}" if verdict.minute else ""
    metric = f" ({verdict.metric})" if verdict.metric else ""
    lines = [
        f"{verdict.action.value.upper()}: {verdict.reason.value}{metric}{since}.",
        f"Minute {made.minute} of {made.mails:,} mails: {made.answered:,} answered, "
        f"{made.share_low:.2%} to {made.share_high:.2%} of all, however often one looks.",
    ]
    if made.benchmark and not control:
        said = made.benchmark
        lines += [
            f"{said.campaigns} campaigns before it brought {said.rate:.2%}, give or take {said.spread:.0%}; half of "
            f"the answers within {said.curve.median:.0f} minutes.",
            f"At most {made.wrong_at_most} ordinary campaigns is halted, however often one looks.",
        ]
    elif control:
        lines.append(f'Held against the arm "{control}": wrong at most {made.wrong_at_most}.')
    else:
        lines.append(f"{made.campaigns} campaigns in the history; a benchmark needs {too_few()}.")
    if made.can_show:
        lines.append(_can_show(made))
    if verdict.looks:
        lines += ["", "minute  answered  expected  evidence of a drop  of a rise"]
        shown = [
            e for e in verdict.looks if e.minute % _EVERY == 0 or e.minute in (verdict.minute, made.minute)
        ]
        for each in shown:
            expected = f"{each.expected:,.1f}" if each.expected else "-"
            lines.append(
                f"{each.minute:>6}{each.answered:>10,}{expected:>10}{each.drop:>20,.2f}{each.rise:>11,.2f}"
            )
    lines += [
        f"line {each.line}: {each.column} {each.value!r}: {each.reason.value}; left out"
        for each in made.refused
    ]
    return [*lines, "", f"procedure {made.procedure}"]


def _can_show(made: JudgedSend) -> str:
    found = made.can_show
    assert found is not None
    drop = f"a fall to {found.drop:.0%} of the benchmark" if found.drop else "not even a collapse"
    if found.drop == 0:
        drop = "only that nobody answers at all"
    rise = f"a rise to {found.rise:.1f} times" if found.rise else "no rise"
    return f"A list of {made.mails:,} can show {drop} and {rise} within the hour, in four of five cases."
