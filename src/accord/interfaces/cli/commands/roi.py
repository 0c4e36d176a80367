"""accord roi: what came back for what was spent."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.roi import Roi, RoiRow, company_roi
from accord.vocabulary.people import Viewer


@command("roi")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_roi(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Spend, credit and return by channel, and what an inquiry, a lead and a customer cost."""
    made = company_roi(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: Roi) -> list[str]:
    head = [f"{made.reading.title}  {made.reading.sentence}".strip(), f"credit by {made.model}"]
    steps = "".join(f"{step:>16}" for step in made.steps)
    rows = [*made.rows, *((made.whole,) if made.whole else ())]
    columns = f"  {'':<20}{'spend':>18}{'return':>14}{steps}"
    told = [each for each in (made.budget_says, made.says) if each]
    told += [f"for both to decide: {move.says}" for move in made.moves]
    return [*head, "", *((columns,) if rows else ()), *map(_row, rows), *told]


def _row(row: RoiRow) -> str:
    costs = "".join(f"{shown(cost):>16}" for cost in row.costs)
    return f"  {row.channel or 'all together':<20.20}{shown(row.spend):>18}{shown(row.returned):>14}{costs}"
