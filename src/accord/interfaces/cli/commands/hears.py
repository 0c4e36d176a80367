"""accord hears: what sales heard in the last whole week, against its own past."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import DAY, window_of
from accord.interfaces.cli.commands.figures import figure_line
from accord.reporting.hears import SORTS, Hears, Rival, Topic, company_hears
from accord.vocabulary.people import Viewer


@command("hears")
@click.option("--segment", default="", help="Of the companies of one industry alone.")
@click.option("--from", "start", type=DAY, help="First day (default: all time); only the week counts.")
@click.option("--to", "end", type=DAY, help="The last whole week before this day (default: today).")
def show_hears(
    viewer: Viewer, now: datetime, segment: str, start: datetime | None, end: datetime | None
) -> Said:
    """Reasons, questions, challenges, competitors and sources of the week, and which of them spike."""
    made = company_hears(viewer, segment=segment, window=window_of(start, end, now), now=now)
    return Said(made, _lines(made))


def _lines(made: Hears) -> list[str]:
    head = f"{made.window.start} to {made.window.end}  {made.reading.sentence}".strip()
    inside = [f"Segment: {made.segment}"] if made.segment else []
    return [
        head, *inside, str(made.says), str(made.promise), "", figure_line(made.outcomes), figure_line(made.spikes), "",
        *(line for topic in made.topics for line in _topic(topic)),
        *(line for rival in made.rivals for line in _rival(rival)),
        *(figure_line(each.outcomes, f"Segment: {each.name}") for each in made.segments),
    ]  # fmt: skip


def _topic(topic: Topic) -> list[str]:
    mark = "! " if topic.spike else ""
    return [
        figure_line(topic.share, f"{mark}{SORTS.get(topic.sort, topic.sort)}: {topic.topic}"),
        f"    {topic.says}",
    ]


def _rival(rival: Rival) -> list[str]:
    return [
        figure_line(rival.lost, f"{rival.name}: {rival.lost.label}"),
        figure_line(rival.share, f"{rival.name}: {rival.share.label}"),
    ]
