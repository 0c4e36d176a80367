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
            if connection.vendor == "postgresql":
                statements = _postgresql(table, may_change)
            else:
                columns = connection.introspection.get_table_description(cursor, table)
                statements = _sqlite(table, [c.name for c in columns if c.name not in may_change])
            for statement in statements:
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


# No column list in these triggers: PostgreSQL refuses to alter a column that a trigger names.
_REFUSE = """
CREATE OR REPLACE FUNCTION accord_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0
      AND to_jsonb(NEW) - TG_ARGV::text[] = to_jsonb(OLD) - TG_ARGV::text[] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'accord: % is append-only', TG_TABLE_NAME;
END $$"""


def _postgresql(table: str, may_change: tuple[str, ...]) -> list[str]:
    free = ", ".join(f"'{c}'" for c in may_change)
    row = f"FOR EACH ROW EXECUTE FUNCTION accord_append_only({free})"
    return [
        _REFUSE,
        *(f"DROP TRIGGER IF EXISTS {table}_no_{act} ON {table}" for act in ("update", "delete", "truncate")),
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {row}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {row}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accord_append_only()",
    ]


guard("ledger_fact")
guard("ledger_act")
