"""An upgrade that is killed between its tables and what fills them is finished by the next start, whichever it is."""

from pathlib import Path

import pytest

from tests.operations.installation import Installation, fresh_database

# The tables of before the roster, and a user of Salesforce whom an earlier release has read.
BEFORE = """
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from accord.ledger.models import SourceRecord, SyncSystem
now = datetime(2026, 10, 1, tzinfo=UTC)
executor = MigrationExecutor(connection)
executor.recorder.ensure_schema()
ledger = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "ledger"]
executor.migrate([*ledger, ("teams", "0004_write_keys")])
assert "teams_rosterseat" not in connection.introspection.table_names()
values = {"Id": "005000000000001AAA", "Name": "Rita Rep", "Email": "rita@acme.com", "IsActive": "true",
          "UserType": "Standard"}
SourceRecord.objects.create(key=7, source="crm", kind="user", external_id=values["Id"],
                            values=json.dumps(values), received_at=now)
SyncSystem.objects.create(system="salesforce", source="crm", connected_at=now)
"""
KILLED = """
import os, signal
from datetime import UTC, datetime
from accord.teams.people import SYSTEM
from accord.workflows import bring_up
from accord.workflows.upgrade import upgrade_installation
bring_up.rebuild_roster = lambda now: os.kill(os.getpid(), signal.SIGKILL)
MUTANT
pid = os.fork()
if pid == 0:
    upgrade_installation(SYSTEM, now=datetime.now(UTC))
    os._exit(0)
print(json.dumps(os.WTERMSIG(os.waitpid(pid, 0)[1])))
"""
NAMES = """
from accord.teams.roster.models import RosterSeat
print(json.dumps(list(RosterSeat.objects.values_list("name", flat=True))))
"""
WAITING = """
from accord.ledger.models import Job
print(Job.objects.filter(done_at=None, kind="fill_roster").count())
"""
# The upgrade as it was: the roster is filled after the tables, and nothing says that it must be.
FORGETS = """
bring_up._queue = lambda applied, now: None
bring_up.fill_tables = bring_up.rebuild_roster
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """An installation of an earlier release."""
    url = ""
    if request.param == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres_url"), "filled")
    made = Installation(tmp_path, url)
    made.program(BEFORE)
    return made


def kill(made: Installation, mutant: str = "") -> None:
    assert made.program(KILLED.replace("MUTANT", mutant)) == 9


def roster(made: Installation) -> list[str]:
    return list(made.program(NAMES))


@pytest.mark.parametrize("start", [("upgrade",), ("work", "--once")])
def test_the_next_start_finishes(old: Installation, start: tuple[str, ...]) -> None:
    kill(old)
    assert roster(old) == []
    old.run(*start)
    assert roster(old) == ["Rita Rep"]
    assert old.program(WAITING) == 0


def test_without_a_kill_it_is_filled_at_once_and_nothing_is_left_to_do(old: Installation) -> None:
    old.run("upgrade")
    assert roster(old) == ["Rita Rep"]
    assert old.program(WAITING) == 0


def test_the_mutant_that_only_fills_after_its_tables_is_caught(old: Installation) -> None:
    kill(old, FORGETS)
    old.run("upgrade")
    old.run("work", "--once")
    assert roster(old) == []
