"""HubSpot's published API descriptions as a judge of the twin's answers and the clients' requests.

They stand beside the project (../shared/specs/hubspot) and may not be copied into it; without them nothing is judged.
"""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from twins.common.web import Request, Response

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "specs" / "hubspot"
# The deals' description spells its path by object type id; the twin takes both spellings.
SPELLINGS = {"/crm/v3/objects/deals": "/crm/v3/objects/0-3"}


@dataclass(frozen=True)
class Operation:
    """One operation: its path as a pattern, its schemas by status, its request schema, the document it stands in."""

    method: str
    pattern: re.Pattern[str]
    path: str
    answers: dict[str, Any]
    request: Any
    parameters: frozenset[str]
    document: str


@dataclass
class Descriptions:
    """All operations, fixed paths before those with parameters; what was found wrong; what was judged."""

    operations: list[Operation]
    problems: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)

    @staticmethod
    def find() -> "Descriptions | None":
        """The descriptions, or None where they are absent."""
        return Descriptions(_operations()) if FOLDER.is_dir() else None

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of a call."""
        for short, spelt in SPELLINGS.items():
            if path == short or path.startswith(f"{short}/"):
                path = spelt + path.removeprefix(short)
        return next((o for o in self.operations if o.method == method and o.pattern.fullmatch(path)), None)

    def look(self, request: Request, response: Response) -> None:
        """Judge one call; problems are collected."""
        found = self.operation(request.method, request.path)
        if found is None:
            return
        self.judged.add(f"{found.method} {found.path}")
        unknown = set(request.query) - found.parameters
        if unknown and response.status < 400:
            self.problems.append(f"{found.method} {found.path}: unknown parameters {sorted(unknown)}")
        if found.request is not None and response.status < 400 and request.body:
            self._check(found, found.request, json.loads(request.body), "request")
        schema = found.answers.get(str(response.status))
        if response.status < 400 and str(response.status) not in found.answers:
            self.problems.append(f"{found.method} {found.path}: undescribed status {response.status}")
        if response.status >= 400 and response.status != 429:
            schema = {"$ref": "#/components/schemas/Error"}
        if schema is not None and response.body:
            self._check(found, schema, without_nulls(response.json()), f"answer {response.status}")

    def _check(self, found: Operation, schema: Any, value: Any, what: str) -> None:
        for problem in _validator(found.document, json.dumps(schema)).iter_errors(value):
            place = "/".join(str(p) for p in problem.absolute_path)
            self.problems.append(f"{found.method} {found.path} {what} at {place}: {problem.message[:200]}")


def without_nulls(value: Any) -> Any:
    """Properties that have no value are null on the wire though the descriptions call them text; drop those."""
    if isinstance(value, dict):
        return {
            k: {n: x for n, x in v.items() if x is not None}
            if k == "properties" and isinstance(v, dict)
            else without_nulls(v)
            for k, v in value.items()
        }
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


@cache
def _documents() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


@cache
def _operations() -> list[Operation]:
    found = []
    for name, document in _documents().items():
        for path, methods in document["paths"].items():
            for method, one in methods.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    found.append(_operation(name, path, method, one))
    return sorted(found, key=lambda o: o.path.count("{"))


def _operation(name: str, path: str, method: str, one: dict[str, Any]) -> Operation:
    answers = {}
    for status, answer in one["responses"].items():
        content = answer.get("content") or {}
        answers[status] = next(iter(content.values()))["schema"] if content else None
    body = ((one.get("requestBody") or {}).get("content") or {}).get("application/json")
    pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
    parameters = frozenset(p["name"] for p in one.get("parameters", []) if p["in"] == "query")
    return Operation(method.upper(), pattern, path, answers, body and body["schema"], parameters, name)


@cache
def _validator(document: str, schema: str) -> Any:
    from openapi_schema_validator import OAS30Validator

    root = {**json.loads(schema), "components": _documents()[document]["components"]}
    return OAS30Validator(root, format_checker=_formats())


@cache
def _formats() -> Any:
    """Moments, whole numbers and UUIDs are checked too; the library alone lets any text pass as a date-time."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    checker.checks("date-time", raises=ValueError)(lambda v: not isinstance(v, str) or bool(moment(v)))
    checker.checks("uuid", raises=ValueError)(lambda v: not isinstance(v, str) or bool(uuid.UUID(v)))
    checker.checks("int32")(lambda v: not isinstance(v, int) or -(2**31) <= v < 2**31)
    return checker


def moment(value: str) -> datetime:
    """An RFC 3339 moment, which must name its zone."""
    if "T" not in value or not re.search(r"(Z|[+-]\d\d:\d\d)$", value):
        raise ValueError(value)
    return datetime.fromisoformat(value.replace("Z", "+00:00"))
