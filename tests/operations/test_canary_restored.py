"""A person planted through every door, backed up, erased and restored by the commands themselves, is nowhere."""

import json
from pathlib import Path

import pytest

from tests.operations.installation import Installation, fresh_database

PLANT = """
import tempfile
from pathlib import Path
from tests.workflows.planted import plant, tables_with
with tempfile.TemporaryDirectory() as folder:
    contact = plant(Path(folder))
print(json.dumps([contact, tables_with()]))
"""
LOOK = """
from tests.workflows.planted import OTHERS, tables_with
print(json.dumps([tables_with(), tables_with((OTHERS,))]))
"""


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def test_backup_erase_restore(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The backup holds them in every table, the restored installation in none and in no file; others are there."""
    from tests.workflows.planted import WORDS

    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    made = Installation(tmp_path / "data", fresh_database(url, "canary") if url else "")
    made.run("init", "--template", "hubspot-lifecycle")
    contact, tables = made.program(PLANT)
    assert len(tables) >= 13
    backup = json.loads(made.run("backup", "--to", str(tmp_path / "backups"), "--json"))["path"]
    made.run("contacts", "erase", str(contact), "--yes")
    assert made.program(LOOK)[0] == []
    into = tmp_path / "restored"
    again = Installation(into, fresh_database(url, "canary_again") if url else "")
    erasures = ("--erasures", str(made.folder / "erasures.txt"))
    said = again.ask("restore", backup, "--into", str(into), *erasures)
    assert said.returncode in (0, 1), (
        said.stderr
    )  # 1: the doctor does not know the hand-made rows beside them
    found, others = again.program(LOOK)
    assert found == []
    assert {"ledger_sourcerecord", "ledger_inboxitem"} <= set(others)
    assert again.holding(tuple(WORDS)) == []


def test_the_mutant_that_forgets_the_list_is_caught(tmp_path: Path) -> None:
    """Without the list of erasures the same restore brings them back: the test above looks where they are."""
    made = Installation(tmp_path / "data")
    made.run("init", "--template", "hubspot-lifecycle")
    contact, _ = made.program(PLANT)
    backup = json.loads(made.run("backup", "--to", str(tmp_path / "backups"), "--json"))["path"]
    made.run("contacts", "erase", str(contact), "--yes")
    again = Installation(tmp_path / "restored")
    again.ask("restore", backup, "--into", str(again.folder), "--no-newer-erasures")
    assert again.program(LOOK)[0]
