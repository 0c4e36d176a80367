"""A backup made while others write restores to what stood at one instant, and brings nobody back."""

import io
import json
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.operations.installation import (
    CANARIES,
    ERASE,
    ROOT,
    STATE,
    Installation,
    fresh_database,
    make_installation,
)

# Two tables are written in one transaction each time: a copy that is no instant shows them apart.
WRITER = """
from datetime import UTC, datetime
from django.db import transaction
from accord.ledger.acts import record_act
from accord.ledger.outbox import put_message
n = 0
while True:
    now = datetime.now(UTC)
    with transaction.atomic():
        record_act(key=f"pair:{n}", kind="pair", actor="test", now=now)
        put_message("pair", "user:1", "x", {"n": n}, cause=str(n), now=now)
    n += 1
    if n in (20, 500):
        print("going", flush=True)
"""
PAIRS = """
from accord.ledger.models import Act, OutboxMessage
print(json.dumps([Act.objects.filter(kind="pair").count(), OutboxMessage.objects.filter(channel="pair").count()]))
"""


IDS = """
from accord.ledger.models import SourceRecord
print(json.dumps(sorted(SourceRecord.objects.values_list("external_id", flat=True))))
"""
BACK_UP = """
from datetime import UTC, datetime
from pathlib import Path
from accord.teams.people import SYSTEM
from accord.workflows.back_up import back_up
print(json.dumps(str(back_up(SYSTEM, to=Path(sys.argv[1]), now=datetime.now(UTC)).path)))
"""
FIND_TOOL = """
from pathlib import Path
from accord.ledger import database_copy
from accord.vocabulary.errors import ForGood
database_copy.Path = lambda path: Path("/nowhere")
try:
    database_copy.find_tool("pg_dump", 15)
except ForGood as problem:
    print(json.dumps(problem.code))
"""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation on each kind of database."""
    url = (
        fresh_database(request.getfixturevalue("postgres_url"), "made")
        if request.param == "postgresql"
        else ""
    )
    return make_installation(tmp_path_factory.mktemp("made") / "data", url)


def back_up(made: Installation, to: Path) -> Path:
    """A backup by the command line."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(json.loads(made.run("backup", "--to", str(to), "--json"))["path"])


def restore(made: Installation, backup: Path, into: Path, *words: str, ends: int = 0) -> Installation:
    """A restore by the command line, into a database of its own."""
    database = (
        fresh_database(made.database.replace("/made?", "/accord?"), "restored") if made.database else ""
    )
    target = Installation(into, database)
    done = target.ask("restore", str(backup), "--into", str(into), *words)
    assert done.returncode == ends, done.stdout + done.stderr
    return target


def test_what_was_backed_up_stands_there_again_row_by_row(made: Installation, tmp_path: Path) -> None:
    backup = back_up(made, tmp_path / "backups")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    restored = restore(made, backup, tmp_path / "restored", "--no-newer-erasures")
    before, after = made.program(STATE), restored.program(STATE)
    assert before == after
    assert before["ledger_sourcerecord"][0] == 3
    assert (restored.folder / "secret.key").read_text() == (made.folder / "secret.key").read_text()
    assert [p.read_bytes() for p in restored.folder.glob("uploads/*/file/*")]
    assert "every invariant holds" in restored.run("doctor")


def test_a_backup_under_writes_is_one_instant(made: Installation, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import json, sys, django; django.setup()\n" + WRITER]
    writer = subprocess.Popen(command, env=made.environ(), stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        backup = back_up(made, tmp_path / "backups")
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    restored = restore(made, backup, tmp_path / "restored", "--no-newer-erasures")
    acts, messages = restored.program(PAIRS)
    assert acts == messages >= 20
    assert acts <= made.program(PAIRS)[0]


def test_whoever_was_erased_after_the_backup_is_erased_again_and_nothing_is_sent(
    made: Installation, tmp_path: Path
) -> None:
    backup = back_up(made, tmp_path / "backups")
    if not made.database:
        assert CANARIES[1].encode() in backup.read_bytes()
    standing = Installation(tmp_path / "copy", made.database)
    shutil.copytree(made.folder, standing.folder)
    standing.program(ERASE, CANARIES[0])
    said = restore(made, backup, tmp_path / "refused", ends=2)
    assert not said.folder.exists()
    again = restore(made, backup, tmp_path / "restored", "--erasures", str(standing.folder / "erasures.txt"))
    assert again.program(IDS) == ["L2", "L3"]
    assert again.holding(CANARIES) == []
    held = json.loads(again.run("outbox", "show", "--json"))
    assert held["held_since"]
    assert sum(group["messages"] for group in held["waiting"]) >= 1
    unsent = "from accord.ledger.outbox import find_unsent\nprint(json.dumps(len(find_unsent())))"
    assert again.program(unsent) == 0
    again.run("outbox", "release")
    assert again.program(unsent) >= 1


def test_the_mutant_that_forgets_the_list_is_caught(tmp_path: Path) -> None:
    made = make_installation(tmp_path / "data")
    backup = back_up(made, tmp_path / "backups")
    made.program(ERASE, CANARIES[0])
    again = restore(made, backup, tmp_path / "restored", "--no-newer-erasures")
    assert again.holding(CANARIES)


def test_the_list_on_another_disk_is_found_by_itself(tmp_path: Path) -> None:
    elsewhere = {"ACCORD_ERASURES": str(tmp_path / "other-disk" / "erasures.txt")}
    (tmp_path / "other-disk").mkdir()
    made = make_installation(tmp_path / "data")
    backup = back_up(made, tmp_path / "backups")
    before = made.environ
    command = [sys.executable, "-c", "import json, sys, django; django.setup()\n" + ERASE, CANARIES[0]]
    subprocess.run(command, env=before(**elsewhere), check=True, cwd=ROOT)
    shutil.rmtree(made.folder)
    again = Installation(made.folder)
    again.run("restore", str(backup), "--into", str(made.folder), **elsewhere)
    assert again.holding(CANARIES) == []


# -- what must not work --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, Path]:
    """An installation on SQLite and a backup of it."""
    folder = tmp_path_factory.mktemp("small")
    made = make_installation(folder / "data")
    return made, back_up(made, folder / "backups")


def refused(made: Installation, *words: str) -> str:
    """The code of the refusal; the command must not work."""
    done = made.ask(*words)
    assert done.returncode >= 2, done.stdout
    assert len(done.stderr.strip().splitlines()) == 2, done.stderr
    return done.stderr.split()[1]


def test_a_restore_never_touches_a_folder_that_holds_something(
    small: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, backup = small
    before = {p: p.read_bytes() for p in made.folder.rglob("*") if p.is_file()}
    words = ("restore", str(backup), "--into", str(made.folder), "--no-newer-erasures")
    assert refused(made, *words) == "restore.not_empty"
    assert {p: p.read_bytes() for p in made.folder.rglob("*") if p.is_file()} == before


def test_every_damage_is_noticed_before_anything_is_put_in_place(
    small: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, backup = small
    whole = backup.read_bytes()
    middle = len(whole) // 2
    with tarfile.open(backup) as tar:
        secret = next(m.offset_data for m in tar if m.name == "secret.key")
    damages = {
        "cut": whole[:middle],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "secret": whole[:secret] + bytes([whole[secret] ^ 1]) + whole[secret + 1 :],
        "none": b"not a backup at all" * 1000,
        "empty": b"",
    }
    for name, content in damages.items():
        path = tmp_path / f"{name}.accord-backup"
        path.write_bytes(content)
        words = ("restore", str(path), "--into", str(tmp_path / "into"), "--no-newer-erasures")
        assert refused(made, *words) == "backup.damaged", name
        assert not (tmp_path / "into").exists()
    assert not list(tmp_path.glob("*.restoring"))


def test_a_member_that_would_leave_the_folder_is_refused(
    small: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, backup = small
    path = tmp_path / "slip.accord-backup"
    with tarfile.open(backup) as old, tarfile.open(path, "w") as new:
        for member in old:
            source = old.extractfile(member)
            if member.name == "manifest.json":
                said = json.loads(source.read())  # type: ignore[union-attr]
                said["files"]["../../slipped"] = said["files"].pop("secret.key")
                text = json.dumps(said).encode()
                member.size = len(text)
                new.addfile(member, io.BytesIO(text))
            else:
                member.name = "../../slipped" if member.name == "secret.key" else member.name
                new.addfile(member, source)
    words = ("restore", str(path), "--into", str(tmp_path / "deep" / "into"), "--no-newer-erasures")
    assert refused(made, *words) == "backup.damaged"
    assert not (tmp_path / "slipped").exists()
    assert not (tmp_path / "deep" / "slipped").exists()


def test_a_backup_of_a_newer_release_is_refused(small: tuple[Installation, Path], tmp_path: Path) -> None:
    made, _ = small
    newer = Installation(tmp_path / "data")
    shutil.copytree(made.folder, newer.folder)
    newer.program("from django.db.migrations.recorder import MigrationRecorder\nfrom django.db import connection\n"
                  "MigrationRecorder(connection).record_applied('ledger', '9999_of_the_future')")  # fmt: skip
    assert refused(newer, "doctor") == "installation.newer"
    assert refused(newer, "upgrade") == "installation.newer"
    assert refused(newer, "serve", "--port", "1") == "installation.newer"
    backup = newer.program(BACK_UP, str(tmp_path / "backups"))
    words = ("restore", backup, "--into", str(tmp_path / "into"), "--no-newer-erasures")
    assert refused(made, *words) == "restore.newer"
    assert not (tmp_path / "into").exists()


def test_an_unfinished_restore_lets_nothing_else_happen(
    small: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, backup = small
    place = (
        "from datetime import UTC, datetime\nfrom pathlib import Path\nfrom accord.teams.people import SYSTEM\n"
        "from accord.workflows.restore import place_backup\n"
        "place_backup(SYSTEM, Path(sys.argv[1]), Path(sys.argv[2]), erasures=[], now=datetime.now(UTC))"
    )
    made.program(place, str(backup), str(tmp_path / "into"))
    half = Installation(tmp_path / "into")
    for words in (("work", "--once"), ("serve", "--port", "1"), ("doctor",), ("outbox", "release")):
        assert refused(half, *words) == "installation.restore_unfinished"
    half.run("restore", "--finish")
    half.run("doctor")
    assert refused(half, "restore", "--finish") == "restore.none"


def test_a_killed_backup_leaves_no_backup_and_the_next_one_tidies_up(
    small: tuple[Installation, Path], tmp_path: Path
) -> None:
    made, _ = small
    command = [sys.executable, "-c", "import json, sys, django; django.setup()\n" + _KILLED, str(tmp_path)]
    for step in range(1, 4):
        done = subprocess.run([*command, str(step)], env=made.environ(), cwd=ROOT)
        assert done.returncode == -signal.SIGKILL
        assert not list(tmp_path.glob("*.accord-backup"))
    assert list(tmp_path.iterdir())
    back_up_path = json.loads(made.run("backup", "--to", str(tmp_path), "--json"))["path"]
    assert [p.name for p in tmp_path.iterdir()] == [Path(back_up_path).name]


_KILLED = """
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from accord.ledger import backup_file, database_copy
from accord.teams.people import SYSTEM
from accord.workflows import back_up
places = [(database_copy, "check_sqlite"), (backup_file, "_add"), (backup_file, "check_backup")]
module, name = places[int(sys.argv[2]) - 1]
real = getattr(module, name)
def die(*given, **named):
    real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, die)
back_up.back_up(SYSTEM, to=Path(sys.argv[1]), now=datetime.now(UTC))
"""


def test_a_client_of_postgresql_that_is_too_old_is_named(
    small: tuple[Installation, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert small[0].program(FIND_TOOL) == "backup.tool_too_old"
    tool.unlink()
    assert small[0].program(FIND_TOOL) == "backup.no_tool"


def test_old_backups_go_when_asked(small: tuple[Installation, Path], tmp_path: Path) -> None:
    made, _ = small
    names = [
        Path(json.loads(made.run("backup", "--to", str(tmp_path), "--keep", "2", "--json"))["path"]).name
        for _ in range(3)
    ]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(names[1:])


def test_only_operations_may(small: tuple[Installation, Path], tmp_path: Path) -> None:
    made, _ = small
    made.run("people", "add", "vic@x.example", "--role", "viewer", "--name", "Vic")
    for words in (("backup",), ("upgrade",), ("outbox", "show"), ("restore", "--finish")):
        assert refused(made, "--as", "vic@x.example", *words) == "right.missing"
