"""accord judge: who stands behind the clicks, people or machines, decided anew."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, command
from accord.vocabulary.people import Viewer
from accord.workflows.judge_hits import judge_again


@command("judge")
@click.option("--all", "everything", is_flag=True, help="Every click, as after a new filter or network list.")
def judge(viewer: Viewer, now: datetime, everything: bool) -> Said:
    """Judge the new clicks at once, or all anew. Judgements are added, never changed; stopped, it goes on."""
    written = judge_again(viewer, now, everything=everything, tell=_tell)
    return Said({"judgements": written}, f"{written:,} judgements written")


def _tell(done: int, of: int, changed: int) -> None:
    click.echo(f"{done:,} of {of:,} people, {changed:,} judgements written", err=True)
