"""accord quality: lead quality by source, campaign or class."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.quality import DIMENSIONS, Judged, LeadQuality, QualityRow, lead_quality
from accord.vocabulary.people import Viewer


@command("quality")
@click.option("--by", type=click.Choice(DIMENSIONS), default=DIMENSIONS[0], show_default=True)
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_quality(
    viewer: Viewer, now: datetime, by: str, start: datetime | None, end: datetime | None
) -> Said:
    """Volume x acceptance x win x revenue x speed, and what of it is noise."""
    made = lead_quality(viewer, by=by, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: LeadQuality) -> list[str]:
    head = [f"{made.reading.title}  {made.reading.sentence}".strip(), made.says, made.clock, ""]
    columns = (
        f"  {made.by:<28}{'leads':>8}{'accepted':>11}{'won':>11}{'revenue':>16}{'a lead':>13}{'hours':>9}"
    )
    rows = [*made.rows, *((made.whole,) if made.whole else ())]
    return [*head, *((columns,) if rows else ()), *(line for row in rows for line in _row(row))]


def _row(row: QualityRow) -> list[str]:
    figures = (
        f"  {row.label:<28.28}{shown(row.leads):>8}{shown(row.accepted.number):>11}{shown(row.won.number):>11}"
        f"{shown(row.revenue):>16}{shown(row.per_lead.number):>13}{shown(row.waited.number):>9}"
    )
    told = [f"      {each.number.label}: {each.says}{_range(each)}" for each in row.judged() if each.says]
    return [figures, *told]


def _range(judged: Judged) -> str:
    span, unit = judged.number.interval, judged.number.unit
    if span is None:
        return ""
    if unit == "share":
        return f" ({100 * span.low:.1f} to {100 * span.high:.1f} %)"
    return f" ({span.low:,.1f} to {span.high:,.1f} {unit})"
