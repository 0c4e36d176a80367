"""accord demo, accord simulate: an invented company to look at, and its exports as files."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from accord.interfaces.cli.app import PORT, Said, command
from accord.interfaces.cli.commands.serve import check_ready
from accord.vocabulary.people import Viewer
from accord.workflows.make_demonstration import Demonstration, make_demonstration
from accord.workflows.write_simulation import write_simulation


@command("demo", before_init=True)
@click.option("--no-serve", is_flag=True, help="Load it, print a summary, and stop.")
@click.option("--host", default="127.0.0.1", show_default=True)
@PORT
def demo(viewer: Viewer, now: datetime, no_serve: bool, host: str, port: int) -> Said:
    """An invented company, dated relative to today, served with the sign-in of each role printed."""
    if not no_serve:
        check_ready(host, port)
    made = make_demonstration(viewer, now=now, on_file=lambda name: click.echo(f"reading {name}", err=True))
    if no_serve:
        return Said(made, _lines(made, None))
    for line in _lines(made, f"http://{host}:{port}"):
        click.echo(line)
    return _become_server(host, port)


@command("simulate", before_init=True)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--touches",
    type=click.IntRange(min=0),
    default=0,
    help="About how many touches (default: the demonstration's company).",
)
@click.option("--seed", default=7, show_default=True)
@click.option("--truth", is_flag=True, help="Also write what no export says, to compare with.")
def simulate(viewer: Viewer, now: datetime, folder: Path, touches: int, seed: int, truth: bool) -> Said:
    """Write the exports of an invented company: hubspot/*.csv and salesforce/*.csv."""
    written = write_simulation(viewer, folder, touches=touches, seed=seed, truth=truth, now=now)
    return Said(written, [str(path) for path in written])


def _become_server(host: str, port: int) -> NoReturn:
    """Go on as `accord serve`, afresh: the mirror opened here has threads that its forks would lack."""
    sys.stdout.flush()
    arguments = ["serve", "--host", host, "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "accord.interfaces.cli.main", *arguments])  # noqa: S606


def _lines(made: Demonstration, address: str | None) -> list[str]:
    lines = [
        f"{made.company}, an invented company, as of {made.made_at[:16]} UTC",
        f"  {made.files} export files, {made.rows:,} rows, {made.facts:,} facts",
        f"  marketing counts {made.marketing_counts:,}, sales counts {made.sales_counts:,}",
        f"  {made.waiting:,} people are waiting now",
        "",
    ]
    lines += [f"  {s.role:<10} {s.name:<16} {s.email:<24} {s.password}" for s in made.sign_ins]
    return [*lines, "", f"  open {address}"] if address else lines
