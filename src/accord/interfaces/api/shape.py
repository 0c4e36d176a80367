"""Answers: any frozen value as JSON, and one shape for every error."""

import json
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from accord.vocabulary.errors import (
    AccordError,
    Invalid,
    NotFound,
    OurFault,
    Outside,
    Overtaken,
    Refused,
    TooOften,
)
from accord.vocabulary.plain import plain

STATUS: dict[type[AccordError], int] = {
    Invalid: 422,
    TooOften: 429,
    Overtaken: 409,
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


ERRORS: dict[int, Any] = {
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    422: Problem,
    429: Problem,
    503: Problem,
}


def answer(value: Any, status: int = 200) -> HttpResponse:
    """A frozen value as an answer; its declared type documents it, its properties come along."""
    return HttpResponse(json.dumps(plain(value), ensure_ascii=False), "application/json", status)


def problem_of(error: AccordError) -> tuple[int, dict[str, Any]]:
    """(status, body) for an error of the family."""
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return status, {
        "code": error.code,
        "error": error.sentence,
        "remedy": error.remedy,
        "issues": [plain(issue) for issue in getattr(error, "issues", ())],
    }
