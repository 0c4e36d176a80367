"""accord init, accord go-live: make the installation ready."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.vocabulary.people import Viewer
from accord.workflows.go_live import go_live
from accord.workflows.learn_fit import draft_fit_rules
from accord.workflows.set_up import initialise


@command("init", before_init=True)
@click.option(
    "--template",
    default="",
    help="Start the agreement from a template: accord agreement templates lists them.",
)
@click.option(
    "--text", "text_file", type=click.Path(exists=True, dir_okay=False), help="Start it from a file of yours."
)
@click.option(
    "--learn-from",
    type=click.Choice(["deals"]),
    help="Then draft the fit rules from the deals won and lost in the record.",
)
def init(viewer: Viewer, now: datetime, template: str, text_file: str | None, learn_from: str | None) -> Said:
    """Make the data folder and the first draft of the agreement. Safe to repeat: it never overwrites."""
    made = initialise(viewer, template=template, text_file=text_file, now=now)
    lines = [f"data       {made.data}", f"agreement  {made.agreement}", f"next       {made.next_step}"]
    if not learn_from:
        return Said(made, lines)
    drafted = draft_fit_rules(viewer, now=now)
    return Said({"made": made, "learnt": drafted}, [*lines, *drafted.lines])


@command("go-live")
def go_live_command(viewer: Viewer, now: datetime) -> Said:
    """Record the instant after which facts may cause acts; everything before it is history."""
    instant = go_live(viewer, now=now)
    return Said({"live_from": instant}, f"live from {instant:%Y-%m-%d %H:%M} UTC")
