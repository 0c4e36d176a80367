"""What is written stays written: triggers that refuse UPDATE and DELETE, on both databases.

One `post_migrate` hook reinstalls every guard of every room, because Django rebuilds a table on
SQLite when it alters it and the triggers go with the old one.
"""

from typing import Any

from django.db import connections

# table -> columns that may still change (none: nothing may)
GUARDED: dict[str, tuple[str, ...]] = {}


def guard(table: str, *, may_change: tuple[str, ...] = ()) -> None:
    """Declare a table append-only; called by the room that owns it, at import of its models."""
    GUARDED[table] = may_change


def install_guards(using: str = "default", **_: Any) -> None:
    """Install every declared guard that is missing."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, may_change in GUARDED.items():
            if table not in existing:
                continue
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            frozen = [c for c in columns if c not in may_change]
            write = _postgresql if connection.vendor == "postgresql" else _sqlite
            for statement in write(table, frozen):
                cursor.execute(statement)


def _sqlite(table: str, frozen: list[str]) -> list[str]:
    says = f"SELECT RAISE(ABORT, 'accord: {table} is append-only')"
    of = ", ".join(f'"{c}"' for c in frozen)
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        f"DROP TRIGGER IF EXISTS {table}_no_delete",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {of} ON {table} BEGIN {says}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {says}; END",
    ]


def _postgresql(table: str, frozen: list[str]) -> list[str]:
    of = ", ".join(f'"{c}"' for c in frozen)
    return [
        "CREATE OR REPLACE FUNCTION accord_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'accord: % is append-only', TG_TABLE_NAME; END $$",
        f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_delete ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {of} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION accord_append_only()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION accord_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accord_append_only()",
    ]


guard("ledger_fact")
guard("ledger_act")
