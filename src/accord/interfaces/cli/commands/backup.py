"""accord backup, restore, upgrade, outbox: copies of an installation, and what follows from them."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.back_up import back_up
from accord.workflows.outbox import release, see_outbox
from accord.workflows.restore import Restored, finish_restore, place_backup
from accord.workflows.upgrade import upgrade_installation

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@accord.group("outbox")
def outbox() -> None:
    """What is to be sent outside."""


@command("backup")
@click.option(
    "--to", type=FOLDER, help="Where (default: backups in the data folder; another disk is better)."
)
@click.option("--with-mirror", is_flag=True, help="Also the columnar copy, which can be made again.")
@click.option("--keep", type=click.IntRange(min=1), help="Then remove all but the newest of this many.")
def backup(viewer: Viewer, now: datetime, to: Path | None, with_mirror: bool, keep: int | None) -> Said:
    """Write the whole installation into one file while it works, and check it by reading it back."""
    made = back_up(viewer, to=to, with_mirror=with_mirror, keep=keep or 0, now=now)
    said = f"{made.rows:,} rows of {made.tables} tables and {made.files} files, {made.size:,} bytes"
    return Said(made, [str(made.path), f"{said}; read back and found whole", *made.notes])


@command("restore", before_init=True)
@click.argument("file", type=FILE, required=False)
@click.option("--into", type=FOLDER, help="The new data folder: it must not hold anything yet.")
@click.option(
    "--erasures", type=FILE, multiple=True, help="A newer list of erasures (erasures.txt); may be repeated."
)
@click.option(
    "--no-newer-erasures", is_flag=True, help="Nobody was erased since the backup, or the list is lost."
)
@click.option("--finish", is_flag=True, help="Finish a restore that was interrupted in the data folder.")
def restore(
    viewer: Viewer,
    now: datetime,
    file: Path | None,
    into: Path | None,
    erasures: tuple[Path, ...],
    no_newer_erasures: bool,
    finish: bool,
) -> Said:
    """Restore a backup into a new folder; the outbox is held, whoever was erased since is erased again."""
    require(viewer, Right.manage_people)
    if finish:
        done = finish_restore(viewer, now=now)
        return Said(done, _told(done), 1 if done.findings else 0)
    if file is None or into is None:
        raise Invalid("restore.what", "a file and a folder are needed", "accord restore FILE --into FOLDER")
    lists = [*erasures, *_standing_list()]
    if not lists and not no_newer_erasures:
        raise Invalid(
            "restore.erasures_unknown",
            "whoever was erased since the backup would stand there again",
            "give the newest erasures.txt with --erasures, or say --no-newer-erasures",
        )
    place_backup(viewer, file, into.absolute(), erasures=lists, now=now)
    return _finish_in(into.absolute())


@command("upgrade", before_init=True)
@click.option("--backup-to", type=FOLDER, help="Where the backup from before is written.")
def upgrade_command(viewer: Viewer, now: datetime, backup_to: Path | None) -> Said:
    """Back up, bring the tables up to this release in one step, run the doctor."""
    done = upgrade_installation(viewer, backup_to=backup_to, now=now)
    lines = [f"backup   {done.backup}"] if done.backup else []
    lines += [f"applied  {name}" for name in done.applied] or ["nothing to do: the tables are up to date"]
    return Said(done, [*lines, *map(str, done.findings)], 1 if done.findings else 0)


@command("show", group=outbox)
def show_outbox(viewer: Viewer, now: datetime) -> Said:
    """What waits to be sent, and whether a restore holds it."""
    found = see_outbox(viewer)
    lines = [f"held since {found.held_since:%Y-%m-%d %H:%M} UTC"] if found.held_since else ["not held"]
    lines += [f"{w.channel:<10} {w.messages:>7,} waiting, {w.oldest:%Y-%m-%d %H:%M} to {w.newest:%Y-%m-%d %H:%M}"
              for w in found.waiting]  # fmt: skip
    return Said(found, lines)


@command("release", group=outbox)
@click.option("--drop", is_flag=True, help="What waits now is never sent: it was sent before the restore.")
def release_outbox(viewer: Viewer, now: datetime, drop: bool) -> Said:
    """Let an outbox go that a restore holds."""
    dropped = release(viewer, drop=drop, now=now)
    return Said({"dropped": dropped}, f"released; {dropped:,} messages dropped" if drop else "released")


def _standing_list() -> list[Path]:
    """The list that ACCORD_ERASURES names, which no data folder takes with it."""
    named = os.environ.get("ACCORD_ERASURES")
    return [Path(named)] if named and Path(named).is_file() else []


def _finish_in(folder: Path) -> Said:
    """The second half, in a process that reads the restored installation's own settings."""
    words = ["--data", str(folder), "restore", "--finish", "--json"]
    environ = os.environ | {"ACCORD_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "accord.interfaces.cli.main", *words],
        env=environ,
        capture_output=True,
        text=True,
    )
    click.echo(done.stderr, err=True, nl=False)
    if done.returncode > 1:
        return Said(
            None,
            f'the files are in "{folder}"; go on with: accord --data {folder} restore --finish',
            done.returncode,
        )
    found = json.loads(done.stdout)
    return Said(found, [str(folder), *_lines(found)], done.returncode)


def _told(done: Restored) -> list[str]:
    from accord.vocabulary.plain import plain

    return _lines(plain(done))


def _lines(done: dict[str, Any]) -> list[str]:
    made = f"as of {done['made_at']} (release {done['release']})"
    lines = [
        f"restored   {done['rows']:,} rows of {done['tables']} tables, {made}",
        *(f"migrated   {name}" for name in done["migrated"]),
        f"erased     {done['erased_again']:,} records again; {done['erasures_after']:,} lines of the list were new",
    ]
    if done["uploads_removed"]:
        lines.append(f"removed    {done['uploads_removed']:,} uploaded files: any may hold an erased person")
    lines += [
        f"held       the outbox, {done['waiting']:,} messages wait: accord outbox show, then accord outbox release",
        "check      keys and people are as they were then: accord keys list, accord people list; all sign in again",
    ]
    found = [f"error  {f['code']} - {f['sentence']}" for f in done["findings"]]
    return [*lines, *(found or ["doctor     every invariant holds"])]
