"""The tables' version: what this program would still do to them, what a newer one did, and how it is done."""

from collections.abc import Callable
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

_TURN = 72_017_002  # one who migrates at a time; arbitrary and permanent


def find_missing_migrations() -> list[str]:
    """Migrations of this release that the tables do not have yet, in the order in which they would run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def find_unknown_migrations() -> list[str]:
    """Migrations the tables have and this program has never heard of: a newer one made them."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations or {})
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations or {}) - known)


def find_known_migrations() -> set[str]:
    """Every migration this program knows; asks no database."""
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations or {}}


def find_applied_migrations() -> list[str]:
    """Migrations the tables have."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations or {})


def migrate_all(also: Callable[[list[str]], None] | None = None) -> list[str]:
    """Apply what is missing in ONE transaction; returns the names. Whoever dies on the way changed nothing.

    The guards are put up in the same transaction, and `also` is called in it with the names, where there are any:
    to queue what follows from them. A second one waits and finds nothing left to do.
    """
    connection.ensure_connection()
    # SQLite takes its foreign keys down for changes of tables, which it can only do outside a transaction.
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
            missing = find_missing_migrations()
            if missing:
                call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())
                if also is not None:
                    also(missing)
                connection.check_constraints()
    finally:
        connection.enable_constraint_checking()
    return missing
