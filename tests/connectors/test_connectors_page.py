"""The page of the docs says what the code does: its tables are generated, and may not drift."""

import os
import re
from pathlib import Path

import pytest

from accord.connectors.objects.describe import describe_objects, describe_statuses
from tests.connectors.vendors_kit import SYSTEMS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "connectors.md"
TABLES = [
    (f"{system.name} {what}", describe(system))
    for system in SYSTEMS
    for what, describe in (("objects", describe_objects), ("statuses", describe_statuses))
    if what == "objects" or system.statuses
]


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n)(.*?)(<!-- end -->)", re.DOTALL)


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_the_page_agrees_with_the_code(name: str, table: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("ACCORD_WRITE_DOCS"):
        text = block(name).sub(lambda found: f"{found[1]}{table}\n{found[3]}", text)
        PAGE.write_text(text, encoding="utf-8")
    found = block(name).search(text)
    assert found is not None, f"the page has no block {name}"
    assert found[2].strip() == table


def test_every_object_and_status_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for system in SYSTEMS:
        assert all(f"| {declared.name} |" in text for declared in system.objects)
