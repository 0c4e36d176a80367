"""The examples in the documentation run as they stand."""

import re
from pathlib import Path
from typing import Any

from accord.connectors.csv_file import load_mapping
from accord.connectors.protocol import Reading
from accord.vocabulary.facts import RowRead
from tests.connectors.conformance import check_conforms

DOCS = Path(__file__).parents[2] / "docs"


def example(page: str, language: str) -> str:
    """The first block of a language on a page."""
    found = re.search(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_mapping_on_the_page_is_valid() -> None:
    assert load_mapping(example("mapping.md", "yaml"))["rows"] == "deal"


def test_the_connector_on_the_page_conforms(tmp_path: Path) -> None:
    names: dict[str, Any] = {}
    exec(example("how-to-add-a-connector.md", "python"), names)
    path = tmp_path / "contacts.csv"
    path.write_text(
        "acme_id,email,created\n" + "".join(f"{n},a{n}@b.example,2024-01-0{n}\n" for n in range(1, 9))
    )
    rows = check_conforms(names["connector"], path, Reading("crm"), tmp_path)
    assert all(isinstance(row, RowRead) for row in rows)
