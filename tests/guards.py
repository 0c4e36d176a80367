"""Take the append-only guards down, for tests that must empty the tables afterwards."""

from django.db import connection

from accord.ledger.guards import GUARDED


def lower_guards() -> None:
    """Drop every guard of every table; `install_guards` (or any post_migrate) puts them up again."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in existing & GUARDED.keys():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for act in ("update", "delete", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}")
