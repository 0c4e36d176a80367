"""accord mirror, doctor, imports, rejects, keys: what keeps an installation sound."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from accord.contacts.repair import repair_identity
from accord.interfaces.cli.app import OFFSET, Said, accord, command
from accord.reporting.imports import find_imports, find_rejects
from accord.teams.keys import find_keys, make_key, revoke_key
from accord.teams.noted import note
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.keep_mirror import examine, rebuild_mirror, refresh_mirror
from accord.workflows.reject_file import write_rejects


@accord.group("keys")
def keys() -> None:
    """API keys."""


@command("mirror")
@click.option("--rebuild", is_flag=True, help="Build it anew from the record.")
@click.option(
    "--verify", is_flag=True, help="First compare it with what the record gives; exit code 1 if it differed."
)
def mirror(viewer: Viewer, now: datetime, rebuild: bool, verify: bool) -> Said:
    """Bring the columnar copy up to the record, or rebuild it."""
    if not (rebuild or verify):
        version = refresh_mirror(viewer, now)
        return Said({"version": version}, f"version {version}")
    made = rebuild_mirror(viewer, now, verify=verify)
    lines = [f"version {made.version}: {made.facts:,} facts, {made.leads:,} leads"]
    lines += [f"differed: {d.table}, {d.keys:,} keys, such as {d.first}" for d in made.differences]
    if made.compared and not made.differences:
        lines.append("it was right: 0 differences")
    return Said(made, lines, 1 if made.differences else 0)


@command("doctor")
@click.option("--repair", is_flag=True, help="First regroup contacts and accounts from their records.")
def doctor(viewer: Viewer, now: datetime, repair: bool) -> Said:
    """Check every invariant and name each violation with its rows. Exit code 1 when there are any.

    A warning (a backup is due) is no violation.
    """
    if repair:
        repair_identity(viewer)
    found = examine(viewer, now)
    broken = [finding for finding in found if finding.level == "error"]
    lines = ([] if broken else ["every invariant holds"]) + [str(finding) for finding in found]
    return Said(found, lines, 1 if broken else 0)


@command("imports")
def imports(viewer: Viewer, now: datetime) -> Said:
    """The files that were read, newest first."""
    found = find_imports(viewer)
    lines = [
        f"{i.id:>5}  {i.state:<10} {i.source:<12} {i.accepted:>9,} in {i.rejected:>7,} refused  {i.file_name}"
        for i in found
    ]
    return Said(found, lines or ["nothing is imported yet: accord import FILE --source NAME"])


@command("rejects")
@click.argument("import_id", type=int, required=False)
@OFFSET
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write them all as CSV.")
def rejects(viewer: Viewer, now: datetime, import_id: int | None, offset: int, save: Path | None) -> Said:
    """The refused rows of an import, by its number; else of the newest that has any: line, value, reason, remedy."""
    require(viewer, Right.import_files)
    import_id = import_id or next((i.id for i in find_imports(viewer) if i.rejected), None)
    if import_id is None:
        return Said(None, "no row was refused: accord imports lists what was read")
    if save:
        written = write_rejects(viewer, import_id, save)
        note("exported", viewer.actor, now, what="rejects-file")
        return Said({"rows": written, "file": save}, f"{written:,} rows in {save}")
    found = find_rejects(viewer, import_id, offset=offset)
    lines = [
        f"line {r.line:>7}  {r.column:<20} {r.reason:<20} {r.value[:40]!r}  {r.remedy}" for r in found.rows
    ]
    return Said(found, [f"{found.total:,} refused in import {import_id}", *lines])


@command("list", group=keys)
def list_keys(viewer: Viewer, now: datetime) -> Said:
    """Every key, newest first; never the key itself."""
    found = find_keys(viewer)
    return Said(
        found, [f"{k.prefix}  {k.user:<30} {k.label:<20} ends {k.expires_at:%Y-%m-%d}" for k in found]
    )


@command("make", group=keys)
@click.argument("email")
@click.option("--label", default="")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True)
def make(viewer: Viewer, now: datetime, email: str, label: str, days: int) -> Said:
    """A new key that acts as this person; shown once."""
    key = make_key(viewer, email, label=label, lasts=timedelta(days=days), now=now)
    return Said({"key": key}, f"{key}  (shown once)")


@command("revoke", group=keys)
@click.argument("prefix")
def revoke(viewer: Viewer, now: datetime, prefix: str) -> Said:
    """End a key now."""
    revoke_key(viewer, prefix, now)
    return Said({"revoked": prefix}, f"{prefix} is ended")
