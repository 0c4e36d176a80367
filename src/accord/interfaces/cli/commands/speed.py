"""accord speed: how long leads wait for a first response, and what an hour of it costs."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.board import Number
from accord.reporting.speed import SpeedToLead, lead_speed
from accord.vocabulary.people import Viewer


@command("speed")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_speed(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """How long leads wait for a first response by class, and what an hour of it costs."""
    made = lead_speed(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: SpeedToLead) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip(), made.differ, made.clock, ""]
    rows = [*made.classes, *((made.whole,) if made.whole else ())]
    if rows:
        lines.append(f"  {'class':<28}{'leads':>8}{'half within':>14}{'in an hour':>13}")
    for row in rows:
        lines.append(
            f"  {row.label:<28.28}{shown(row.leads):>8}{shown(row.median):>12} h{shown(row.in_an_hour):>13}"
            f"  {row.median.note}".rstrip()
        )
    return [*lines, "", *map(_cost, (made.cost, made.worth)), f"  {made.caveat}"]


def _cost(number: Number) -> str:
    span, share = number.interval, number.unit == "share"
    between = "" if span is None else f" ({span.low * 100:.2f} to {span.high * 100:.2f} %)" if share else (
        f" ({span.low:,.2f} to {span.high:,.2f})"
    )  # fmt: skip
    return f"  {number.label}: {shown(number)}{'' if share else ' ' + number.unit}{between}  {number.note}".rstrip()
