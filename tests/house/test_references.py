"""The reference pages say what the code does; `python docs/make_references.py` brings them up to date."""

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture
def references(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module."""
    monkeypatch.syspath_prepend(str(DOCS))
    spec = importlib.util.spec_from_file_location("make_references", DOCS / "make_references.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_references", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page", ["reference/cli.md", "reference/api.md", "reference/settings.md", "terms.md"]
)
def test_the_page_says_what_the_code_does(references: Any, page: str) -> None:
    assert set(references.PAGES) >= {page}
    made = references.PAGES[page]()
    assert made == (DOCS / page).read_text("utf-8"), "run: python docs/make_references.py"


def test_every_setting_that_is_read_is_on_the_page() -> None:
    from accord.config.installation import SETTINGS

    read = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(
            r'environ[\w.]*[\[(]"(ACCORD_\w+)|\benv(?:\.get\(|, )"(ACCORD_\w+)', path.read_text()
        )
        for name in name
        if name
    }
    assert len(read) >= 4
    assert read == set(SETTINGS)


def test_a_command_without_a_page_is_found(references: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: a command appears, a right moves; the page no longer says the same."""
    import click

    from accord.interfaces.cli.access import ACCESS
    from accord.interfaces.cli.app import accord
    from accord.teams.rights import Right

    before = references.cli()
    monkeypatch.setitem(ACCESS, "board", Right.manage_people)
    assert references.cli() != before
    monkeypatch.setitem(ACCESS, "planted", None)
    monkeypatch.setitem(accord.commands, "planted", click.Command("planted", help="Planted."))
    assert "## accord planted" in references.cli()
