"""accord measure: one measure as plain lines, here or on a Spark cluster."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.reporting.measured import Measured, measure
from accord.vocabulary.people import Viewer


@command("measure")
@click.argument("name", metavar="NAME")
@click.option("--engine", default="", metavar="spark://HOST:PORT", help="Reckon on this Spark cluster.")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_measure(
    viewer: Viewer, now: datetime, name: str, engine: str, start: datetime | None, end: datetime | None
) -> Said:
    """One measure as plain lines: fold, funnel, kpis, follow_up, quality, credit or markov."""
    made = measure(viewer, name, window=window_of(start, end, now), engine=engine, now=now)
    return Said(made, _lines(made))


def _lines(made: Measured) -> list[str]:
    head = f"{made.name} on {made.engine}  {made.reading.title}  {made.reading.sentence}".rstrip()
    return [head, *(f"  {line.name:<56}{_value(line.value):>24} {line.unit}" for line in made.lines)]


def _value(value: object) -> str:
    return "-" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
