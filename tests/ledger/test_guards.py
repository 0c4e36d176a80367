"""Facts and acts are never changed and never deleted, also after a migration has rebuilt their tables."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import post_migrate

from accord.ledger.guards import GUARDED, install_guards

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rows_in_every_guarded_table() -> None:
    """One row in each guarded table, and in each that it points to."""
    filled: set[str] = set()
    for table in GUARDED:
        _fill(table, filled)


def _fill(table: str, filled: set[str]) -> None:
    if table in filled:
        return
    filled.add(table)
    for field in _model(table)._meta.concrete_fields:
        if field.related_model is not None:
            _fill(field.related_model._meta.db_table, filled)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        cursor.execute(*_insert(table, [c.name for c in columns]))


def _model(table: str) -> type[models.Model]:
    from django.apps import apps

    return next(m for m in apps.get_models() if m._meta.db_table == table)


def _insert(table: str, columns: list[str]) -> tuple[str, list[object]]:
    """One row with a harmless value in each column."""
    values: list[object] = []
    for column in columns:
        field = next(f for f in _model(table)._meta.concrete_fields if f.column == column)
        text = "2026-01-01 00:00:00+00" if connection.vendor == "postgresql" else "2026-01-01 00:00:00"
        if isinstance(field, models.DateTimeField):
            values.append(text)
        elif isinstance(field, models.JSONField):
            values.append("{}")
        elif isinstance(field, models.BooleanField):
            values.append(False)
        elif isinstance(field, models.BinaryField):
            values.append(b"x")
        elif isinstance(field, models.IntegerField | models.FloatField | models.ForeignKey):
            values.append(1)
        elif isinstance(field, models.DateField):
            values.append("2026-01-01")
        else:
            values.append("x")
    names = ", ".join(f'"{c}"' for c in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", values


def _refuses(table: str) -> list[str]:
    """Which of UPDATE and DELETE are refused with the guard's own words."""
    frozen = next(
        f.column
        for f in _model(table)._meta.concrete_fields
        if isinstance(f, models.CharField) and f.column not in GUARDED[table]
    )
    refused = []
    for name, statement in (
        ("update", f"UPDATE {table} SET \"{frozen}\" = 'changed'"),
        ("delete", f"DELETE FROM {table}"),
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as problem:
            assert "append-only" in str(problem)
            refused.append(name)
    return refused


def _alter(table: str) -> None:
    """Widen a column by a real migration operation, and back: SQLite rebuilds the table each time."""
    model = _model(table)
    old = next(f for f in model._meta.concrete_fields if type(f) is models.CharField)
    new = models.CharField(max_length=(old.max_length or 0) + 7, default="", unique=old.unique)
    new.set_attributes_from_name(old.name)
    new.model = model
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
    with connection.schema_editor() as editor:
        editor.alter_field(model, new, old)


def test_every_guarded_table_refuses_update_and_delete() -> None:
    assert GUARDED
    assert {table: _refuses(table) for table in GUARDED} == {t: ["update", "delete"] for t in GUARDED}


def test_the_guards_stand_again_after_a_migration_altered_every_table() -> None:
    for table in GUARDED:
        _alter(table)
    call_command("migrate", verbosity=0)  # nothing to migrate: post_migrate is what counts
    assert {table: _refuses(table) for table in GUARDED} == {t: ["update", "delete"] for t in GUARDED}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps triggers when a table is altered")
def test_the_mutant_that_does_not_reinstall_is_caught() -> None:
    from django.apps import apps

    ledger = apps.get_app_config("ledger")
    assert post_migrate.disconnect(sender=ledger, dispatch_uid="ledger.guards")
    try:
        for table in GUARDED:
            _alter(table)
        call_command("migrate", verbosity=0)
        assert {table: _refuses(table) for table in GUARDED} != {t: ["update", "delete"] for t in GUARDED}
    finally:
        post_migrate.connect(install_guards, sender=ledger, dispatch_uid="ledger.guards")
