"""How a field of a clause stands in the text: its key, and whether it gathers all other keys."""

from dataclasses import Field, field
from typing import Any

from accord.agreement.shape.table import Table


def key(name: str, **more: Any) -> Any:
    """A field whose key in the text is `name` (a Python word, or a key with spaces)."""
    return field(metadata={"key": name}, **more)


def others() -> Any:
    """The field that gathers every key without a field of its own."""
    return field(default_factory=Table, metadata={"others": True})


def unwritten() -> Any:
    """A field that does not stand in the text and takes no part in comparing."""
    return field(default_factory=dict, compare=False, repr=False, metadata={"unwritten": True})


def key_of(each: "Field[Any]") -> str:
    """The key of a field in the text."""
    return str(each.metadata.get("key", each.name))
