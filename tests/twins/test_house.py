"""The twins stand outside: they import nothing of Accord, Accord nothing of them; every behaviour names its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TWINS = ROOT / "twins"


def imports(path: Path) -> set[str]:
    """The top packages a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def files() -> Iterator[Path]:
    """Every file of the twins."""
    yield from sorted(TWINS.rglob("*.py"))


def test_nobody_reaches_across() -> None:
    assert not [p.name for p in files() if "accord" in imports(p)]
    assert not [p.name for p in (ROOT / "src" / "accord").rglob("*.py") if "twins" in imports(p)]


def test_the_standard_library_is_enough() -> None:
    """Two exceptions, both only where a vendor's client is at hand: a signed assertion, the test's transport."""
    import sys

    foreign = {
        (p.name, name) for p in files() for name in imports(p) - set(sys.stdlib_module_names) - {"twins"}
    }
    assert foreign == {("sessions.py", "jwt"), ("rewire.py", "requests")}


def test_sizes() -> None:
    assert not [p.name for p in files() if len(p.read_text().splitlines()) > 400]
    long = [
        f"{p.name}:{node.name}"
        for p in files()
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 80
    ]
    assert not long


def test_every_setting_and_act_stands_on_the_page() -> None:
    from twins.hubspot import HubSpotTwin, make_seed
    from twins.salesforce import SalesforceTwin

    page = (ROOT / "docs" / "twins.md").read_text()
    for twin in (HubSpotTwin(make_seed(1, 1)), SalesforceTwin()):
        missing = [n for n in (*twin.acts, *twin.settings) if not re.search(rf"`{n}\b", page)]
        assert not missing, twin.vendor
