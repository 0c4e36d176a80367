"""Kill -9 an import again and again; nothing may be lost or doubled. Run by test_import_crash, or by hand:

    python -m tests.workflows.crash_campaign --kills 200 --rows 100000

The database is the one of ACCORD_DATA and ACCORD_DATABASE_URL. Children are forked from a parent that is set
up and warm, so that a kill hits the import and not the start. Prints one JSON line; exit code 1: not safe.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MUTANT_WINDOW = 0.05  # seconds between the two transactions of a mutant


def set_up() -> None:
    """Django, tables, and one small import, so that everything lazy is loaded before the first fork."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def run_import(path: Path, source: str) -> None:
    """One import of one file, as the command line would."""
    from tests.workflows.exports import MAPPING

    from accord.vocabulary.people import Role, Viewer
    from accord.workflows.import_export_file import import_export_file

    import_export_file(Viewer(1, Role.ops), path, source=source, mapping=MAPPING, now=NOW)


def put_cursor_apart(order: str) -> None:
    """The mutants: the cursor in a transaction of its own, after the rows or before them."""
    from accord.ledger.imports import Counts, advance
    from accord.workflows import import_batch, import_export_file

    book = import_batch.book_batch

    def mutant(batch: import_batch.Batch, **named: Any) -> Any:
        import_id, line = named["import_id"], batch.last_line
        if order == "before":
            advance(import_id, Counts(len(batch.read), len(batch.refused), 0, len(batch.facts)), line)
            time.sleep(MUTANT_WINDOW)
            named["cursor"] = line
        import_batch.advance = lambda *_: None
        outcome = book(batch, **named)
        if order == "after":
            time.sleep(MUTANT_WINDOW)
            advance(import_id, outcome[0], line)
        return outcome

    import_export_file.book_batch = mutant


def fork_import(path: Path, source: str, mutate: Callable[[], None]) -> int:
    """Start a child that imports; returns its process id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        mutate()
        run_import(path, source)
        code = 0
    except Exception as problem:
        print(f"child: {type(problem).__name__}: {problem}", file=sys.stderr)
    finally:
        os._exit(code)


def find_faults(source: str, rows: int, good: int) -> list[str]:
    """What is wrong with a finished import, compared with what the file is known to hold."""
    from accord.contacts.models import Identity
    from accord.ledger.models import Fact, Import, Reject, SourceRecord

    books = Import.objects.get(source=source)
    people = SourceRecord.objects.filter(source=source)
    facts = Fact.objects.filter(source=source)
    identities = Identity.objects.filter(key__in=people.values("key"))
    expected = {
        "state": ("done", books.state),
        "rows": (rows, books.accepted + books.rejected + books.skipped),
        "accepted": (good, books.accepted),
        "facts new": (good, books.facts_new),
        "facts known": (0, books.facts_known),
        "facts": (good, facts.count()),
        "people with facts": (good, facts.values("subject").distinct().count()),
        "records": (good, people.count()),
        "identities": (good, identities.count()),
        "rejects": (rows - good, Reject.objects.filter(import_id=books.id).count()),
    }
    return [f"{name}: {want} expected, {got} found" for name, (want, got) in expected.items() if want != got]


def run_campaign(kills: int, rows: int, mutant: str, seed: int) -> dict[str, Any]:
    """Import file after file under fire until enough kills have landed; stops at the first fault."""
    from tests.workflows.exports import write_leads

    chance = random.Random(seed)
    landed, imports, faults = 0, 0, []
    mutate = (lambda: put_cursor_apart(mutant)) if mutant else (lambda: None)
    folder = Path(tempfile.mkdtemp(prefix="accord-crash-"))
    write_leads(folder / "warm.csv", 200, prefix="W")
    run_import(folder / "warm.csv", "warm")
    while landed < kills and not faults:
        imports += 1
        source, path = f"r{imports}", folder / f"{imports}.csv"
        good = write_leads(path, rows, prefix=f"R{imports}X")
        while True:
            child = fork_import(path, source, mutate)
            if landed < kills:
                time.sleep(chance.uniform(0.05, 0.8))
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                break
            landed += 1
        code = os.WEXITSTATUS(status)
        faults = [f"the import itself failed with {code}"] if code else find_faults(source, rows, good)
        path.unlink()
    return {"kills": landed, "imports": imports, "rows_each": rows, "faults": faults}


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--mutant", choices=("", "after", "before"), default="")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    set_up()
    from django.db import connection

    started = time.perf_counter()
    outcome = run_campaign(asked.kills, asked.rows, asked.mutant, asked.seed)
    outcome |= {"database": connection.vendor, "seconds": round(time.perf_counter() - started, 1)}
    print(json.dumps(outcome))
    return 1 if outcome["faults"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
