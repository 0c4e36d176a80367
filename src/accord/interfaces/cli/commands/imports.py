"""accord import, accord imports: bring in an export; see what was read and what was refused."""

from datetime import datetime
from pathlib import Path
from zoneinfo import available_timezones

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from accord.interfaces.cli.app import Said, command
from accord.vocabulary.people import Viewer
from accord.workflows.import_export_file import ImportReport, import_export_file
from accord.workflows.look_at_upload import look_at_file
from accord.workflows.mappings import read_mapping


def _zone(context: click.Context, parameter: click.Parameter, name: str) -> str:
    if name not in available_timezones():
        raise click.BadParameter(f'"{name}" is no time zone; write it as Europe/Amsterdam')
    return name


@command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="What the file comes from: marketing, crm, hubspot, ...")
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A saved mapping."
)
@click.option("--connector", default="", help="Read it as this system's export instead of recognising it.")
@click.option(
    "--zone", callback=_zone, default="UTC", show_default=True, help="The zone of times without one."
)
@click.option("--dry-run", is_flag=True, help="Read it all, write nothing, say what would happen.")
def import_file(
    viewer: Viewer,
    now: datetime,
    file: Path,
    source: str,
    mapping: Path | None,
    connector: str,
    zone: str,
    dry_run: bool,
) -> Said:
    """Import an exported file. Interrupted, the same command goes on; repeated, it changes nothing."""
    with _progress() as progress:
        task = progress.add_task(file.name, total=None, counts="")

        def show(report: ImportReport) -> None:
            progress.update(task, counts=_counts(report))

        report = import_export_file(
            viewer,
            file,
            source=source,
            connector=connector,
            mapping=read_mapping(mapping) if mapping else None,
            zone=zone,
            now=now,
            dry_run=dry_run,
            on_progress=show,
        )
    return Said(report, _lines(report))


@command("guess")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the mapping here, to edit."
)
def guess(viewer: Viewer, now: datetime, file: Path, save: Path | None) -> Said:
    """How a file would be read: the connector that knows it, or a guessed mapping and how sure it is."""
    look = look_at_file(viewer, file)
    if look.problem is not None:
        raise look.problem
    if look.recognised:
        return Said(look, f"{file.name} is read as {look.connector} ({look.object}); it needs no mapping")
    if save:
        save.write_text(look.mapping, encoding="utf-8")
    unsure = [f"# look over: {what}" for what in look.unsure]
    return Said(look, [*look.mapping.splitlines(), *unsure])


def _progress() -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.fields[counts]}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _counts(report: ImportReport) -> str:
    counts = report.counts
    return f"{counts.accepted:,} accepted  {counts.rejected:,} rejected  {counts.skipped:,} skipped"


def _lines(report: ImportReport) -> list[str]:
    known = f"{report.counts.facts_new:,} new facts, {report.counts.facts_known:,} known already"
    lines = [
        f"{report.file_name}  ({report.connector}, {report.state})",
        f"  {_counts(report)}",
        f"  {known}",
    ]
    if report.resumed_after:
        lines.append(f"  went on after line {report.resumed_after:,}")
    lines += [f"  {count:>8,}  {reason}" for reason, count in sorted(report.rejects.items())]
    if report.rejects and report.import_id:
        lines.append(f"  accord rejects {report.import_id}  lists each with its remedy")
    return lines
