"""The fields of a form as a browser, a script or a program posts them: urlencoded, multipart without files, JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from accord.vocabulary.doors import DeadReason, Unreadable

MOST_FIELDS = 200
LONGEST_NAME = 100
LONGEST_VALUE = 4_096
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;,"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(r';\s*name="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_FILE = re.compile(r';\s*filename\*?="?([^";]*)', re.IGNORECASE)

Fields = dict[str, list[str]]


def read_fields(body: bytes, content_type: str) -> Fields:
    """Each field with all its values, in the order of the body. Raises `Unreadable`.

    A file is refused: nothing here keeps one. Values are cut at 4,096 characters.
    """
    kind = content_type.partition(";")[0].strip().casefold()
    if kind == "multipart/form-data":
        pairs = list(_multipart(body, content_type))
    elif kind == "application/json" or (kind in ("text/plain", "") and body[:1] == b"{"):
        pairs = list(_json(body))
    elif kind in ("application/x-www-form-urlencoded", ""):
        pairs = _urlencoded(body)
    else:
        raise Unreadable(DeadReason.wrong_shape, f"a form is not sent as {kind[:60]!r}")
    if not pairs:
        raise Unreadable(DeadReason.wrong_shape, "the form has no field")
    if len(pairs) > MOST_FIELDS:
        raise Unreadable(DeadReason.too_many, f"{len(pairs):,} fields; {MOST_FIELDS} are taken")
    fields: Fields = {}
    for name, value in pairs:
        if len(name) > LONGEST_NAME:
            raise Unreadable(DeadReason.wrong_shape, f"a field's name of {len(name):,} characters")
        fields.setdefault(name, []).append(value[:LONGEST_VALUE])
    return fields


def _urlencoded(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Unreadable(DeadReason.bad_text, "the fields are not urlencoded UTF-8") from None


def _multipart(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Unreadable(DeadReason.wrong_shape, "a multipart body without a boundary")
    mark = b"\r\n--" + (found[1] or found[2]).encode("latin-1", "replace")
    parts = (b"\r\n" + body).split(mark)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise Unreadable(DeadReason.wrong_shape, "the multipart body breaks off")
    for part in parts[1:-1]:
        head, gap, value = part.partition(b"\r\n\r\n")
        said = _header(head)
        named = _NAME.search(said)
        if not gap or named is None:
            raise Unreadable(DeadReason.wrong_shape, "a part without a name")
        file = _FILE.search(said)
        if file is not None:
            if file[1] or value:
                raise Unreadable(DeadReason.wrong_shape, "a file is not taken")
            continue
        yield _unquote(named[1]), _decode(value)


def _header(head: bytes) -> str:
    lines = _decode(head).split("\r\n")
    return next((line for line in lines if line.casefold().startswith("content-disposition:")), "")


def _unquote(name: str) -> str:
    """As browsers write a name: a quote and a line end in it are percent-encoded."""
    return name.replace("%22", '"').replace("%0D%0A", " ").replace('\\"', '"')


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(DeadReason.bad_text, "the form is not UTF-8") from None


def _json(body: bytes) -> Iterator[tuple[str, str]]:
    try:
        value = json.loads(body)
    except RecursionError:
        raise Unreadable(DeadReason.too_deep, "the body is nested without end") from None
    except ValueError as problem:
        raise Unreadable(DeadReason.not_json, str(problem)[:200]) from None
    if not isinstance(value, dict):
        raise Unreadable(DeadReason.wrong_shape, "the body is no JSON object")
    for name, said in value.items():
        for each in said if isinstance(said, list) else [said]:
            yield str(name), _text(each)


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise Unreadable(DeadReason.wrong_shape, "a field holds an object: fields are texts")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
