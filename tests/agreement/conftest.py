"""The good example that the tests break, and the roster that its people are on."""

from pathlib import Path

import pytest

from accord.agreement import Document, Roster, parse

PROJECT = Path(__file__).resolve().parents[2]
NORTHMOOR = PROJECT / "examples" / "agreements" / "northmoor.yaml"
SHARED = PROJECT.parent / "shared" / "agreement_example.yaml"


@pytest.fixture(scope="session")
def good() -> str:
    """The text of a good agreement that uses every clause."""
    return NORTHMOOR.read_text("utf-8")


@pytest.fixture
def document(good: str) -> Document:
    """The good agreement as a document."""
    return parse(good).get_document()


@pytest.fixture(scope="session")
def roster() -> Roster:
    """Northmoor's people."""
    positions = [
        "head-of-marketing",
        "demand-lead",
        "sales-director",
        "inside-sales-lead",
        "finance-director",
    ]
    return Roster(frozenset(positions), frozenset(["inside", "field"]))


@pytest.fixture(scope="session")
def shared_example() -> str:
    """The example a demanding user would sign; skips by name where it is absent."""
    if not SHARED.is_file():
        pytest.skip("needs ../shared/agreement_example.yaml, absent here")
    return SHARED.read_text("utf-8")
