"""Answers: any frozen value as JSON, and one shape for every error."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.renderers import BaseRenderer

from accord.vocabulary.errors import AccordError, Invalid, NotFound, OurFault, Outside, Refused

STATUS: dict[type[AccordError], int] = {
    Invalid: 422,
    Refused: 403,
    NotFound: 404,
    Outside: 503,
    OurFault: 500,
}


class Problem(Schema):
    """What every refusal looks like."""

    code: str
    error: str
    remedy: str
    issues: list[dict[str, Any]] = []


class FrozenRenderer(BaseRenderer):
    """Frozen values, dates and decimals as JSON; decimals as text, so that no cent is lost."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """The body of an answer."""
        return json.dumps(as_plain(data), ensure_ascii=False)


def as_plain(value: Any) -> Any:
    """A value as JSON knows it; properties of frozen values are left out, fields are kept in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(as_plain(item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def problem_of(error: AccordError) -> tuple[int, dict[str, Any]]:
    """(status, body) for an error of the family."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return status, {
        "code": error.code,
        "error": error.sentence,
        "remedy": error.remedy,
        "issues": [as_plain(issue) for issue in getattr(error, "issues", ())],
    }
