"""The published schema accepts what the reader accepts and refuses what it refuses."""

import json
import re
from typing import Any

import pytest

from accord.agreement import parse, schema, templates
from accord.agreement.nodes import Mapping, Node, Scalar
from accord.agreement.text import read_text
from tests.agreement.breakages import SHAPE
from tests.agreement.conftest import NORTHMOOR

jsonschema = pytest.importorskip("jsonschema")
GOOD = NORTHMOOR.read_text("utf-8")
IN_THE_SCHEMA = [each for each in SHAPE if each.name not in ("same id", "wrong date")]


def plain(node: Node) -> Any:
    """The nodes as an editor's YAML 1.2 reader gives them to a schema."""
    if isinstance(node, Scalar):
        if node.plain and re.fullmatch(r"-?\d+", node.text):
            return int(node.text)
        return float(node.text) if node.plain and re.fullmatch(r"-?\d+\.\d+", node.text) else node.text
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    return [plain(each) for each in node.items]


def faults(text: str) -> list[Any]:
    root, issues = read_text(text)
    assert root is not None and not issues
    return list(jsonschema.Draft202012Validator(schema()).iter_errors(plain(root)))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(schema())))


@pytest.mark.parametrize("text", [GOOD, *map(templates.read, templates.names())])
def test_good_documents_fit(text: str) -> None:
    assert faults(text) == []


def test_the_shared_example_fits(shared_example: str) -> None:
    assert faults(shared_example) == []


@pytest.mark.parametrize("breakage", IN_THE_SCHEMA, ids=lambda each: each.name)
def test_what_the_reader_refuses_the_schema_refuses(breakage: Any) -> None:
    text = GOOD.replace(breakage.old, breakage.new)
    assert parse(text).issues
    assert faults(text)


def test_the_example_uses_every_clause_of_the_format() -> None:
    root, _ = read_text(GOOD)
    assert root is not None
    assert {entry.key.text for entry in root.entries} == set(schema()["properties"])
