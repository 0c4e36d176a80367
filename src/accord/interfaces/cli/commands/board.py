"""accord board, reconcile, waiting, sql: the numbers, and where they come from."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from accord.interfaces.cli.app import OFFSET, Said, command
from accord.reporting.board import Board, Number, Window
from accord.reporting.dashboard import board, sql_names, sql_of, take_away_number
from accord.reporting.number_rows import rows_of_number
from accord.reporting.reconciliation import reconcile
from accord.reporting.shapes import Waiter
from accord.reporting.waiting import waiting
from accord.teams.noted import note
from accord.vocabulary.people import Viewer

DAY = click.DateTime(formats=["%Y-%m-%d"])
ONE_DAY = timedelta(days=1)


@command("board")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_board(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """The joint board: five KPIs, the funnel with the hand-off line, quality by source, trust."""
    made = board(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _board_lines(made))


@command("rows")
@click.argument("number")
@OFFSET
@click.option("--from", "start", type=DAY)
@click.option("--to", "end", type=DAY)
def rows(
    viewer: Viewer, now: datetime, number: str, offset: int, start: datetime | None, end: datetime | None
) -> Said:
    """The rows behind a number of the board, by the number's name."""
    window = window_of(start, end, now)
    found = rows_of_number(viewer, number, window=window, now=now, offset=offset)
    return Said(found, [found.says, *(_row_line(row) for row in found.rows)])


@command("take-away")
@click.argument("number")
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The zip to write."
)
def take_away(viewer: Viewer, now: datetime, number: str, save: Path) -> Said:
    """A number with its slice of the mirror, its SQL and a script that reckons it again."""
    content = take_away_number(viewer, number, now=now)
    note("exported", viewer.actor, now, what="number-file")
    save.write_bytes(content)
    return Said({"file": save, "bytes": len(content)}, f"{save}, {len(content):,} bytes")


@command("reconcile")
@click.option(
    "--marketing", multiple=True, help="Marketing's sources (default: as the agreement and the files say)."
)
@click.option("--sales", multiple=True, help="Sales' sources.")
def show_reconciliation(
    viewer: Viewer, now: datetime, marketing: tuple[str, ...], sales: tuple[str, ...]
) -> Said:
    """Why do our numbers differ? The bridge from marketing's count to sales' count."""
    bridge = reconcile(viewer, marketing_sources=marketing, sales_sources=sales, now=now)
    lines = [
        f"{'+' if s.sign > 0 else '-' if s.sign < 0 else '='} {s.count:>9,}  {s.label}" for s in bridge.steps
    ]
    return Said(bridge, [*lines, *filter(None, [bridge.note])])


@command("waiting")
def show_waiting(viewer: Viewer, now: datetime) -> Said:
    """Who waits for an answer now, longest first."""
    found = waiting(viewer, now)
    return Said(
        found, [f"{found.count:,} people are waiting; {found.says}", *(_waiter_line(w) for w in found.people)]
    )


@command("sql")
@click.argument("name", default="")
def show_sql(viewer: Viewer, now: datetime, name: str) -> Said:
    """The SQL of a number, as it runs on the mirror; without a name, the names."""
    if not name:
        names = sql_names(viewer)
        return Said(names, names)
    text = sql_of(viewer, name)
    return Said({"name": name, "sql": text}, text.splitlines())


def window_of(start: datetime | None, end: datetime | None, now: datetime) -> Window | None:
    """The window of `--from` and `--to`; None without either."""
    if start is None and end is None:
        return None
    first, after = start.date() if start else date(1970, 1, 1), end.date() if end else now.date() + ONE_DAY
    if after <= first:
        raise click.UsageError(f"--to {after} is not after --from {first}; --to is the day after the last")
    return Window(first, after)


def _board_lines(made: Board) -> list[str]:
    as_of = f"{made.as_of:%Y-%m-%d %H:%M} UTC" if made.as_of else "nothing yet"
    lines = [f"as of {as_of}  {made.reading.title}  {made.reading.sentence}".rstrip(), ""]
    lines += [_number_line(n) for n in made.kpis] + [""]
    for stage in made.funnel.stages:
        if stage.line_before:
            lines.append("  ------------------------------ the hand-off line")
        share = shown(stage.share_of_first)
        lines.append(f"  {stage.id:<24}{shown(stage.entered):>12}  {stage.owner:<10}{share:>10}")
    lines += ["", f"  {'source':<24}{'leads':>8}{'won':>8}{'rate':>9}{'revenue/lead':>16}"]
    for s in made.sources:
        figures = (
            f"{shown(s.leads):>8}{shown(s.won):>8}{shown(s.won_share):>9}{shown(s.revenue_per_lead):>16}"
        )
        lines.append(f"  {s.source:<24}{figures}")
    return [*lines, "", *map(_number_line, (*made.speed, *made.follow_up, *made.trust))]


def _number_line(number: Number) -> str:
    unit = "" if number.unit == "share" else number.unit
    return f"  {number.label:<44}{shown(number):>14}  {unit}  {number.note}".rstrip()


def shown(number: Number) -> str:
    """The value of a number in its unit."""
    value = number.value
    if value is None:
        return "-"
    if number.unit == "share":
        return f"{float(value) * 100:.2f} %"
    if isinstance(value, Decimal | float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _waiter_line(waiter: Waiter) -> str:
    return f"{waiter.days:>5} days  contact {waiter.contact_id}  {waiter.asked}  {waiter.owner or 'nobody'}"


def _row_line(row: Any) -> str:
    return f"  {row.occurred_at or '':<26} {row.what:<10} {row.key}"
