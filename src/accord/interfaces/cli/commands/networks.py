"""accord networks: lists of companies' networks, by which a visitor who agreed is told to be at a company."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.vocabulary.people import Viewer
from accord.workflows.networks import forget_networks, import_networks, list_networks


@accord.group("networks")
def networks() -> None:
    """Companies' networks, as a list of yours names them."""


@command("import", group=networks)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--dated", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day of which the list is; today."
)
def bring(viewer: Viewer, now: datetime, file: Path, dated: datetime | None) -> Said:
    """Keep a CSV (cidr, company, domain) in place of the list of the same file name."""
    count = import_networks(viewer, file, dated=dated.date() if dated else None, now=now)
    return Said({"networks": count}, f'{count:,} networks kept as the list "{file.stem}"')


@command("list", group=networks)
def show(viewer: Viewer, now: datetime) -> Said:
    """The lists there are, and of which day each is."""
    found = list_networks(viewer)
    lines = [f"{each.networks:>9,}  {each.dated:%Y-%m-%d}  {each.name}" for each in found]
    return Said(found, lines or ["none yet: accord networks import FILE.csv"])


@command("remove", group=networks)
@click.argument("name")
def remove(viewer: Viewer, now: datetime, name: str) -> Said:
    """Forget a list: from now on no visitor is told by it."""
    count = forget_networks(viewer, name)
    return Said({"removed": count}, f"{count:,} networks removed")
