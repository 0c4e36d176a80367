"""What a request may hold: numbers and text that a database can keep, JSON that is JSON."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import P, PathEx, QueryEx, Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field

from accord.vocabulary.errors import Invalid

LARGEST = 2**63 - 1  # what both databases keep in a key

Id = PathEx[int, P(ge=0, le=LARGEST)]
Key = Annotated[int, Field(ge=0, le=LARGEST)]
Offset = QueryEx[int, P(ge=0, le=LARGEST // 2)]
Word = PathEx[str, P(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:-]+$")]


class Body(Schema):
    """What is sent: an unknown key is refused, for it may be a wanted one mistyped."""

    model_config = ConfigDict(extra="forbid")


class StrictParser(Parser):
    """JSON without NaN, and text without what PostgreSQL or UTF-8 cannot hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON; a wrong one is `Invalid`, whatever is wrong with it."""
        found = json.loads(request.body, parse_constant=_refuse_constant)
        if not isinstance(found, dict):
            raise Invalid("api.no_object", "the body is no JSON object", "send {...}, even an empty one")
        _check_texts(found)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The query, or the fields of a form."""
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        _check_texts(found)
        return found


def _check_texts(value: Any) -> None:
    for text in _texts(value):
        if "\0" in text or (not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text)):
            raise Invalid(
                "api.unkeepable_text",
                "a text holds NUL or half a character, which no database keeps",
                "send whole characters of UTF-8, without NUL",
            )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _refuse_constant(name: str) -> None:
    raise Invalid("api.not_json", f"{name} is no JSON", "send a number, or null")
