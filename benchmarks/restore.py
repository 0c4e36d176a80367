"""How long a backup under load, a restore and an erasure after it take, and whether anybody came back.

    python -m benchmarks.restore --rows 100000 [--postgresql]

Imports that many rows, backs up while another import runs, erases people afterwards, restores with the list of
erasures, and searches every file of the restored folder for each erased person's address. Prints seconds, rows, bytes.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.operations.installation import fresh_database
from tests.private_postgres import private_postgres

ROOT = Path(__file__).resolve().parents[1]
IMPORT = """
from datetime import UTC, datetime
from pathlib import Path
from accord.teams.people import SYSTEM
from accord.workflows.import_export_file import import_export_file
from tests.workflows.exports import MAPPING
report = import_export_file(SYSTEM, Path(sys.argv[1]), source=sys.argv[2], mapping=MAPPING, now=datetime.now(UTC))
print(json.dumps(report.line))
"""
ERASE = """
import time
from datetime import UTC, datetime
from accord.contacts.models import Identity
from accord.ledger.models import SourceRecord
from accord.teams.people import SYSTEM
from accord.workflows.erase_person import erase_person
began = time.perf_counter()
for name in sys.argv[1:]:
    key = SourceRecord.objects.get(external_id=name).key
    erase_person(SYSTEM, Identity.objects.get(key=key).contact_id, now=datetime.now(UTC))
print(json.dumps(time.perf_counter() - began))
"""


def write_file(path: Path, rows: int, start: int) -> None:
    """An export of so many people."""
    with path.open("w") as file:
        file.write("Id,Email,Name,Company,Created,Origin\n")
        for n in range(start, start + rows):
            company = f"company{n % (rows // 8 + 1)}"
            file.write(f"zz-lead-{n:09d},lead.number{n:09d}@{company}.example,Ada Canary{n:09d},{company},"
                       f"2026-01-05 10:00:00,social\n")  # fmt: skip


def python(text: str, *words: str) -> list[str]:
    """The command that runs a short program on the installation."""
    return [sys.executable, "-c", "import json, sys, django; django.setup()\n" + text, *words]


def timed(command: list[str], environ: dict[str, str]) -> tuple[float, float, str]:
    """Wall seconds, processor seconds, output."""
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True)
    after = os.times()
    if done.returncode > 1:
        faults = Path(environ["ACCORD_DATA"]) / "faults.log"
        raise SystemExit(done.stderr + (faults.read_text() if faults.exists() else ""))
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, used, done.stdout


def search(folder: Path, words: list[str]) -> list[str]:
    """The files that hold one of the words."""
    found = []
    for path in (p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes().lower()
        found += [f"{path.name}: {word}" for word in words if word.encode() in content]
    return found


def measure(rows: int, people: int, home: Path, server: str) -> dict[str, Any]:
    """The whole walk in a folder, on SQLite or on three databases of a private server."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_")}
    kept |= {"DJANGO_SETTINGS_MODULE": "accord.config.settings"}
    places = {name: kept | {"ACCORD_DATA": str(home / name)} for name in ("data", "before", "after")}
    if server:
        places = {n: e | {"ACCORD_DATABASE_URL": fresh_database(server, n)} for n, e in places.items()}
    environ, accord = places["data"], [sys.executable, "-m", "accord.interfaces.cli.main"]
    timed([*accord, "init", "--template", "hubspot-lifecycle"], environ)
    write_file(home / "first.csv", rows, 0)
    write_file(home / "second.csv", rows, rows)
    timed(python(IMPORT, str(home / "first.csv"), "marketing"), environ)
    command = python(IMPORT, str(home / "second.csv"), "marketing")
    loading = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
    time.sleep(3)
    wall, used, out = timed([*accord, "backup", "--to", str(home / "backups"), "--json"], environ)
    said: dict[str, Any] = {"the import still ran when the backup was done": loading.poll() is None}
    loading.terminate()  # what it would still bring is in no backup
    loading.wait()
    made = json.loads(out)
    said["backup"] = {"seconds": wall, "processor": used, "rows": made["rows"], "bytes": made["size"]}
    chosen = [f"{n:09d}" for n in random.Random(7).sample(range(rows), people)]
    _, _, out = timed(python(ERASE, *(f"zz-lead-{n}" for n in chosen)), environ)
    said["erasing them in the first place"] = {"seconds": json.loads(out.splitlines()[-1]), "people": people}
    (home / "none.txt").write_text("")
    for name, erasures in (("before", home / "none.txt"), ("after", home / "data" / "erasures.txt")):
        words = ["restore", made["path"], "--into", str(home / name), "--json", "--erasures", str(erasures)]
        wall, used, out = timed([*accord, *words], places[name])
        said[f"restore, {'nobody' if name == 'before' else people} to erase again"] = {
            "seconds": wall,
            "processor": used,
            "erased": json.loads(out)["erased_again"],
        }
        if not server:
            words = [f"lead.number{n}@" for n in chosen] + [f"canary{n}" for n in chosen]
            said[f"their words found {name}"] = len(search(home / name, words))
    return said


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--erase", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true", help="On a private server, its fsync on.")
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="accord-restore-"))
    try:
        with ExitStack() as stack:
            server = stack.enter_context(private_postgres(durable=True)) if asked.postgresql else ""
            said = measure(asked.rows, asked.erase, home, server)
    finally:
        shutil.rmtree(home)
    shown = {
        "rows of each file": asked.rows,
        "database": "postgresql" if asked.postgresql else "sqlite",
        **said,
    }
    print(json.dumps(json.loads(json.dumps(shown), parse_float=lambda x: round(float(x), 1)), indent=1))


if __name__ == "__main__":
    main()
