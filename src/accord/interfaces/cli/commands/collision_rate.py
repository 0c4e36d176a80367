"""accord collision-rate: how often we collide, and what it costs."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.board import Number
from accord.reporting.collided import CollisionRate, company_collisions
from accord.vocabulary.people import Viewer


@command("collision-rate")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_rate(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """How often touches collide: in all, by week, clause and side; and what a collision costs, as a range."""
    made = company_collisions(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: CollisionRate) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip()]
    lines += [made.says] if made.says else []
    lines += [_line(number) for number in (made.rate, made.both_teams, made.people)]
    lines += ["", "BY SIDE", *(_line(each.rate) for each in made.sides)]
    lines += ["", "BY CLAUSE", *(_line(each.rate) for each in made.clauses)]
    lines += ["", "BY CYCLE", *(_line(each.rate) for each in made.cycles)]
    lines += ["", "BY WEEK", *(_line(each.rate) for each in made.weeks)]
    cost = [n for n in (made.cost.leads, made.cost.chance, made.cost.loss) if n is not None]
    return [
        *lines,
        "",
        "WHAT IT COSTS",
        *(_line(each) for each in cost),
        *([f"  {made.cost.says}"] if made.cost.says else []),
    ]


def _line(number: Number) -> str:
    span = ""
    if number.interval is not None:
        low, high = number.interval.low, number.interval.high
        share = number.unit == "share"
        span = f"{low:.1%} to {high:.1%}" if share else f"{low:,.0f} to {high:,.0f}"
    of = f"{number.part.hits:,} of {number.part.cases:,} {number.part.what}" if number.part else ""
    return f"  {number.label:<44}{shown(number):>14}  {span:<22}{of}  {number.note}".rstrip()
