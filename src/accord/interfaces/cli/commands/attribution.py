"""accord attribution: who is credited for what was won."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.attribution import CompanyCredit, Credited, ModelTable, Told, Ways, company_credit
from accord.vocabulary.people import Viewer


@command("attribution")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
@click.option("--compare", is_flag=True, help="Every model, with its intervals.")
def show_attribution(
    viewer: Viewer, now: datetime, start: datetime | None, end: datetime | None, compare: bool
) -> Said:
    """What was won, shared out over the touches before it: the signed model, its spread, and what is nobody's."""
    made = company_credit(viewer, window=window_of(start, end, now), compare=compare, now=now)
    return Said(made, _lines(made, compare))


def _lines(made: CompanyCredit, compare: bool) -> list[str]:
    lines = [f"{made.reading.title}  {made.reading.sentence}".strip()]
    won = f"{made.deals:,} deals won, {shown(made.won)}"
    lines.append(f"{won}; {made.lost:,} lost, {made.silent:,} silent, {made.open:,} still open")
    lines += [each for each in (made.note,) if each]
    for table in made.compare if compare else made.signed:
        lines += ["", *_table(table)]
    lines += [
        "",
        "HOW FAR THE MODELS LIE APART",
        *(f"  {each.name:<28.28}{each.says}" for each in made.spread),
    ]
    lines += ["", f"  {'BESIDE, NEVER ADDED':<28}{'sourced':>16}{'influenced':>16}"]
    lines += [
        f"  {each.name:<28.28}{shown(each.sourced):>16}{shown(each.influenced):>16}" for each in made.beside
    ]
    return [*lines, *_told(made.told), *_ways(made.ways)]


def _told(told: Told | None) -> list[str]:
    if told is None:
        return ["", "What they said themselves is hidden by the clause attribution.self_reported"]
    head = f"WHAT THEY SAID THEMSELVES: {told.answered.value:,} of {told.deals:,} deals won have an answer"
    lines = ["", f"{head}, {told.silent.value:,} none that five people gave"]
    if told.matched:
        lines.append(
            f"  named a channel {told.matched:,}, came by it {shown(told.agreed)}, touched it {shown(told.touched)}"
        )
    lines += [
        f"  {each.said:<28.28}{each.number.value:>8,}  {each.channel or 'no channel of that name'}"
        for each in told.rows
    ]
    return lines


def _ways(ways: Ways) -> list[str]:
    lines = ["", f"{'won':>8}{'lost':>8}{'open':>8}  WHICH WAY DEALS CAME"]
    for way in ways.ways:
        text = " > ".join(f"{step.team}: {step.channel}".removeprefix(": ") for step in way.steps)
        between = f" ({way.longer:,} with steps between)" if way.longer else ""
        lines.append(f"{way.won:>8,}{way.lost:>8,}{way.open:>8,}  {text}{between}")
    others = f", {ways.others:,} other ways among them" if ways.others else ""
    return [*lines, f"{ways.won:>8,}{ways.lost:>8,}{ways.open:>8,}  all{others}"]


def _table(table: ModelTable) -> list[str]:
    if table.why_not:
        return [f"{table.label}: not reckoned, {table.why_not}."]
    rows = [_row(row) for row in (*table.rows, table.unattributed)]
    return [f"{table.label}, by {table.grain}", *rows, *((f"  {table.unsure}",) if table.unsure else ())]


def _row(row: Credited) -> str:
    span = "" if row.low is None or row.high is None else f"   {row.low:.1%} to {row.high:.1%}"
    return f"  {row.name:<28.28}{row.deals:>10,.2f}{shown(row.number):>20}{row.share:>8.1%}{span}"
