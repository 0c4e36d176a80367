"""Field values: checked and normalised as the vendor stores them.

Datetimes are kept as `2026-11-22T09:30:00.000+0000` (REST spelling, UTC, whole seconds), so that text order is time
order. Source: REST API Developer Guide, "Valid Date and DateTime Formats"; SystemModstamp and the like carry no
milliseconds.
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from twins.common.clock import read_moment
from twins.salesforce.errors import SalesforceError
from twins.salesforce.ids import find_18
from twins.salesforce.schema import Field

NUMBERS = ("int", "double", "currency", "percent")


def stamp(moment: datetime) -> str:
    """A moment as REST writes it; parts of a second are cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def read_value(one: Field, value: Any) -> Any:
    """The value to store; raises the vendor's error for what it would not take."""
    if value is None or value == "":
        return False if one.type == "boolean" and value == "" else None
    if one.type == "boolean":
        return _boolean(one, value)
    if one.type in NUMBERS:
        return _number(one, value)
    if one.type == "date":
        return _date(one, value)
    if one.type == "datetime":
        return _moment(one, value)
    if one.type in ("reference", "id"):
        found = find_18(value)
        if found is None:
            raise SalesforceError(
                400, "MALFORMED_ID", f"{one.label}: id value of incorrect type: {value}", [one.name]
            )
        return found
    return _text(one, value)


def _boolean(one: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false", "1", "0"):
        return str(value).lower() in ("true", "1")
    raise _bad_json(one, value, "xsd:boolean")


def _number(one: Field, value: Any) -> float | int:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise _bad_json(one, value, "xsd:int" if one.type == "int" else "xsd:double") from None
    return int(number) if one.type == "int" else number


def _date(one: Field, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise _bad_json(one, value, "xsd:date") from None


def _moment(one: Field, value: Any) -> str:
    try:
        return stamp(read_moment(str(value)))
    except ValueError:
        raise _bad_json(one, value, "xsd:dateTime") from None


def _bad_json(one: Field, value: Any, kind: str) -> SalesforceError:
    return SalesforceError(
        400,
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {kind.removeprefix('xsd:')} from value {value!r} "
        f"for field {one.name} or request may be missing a required field",
    )


def _text(one: Field, value: Any) -> str:
    text = str(value)
    if one.length and len(text) > one.length:
        raise SalesforceError(
            400,
            "STRING_TOO_LONG",
            f"{one.label}: data value too large: {text} (max length={one.length})",
            [one.name],
        )
    if one.type == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise SalesforceError(
            400, "INVALID_EMAIL_ADDRESS", f"{one.label}: invalid email address: {text}", [one.name]
        )
    if "restricted" in one.flags and one.type == "picklist" and text not in one.values:
        raise SalesforceError(
            400,
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"{one.label}: bad value for restricted picklist field: {text}",
            [one.name],
        )
    return text
