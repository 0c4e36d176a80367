"""Any frozen value as plain JSON: the one way page, API, command line and notebook write it."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any


def plain(value: Any) -> Any:
    """Fields in order, then properties: what a value says of itself goes where it goes.

    Dates as ISO text, spans in seconds, money as text so that no cent is lost, sets sorted.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Public fields, then public properties."""
    own = [field.name for field in fields(kind)]
    shown = [
        name for cls in reversed(kind.__mro__) for name, v in vars(cls).items() if isinstance(v, property)
    ]
    return tuple(name for name in dict.fromkeys(own + shown) if not name.startswith("_"))
