"""accord roi, moves, decide-move: what came back for what was spent, and what both may decide to move."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.moves import MoveStands, moves_standing
from accord.reporting.roi import Roi, RoiRow, company_roi
from accord.vocabulary.people import Viewer
from accord.workflows.decide_move import decide_move


@command("roi")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_roi(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Spend, credit and return by channel, and what an inquiry, a lead and a customer cost."""
    made = company_roi(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


@command("moves")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_moves(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Moves of budget that need both teams, and the decision made of each."""
    found = moves_standing(viewer, window=window_of(start, end, now), now=now)
    return Said(found, [_move(each) for each in found] or ["none stands in these days"])


@command("decide-move")
@click.argument("source")
@click.argument("target")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
@click.option("--seen", default="", help="The digest of the numbers that you saw (accord moves).")
@click.option("--who", type=int, default=0, help="The person's number (accord people list).")
@click.option("--due", type=DAY, default=None)
def make_move(
    viewer: Viewer, now: datetime, source: str, target: str, start: datetime | None, end: datetime | None,
    seen: str, who: int, due: datetime | None,
) -> Said:  # fmt: skip
    """Make a move from SOURCE's budget to TARGET's a decision, its numbers frozen with it."""
    day = due.date() if due else None
    made = decide_move(
        viewer, source, target, window=window_of(start, end, now), seen=seen, who=who, due=day, now=now
    )
    digest = made.evidence.digest if made.evidence else ""
    return Said(made, f"{made.key}  {'open' if made.open else 'done'}  {made.text}  on {digest}")


def _move(each: MoveStands) -> str:
    state = f"decided {each.decision.key}" if each.decision else "not decided"
    return f"{each.move.source} to {each.move.target}  {each.move.says}  [{state}]  on {each.evidence.digest}"


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
