"""What a run on PostgreSQL leaves out opens no record, and what opens one is in it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests import conftest


def item(name: str, *given: str, marked: bool = False) -> Any:
    return SimpleNamespace(
        name=name,
        path=Path(f"{name}.py"),
        fixturenames=given,
        get_closest_marker=lambda _name: object() if marked else None,
    )


def left(monkeypatch: pytest.MonkeyPatch, asked: str) -> tuple[list[str], list[str]]:
    """The names that stay, and those that are told as left out."""
    items = [
        item("sum"),
        item("cast", "cast", "db"),
        item("marked", marked=True),
        item("held", "transactional_db"),
    ]
    told: list[Any] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: told.extend(items))
    monkeypatch.setenv("ACCORD_TESTS", asked)
    conftest.pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)  # type: ignore[arg-type]
    return [each.name for each in items], [each.name for each in told]


def test_only_what_opens_the_record_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left(monkeypatch, "record") == (["cast", "marked", "held"], ["sum"])


def test_else_everything_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left(monkeypatch, "") == (["sum", "cast", "marked", "held"], [])


def test_who_asks_for_the_cast_opens_the_record(request: pytest.FixtureRequest, db: None) -> None:
    """Of the real item: pytest names what its fixtures ask for in turn."""
    assert conftest.opens_record(request.node)
