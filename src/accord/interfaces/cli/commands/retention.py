"""accord retention, at-risk: what is kept of a year before, and who may leave."""

from datetime import datetime

import click

from accord.interfaces.cli.app import OFFSET, Said, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.interfaces.cli.commands.figures import figure_line, figure_lines
from accord.reporting.retention import SIGNS, AtRisk, Retention, company_retention, customers_at_risk
from accord.vocabulary.people import Viewer


@command("retention")
@click.option("--from", "start", type=DAY, help="First day of the renewals (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last of the twelve months (default: today).")
def show_retention(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Gross, net and customers kept, by segment; renewals by quarter; signs of risk."""
    made = company_retention(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


@command("at-risk")
@OFFSET
def show_at_risk(viewer: Viewer, now: datetime, offset: int) -> Said:
    """The customers at risk today, each with its signs, whose it is and when its contract ends."""
    found = customers_at_risk(viewer, now=now, offset=offset)
    head = f"{found.visible} of {found.total} customers at risk are visible to you"
    return Said(found, [head, *(_at_risk(row) for row in found.rows)])


def _lines(made: Retention) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip(), str(made.says), ""]
    for kept in (*((made.whole,) if made.whole else ()), *made.segments):
        lines += [kept.label, *figure_lines(kept.numbers())]
    lines += ["Renewals", figure_line(made.renewal, "All")]
    for each in made.quarters:
        lines.append(figure_line(each.rate, f"{each.label}{', young' if each.young else ''}"))
    return [*lines, figure_line(made.at_risk), *(figure_line(sign.customers) for sign in made.signs)]


def _at_risk(row: AtRisk) -> str:
    signs = "; ".join(SIGNS[sign].casefold() for sign in row.signs)
    return f"  {row.name:<28.28} {row.due}  {row.amount:>12,.2f} {row.currency:<3}  {row.owner:<18}  {signs}"
