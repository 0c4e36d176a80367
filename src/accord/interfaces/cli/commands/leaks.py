"""accord leaks: what broken promises cost, by clause."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.board import Number
from accord.reporting.leaks import BesideLeaks, Leak, Leaks, leak_ledger
from accord.vocabulary.people import Viewer


@command("leaks")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_leaks(viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None) -> Said:
    """Every lead to which a promise was broken, once, by clause, and what it cost as a range."""
    made = leak_ledger(viewer, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: Leaks) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip()]
    for each in (made.kept, made.harmed, made.total):
        lines.append(f"  {each.label:<30}{_range(each):>28}  {each.note}".rstrip())
    for column in made.columns:
        lines += ["", column.team.upper(), *(_leak(each) for each in column.leaks)]
    if made.both:
        lines += ["", "BOTH: NOBODY'S BLAME ALONE", *(_leak(each) for each in made.both)]
    return [*lines, "", "BESIDE, NEVER ADDED", *_beside(made.beside)]


def _beside(made: BesideLeaks) -> list[str]:
    lines = [
        f"  {each.name:<30}{shown(each.tried):>7} of {each.tried.part.cases if each.tried.part else 0:,} leads tried, "
        f"{shown(each.spent)} spent on it"
        for each in made.segments
    ]
    lines += [f"  dropped segments: {made.segments_say}"]
    return [
        *lines,
        f"  {made.content.label}: {shown(made.content)}  {made.content.note}",
        f"  {made.content_say}",
    ]


def _leak(leak: Leak) -> str:
    money = _range(leak.loss) if leak.loss else ""
    return f"  {leak.label:<30}{shown(leak.leads):>7}  {money:>24}  {leak.clause}  {leak.says}".rstrip()


def _range(number: Number) -> str:
    if number.interval is None:
        return shown(number)
    return f"{number.interval.low:,.0f} to {number.interval.high:,.0f} {number.unit}"
