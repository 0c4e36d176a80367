"""accord coverage, targets: how far both teams reach the target accounts, and where they do not."""

from datetime import datetime

import click

from accord.interfaces.cli.app import OFFSET, Said, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.interfaces.cli.commands.figures import figure_line, figure_lines
from accord.reporting.coverage import MISSING, Target, company_coverage, targets_to_act_on
from accord.vocabulary.people import Viewer


@command("coverage")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_coverage(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Target accounts: known, reached by either team and by both, engaged, in a deal; white space by seniority."""
    made = company_coverage(viewer, window=window_of(start, end, now), now=now)
    lines = [
        f"{made.reading.title}  {made.reading.sentence}".strip(),
        str(made.says),
        figure_line(made.accounts),
    ]
    lines += figure_lines(made.steps)
    for level in made.levels:
        lines += [level.level, *figure_lines(level.numbers())]
    return Said(made, lines)


@command("targets")
@OFFSET
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_targets(
    viewer: Viewer, now: datetime, offset: int, start: datetime | None, end: datetime | None
) -> Said:
    """The target accounts that a team has not reached, or where nobody acted."""
    found = targets_to_act_on(viewer, window=window_of(start, end, now), now=now, offset=offset)
    head = f"{found.visible} of {found.total} target accounts with something missing are visible to you"
    return Said(found, [head, *(_line(row) for row in found.rows)])


def _line(row: Target) -> str:
    missing = "; ".join(MISSING[name] for name in row.missing)
    return f"  {row.name:<32.32} {row.tier:<6.6} {row.owner or '-':<18.18} {row.known:>4} known  {missing}"
