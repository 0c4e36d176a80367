"""Property values: everything is text on the wire; datetimes come as ISO or milliseconds and leave as ISO.

Source: HubSpot developers, "Properties" (types and how to format values).
"""

import re
from datetime import UTC, date, datetime
from typing import Any

from twins.common.clock import read_moment
from twins.hubspot.schema import Property


def iso(moment: datetime) -> str:
    """A moment as HubSpot writes it: milliseconds, Z."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def milliseconds(text: str) -> int:
    """Milliseconds since 1970 of a datetime value in either spelling; raises ValueError."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return round(read_moment(text).timestamp() * 1000)


def read_value(one: Property, value: Any) -> tuple[str, tuple[str, str] | None]:
    """The text to store, and (code, sentence) where it is refused."""
    text = "" if value is None else ("true" if value is True else "false" if value is False else str(value))
    if text == "":
        return "", None
    reader = {"datetime": _datetime, "date": _date, "number": _number, "bool": _bool, "enumeration": _choice}
    problem = None
    if one.type in reader:
        text, problem = reader[one.type](one, text)
    elif one.name == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        problem = ("INVALID_EMAIL", f"Email address {text} is invalid")
    if one.name == "email":
        text = text.lower()
    return text, problem


def _datetime(one: Property, text: str) -> tuple[str, tuple[str, str] | None]:
    try:
        return iso(datetime.fromtimestamp(milliseconds(text) / 1000, tz=UTC)), None
    except (ValueError, OverflowError):
        return text, ("INVALID_DATE", f"{text} was not a valid long.")


def _date(one: Property, text: str) -> tuple[str, tuple[str, str] | None]:
    try:
        if re.fullmatch(r"-?\d{9,}", text):
            return datetime.fromtimestamp(int(text) / 1000, tz=UTC).date().isoformat(), None
        return date.fromisoformat(text[:10]).isoformat(), None
    except ValueError:
        return text, ("INVALID_DATE", f"{text} was not a valid date.")


def _number(one: Property, text: str) -> tuple[str, tuple[str, str] | None]:
    try:
        number = float(text)
    except ValueError:
        return text, ("INVALID_INTEGER", f"{text} was not a valid number.")
    return (str(int(number)) if number == int(number) else repr(number)), None


def _bool(one: Property, text: str) -> tuple[str, tuple[str, str] | None]:
    if text.lower() in ("true", "false"):
        return text.lower(), None
    return text, ("INVALID_OPTION", f'{text} was not one of the allowed options: ["true", "false"]')


def _choice(one: Property, text: str) -> tuple[str, tuple[str, str] | None]:
    values = [value for value, _ in one.options]
    given = text.split(";") if one.field_type == "checkbox" else [text]
    wrong = [v for v in given if values and v not in values]
    if wrong:
        allowed = ", ".join(values)
        return text, ("INVALID_OPTION", f"{wrong[0]} was not one of the allowed options: [{allowed}]")
    return text, None
