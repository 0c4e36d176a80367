"""accord send-time: when e-mail is answered, by the recipient's own clock."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, shown, window_of
from accord.reporting.board import Number
from accord.reporting.send_time import DIMENSIONS, Group, SendTime, Slot, send_times
from accord.vocabulary.people import Viewer


@command("send-time")
@click.option("--by", type=click.Choice(DIMENSIONS), default=DIMENSIONS[0], show_default=True)
@click.option("--of", "of", default="", help="One group's own week, drawn towards everybody's.")
@click.option("--from", "start", type=DAY, help="First day (default: all time).")
@click.option("--to", "end", type=DAY, help="The day after the last.")
def show_send_time(
    viewer: Viewer, now: datetime, by: str, of: str, start: datetime | None, end: datetime | None
) -> Said:
    """When e-mail is answered, by the recipient's own clock, and how sure that is."""
    made = send_times(viewer, by=by, of=of, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: SendTime) -> list[str]:
    lines = [
        f"{made.reading.title}  {made.reading.sentence}".strip(),
        made.says,
        made.advice,
        made.caveat,
        "",
    ]
    tried = [slot for slot in made.slots if slot.sends.value]
    if tried:
        lines.append(f"  {'part of the week':<28}{'sent':>8}{'answered':>10}{'best':>7}  beside the rest")
    lines += [*map(_slot, tried), ""]
    if made.groups:
        lines.append(f"  {made.by:<28}{'sent':>8}{'answered':>10}  best part, as far as is known")
    lines += [*map(_group, made.groups), ""]
    return [*lines, *map(_number, (made.office, made.weekend, made.holidays, *made.left_out))]


def _slot(slot: Slot) -> str:
    sure = "" if slot.best_share is None else f"{100 * slot.best_share:.0f} %"
    return f"  {slot.label:<28.28}{shown(slot.sends):>8}{shown(slot.rate):>10}{sure:>7}  {slot.says}{_range(slot.rate)}"


def _group(group: Group) -> str:
    sure = "" if group.best_share is None else f" ({100 * group.best_share:.0f} %)"
    return (
        f"  {group.label:<28.28}{shown(group.sends):>8}{shown(group.rate):>10}  {group.best}{sure}".rstrip()
    )


def _number(number: Number) -> str:
    return f"  {number.label}: {shown(number)}{_range(number)}  {number.note}".rstrip()


def _range(number: Number) -> str:
    span = number.interval
    return "" if span is None else f" ({100 * span.low:.1f} to {100 * span.high:.1f} %)"
