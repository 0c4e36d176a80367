"""Build an earlier schema with data in it, upgrade it, die on the way, upgrade again. Run by test_upgrade, or by hand:

    python -m tests.operations.upgrade_campaign --kills 20

The database is the one of ACCORD_DATA and ACCORD_DATABASE_URL; it is emptied. Earlier schemas are those in which
each room stands at its first migration, its second, and so on; releases that are tagged are upgraded by
test_upgrade. Kills strike after a statement chosen at random, in processes forked from a warm
parent that holds no connection. Prints one JSON line; exit code 1: a half state, or an upgrade that did not finish.
"""

import argparse
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import django

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OURS = ("ledger", "teams", "contacts", "handoffs", "alignment")
# Raw SQL that the first tables and all later ones understand: models would only know the newest.
ROWS = (
    "INSERT INTO ledger_fact (seq, source, source_id, subject, kind, occurred_at, received_at, channel, campaign, "
    "asset, actor, value, amount, currency, agent) VALUES ({n}, 'crm', 'fact-{n}', {n}, 3, '2026-01-05 10:00:00+00', "
    "'2026-01-05 10:00:00+00', 'social', '', '', '', '', {n}, 'EUR', 0)",
    "INSERT INTO ledger_act (id, key, kind, subject, other, actor, reason, agreement_hash, corrects, payload, "
    "occurred_at) VALUES ({n}, 'act-{n}', 'merged', {n}, 0, 'user:1', '', '', '', '{{}}', '2026-01-05 10:00:00+00')",
    "INSERT INTO ledger_suppression (digest, erased_at) VALUES ('{n:032d}', '2026-01-05 10:00:00+00')",
    "INSERT INTO ledger_installed (name, value, set_at) VALUES ('name-{n}', 'value', '2026-01-05 10:00:00+00')",
    'INSERT INTO ledger_reject (id, import_id, line, "column", value, reason, remedy) '
    "VALUES ({n}, 1, {n}, 'Email', 'x', 'bad_cell', 'mend it')",
)
TABLES = ("ledger_fact", "ledger_act", "ledger_suppression", "ledger_installed", "ledger_reject")
MANY = 300


def empty() -> None:
    """Nothing stands in the database."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    else:
        for end in ("", "-wal", "-shm", "-journal"):
            path = f"{connection.settings_dict['NAME']}{end}"
            if os.path.exists(path):  # noqa: PTH110
                os.unlink(path)  # noqa: PTH108
    connection.close()


def find_states() -> list[list[Any]]:
    """Every earlier state as the plan that leads to it: each room at its first migration, its second, and so on."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    graph = MigrationExecutor(connection).loader.graph
    named = {app: sorted(name for a, name in graph.nodes if a == app) for app in OURS}
    named = {app: names for app, names in named.items() if names}
    contrib = [
        node for node in graph.leaf_nodes() if node[0] not in OURS and not node[0].startswith("accord")
    ]
    states = []
    for age in range(max(map(len, named.values())) - 1):
        ours = [(app, names[min(age, len(names) - 1)]) for app, names in named.items()]
        plan = MigrationExecutor(connection).migration_plan([*ours, *contrib])
        if not states or len(plan) > len(states[-1]):
            states.append(plan)
    return states


def build(plan: list[Any]) -> None:
    """The tables as that plan leaves them, with rows in them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    executor.migrate(None, plan=plan)
    with connection.cursor() as cursor:
        for statement in ROWS:
            for n in range(1, MANY + 1):
                cursor.execute(statement.format(n=n))
    connection.close()


def look() -> tuple[str, dict[str, list[str]], dict[str, int]]:
    """What stands: the migrations, the columns, the rows that were there from the start."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        columns = {
            t: sorted(c.name for c in connection.introspection.get_table_description(cursor, t))
            for t in tables
        }
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        applied = json.dumps(cursor.fetchall())
        counts = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = int(cursor.fetchone()[0])
    connection.close()
    return applied, columns, counts


def upgrade(statement: int = 0) -> int:
    """The real upgrade; killed after that many statements (0: never). Returns how many there were."""
    from django.db import connection

    from accord.teams.people import SYSTEM
    from accord.workflows.upgrade import upgrade_installation

    seen = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        result = execute(sql, params, many, context)
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(count))
        done = upgrade_installation(SYSTEM, now=NOW)
    broken = [
        finding.code for finding in done.findings if finding.code.startswith(("guard", "agreement", "job"))
    ]
    assert not broken, broken
    connection.close()
    return seen


def upgrade_in_pieces(statement: int = 0) -> int:
    """The mutant: each migration in a transaction of its own, as the framework does it."""
    from accord.ledger import schema
    from accord.workflows import bring_up

    def piecewise(also: Callable[[list[str]], None] | None = None) -> list[str]:
        from django.core.management import call_command

        missing = schema.find_missing_migrations()
        call_command("migrate", verbosity=0)
        if also is not None:
            also(missing)
        return missing

    bring_up.migrate_all = piecewise
    return upgrade(statement)


def in_child(act: Callable[[], int]) -> int:
    """Do it in a forked process; its wait status."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def campaign(kills: int, seed: int, mutant: bool) -> dict[str, Any]:
    """Every earlier state upgraded; the first of them killed again and again."""
    act = upgrade_in_pieces if mutant else upgrade
    empty()
    states = find_states()
    faults: list[str] = []
    reached: list[tuple[str, dict[str, list[str]]]] = []
    statements = 0
    for number, plan in enumerate(states if not mutant else states[:1]):
        empty()
        build(plan)
        statements = max(statements, act())
        applied, columns, counts = look()
        reached.append((applied, columns))
        if counts != dict.fromkeys(TABLES, MANY) or (applied, columns) != reached[0]:
            faults.append(f"state {number} ends in another place")
    new = reached[0]
    draw = random.Random(seed)
    died = 0
    empty()
    build(states[0])
    old = look()[:2]
    for _ in range(kills):
        at = draw.randint(1, statements)
        status = in_child(lambda at=at: act(at))  # type: ignore[misc]
        killed = os.WIFSIGNALED(status)
        died += killed
        if status and not killed:
            faults.append(f"the upgrade failed by itself at {at}")
        applied, columns, counts = look()
        if (applied, columns) not in (old, new):
            faults.append(f"half a schema after statement {at} of {statements}")
        if counts != dict.fromkeys(TABLES, MANY):
            faults.append(f"rows are gone after statement {at}")
        if (applied, columns) != old:
            empty()
            build(states[0])
    if in_child(act):
        faults.append("the upgrade did not finish after the kills")
    if look()[:2] != new:
        faults.append("after the kills it ends in another place")
    return {"states": len(states), "statements": statements, "kills": died, "faults": faults}


def main() -> int:
    """Run a campaign and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mutant", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    django.setup()
    said = campaign(asked.kills, asked.seed, asked.mutant)
    print(json.dumps(said))
    return 1 if said["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
