"""accord demo, accord simulate: an invented company to look at, and its exports as files."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from accord.interfaces.cli import pretend
from accord.interfaces.cli.app import PORT, Said, command
from accord.interfaces.cli.commands.serve import check_ready, free_port_after
from accord.interfaces.cli.shown import harmless
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.connections import utc_now
from accord.workflows.make_demonstration import Demonstration, make_demonstration
from accord.workflows.pretend_crm import connect_pretend_crm, find_pretend_crm, pretend_crm_at
from accord.workflows.write_simulation import write_simulation


@command("demo", before_init=True)
@click.option("--no-serve", is_flag=True, help="Load it, print a summary, and stop.")
@click.option("--host", default="127.0.0.1", show_default=True)
@PORT
@click.option(
    "--crm-port",
    type=click.IntRange(1, 65535),
    help="Where the pretend CRM answers (default: the next free port).",
)
def demo(viewer: Viewer, now: datetime, no_serve: bool, host: str, port: int, crm_port: int | None) -> Said:
    """An invented company, dated relative to today, served with the sign-in of each role printed.

    Beside it a pretend CRM with the same people, to click in as a rep: it is read as your own would be.
    """
    if not no_serve:
        check_ready(host, port)
    made = make_demonstration(viewer, now=now, on_file=lambda name: click.echo(f"reading {name}", err=True))
    if no_serve:
        return Said(made, _lines(made, None))
    crm = _connect_crm(viewer, made, crm_port or _usual_crm_port(port))
    for line in [*_lines(made, f"http://{host}:{port}"), *crm]:
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


def _usual_crm_port(port: int) -> int:
    """Where it answered before, while that is free; else the next free port after the product's."""
    known = find_pretend_crm()
    if known and known.port != port and free_port_after("127.0.0.1", known.port - 1) == known.port:
        return known.port
    return free_port_after("127.0.0.1", port)


def _connect_crm(viewer: Viewer, made: Demonstration, port: int) -> list[str]:
    """Connect the pretend CRM, and say where it is; without it the demonstration goes on."""
    if not pretend.is_here():
        return ["  without the pretend CRM: it lies beside the product's sources"]
    crm = pretend_crm_at(port)
    try:
        with pretend.running(crm):
            connect_pretend_crm(viewer, crm, datetime.fromisoformat(made.made_at), utc_now)
    except AccordError as problem:
        click.echo(harmless(str(problem)), err=True)
        return []
    return [
        f"  click as a rep, in a pretend CRM: {crm.address}  (no sign-in; what is done there counts here)"
    ]


def _become_server(host: str, port: int) -> NoReturn:
    """Go on as `accord serve`, afresh: the mirror opened here has threads that its forks would lack."""
    sys.stdout.flush()
    os.environ.setdefault(
        "ACCORD_ADDRESS", f"http://{host}:{port}"
    )  # what is written into the CRM leads here
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
    return [*lines, "", f"  open {address}  (it answers in a few seconds)"] if address else lines
