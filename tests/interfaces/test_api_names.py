"""Two shapes of one name would be described as one: every name of the API's description is of one class."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from accord.interfaces.api.app import api


def shapes(kind: Any, met: set[Any]) -> Iterator[type]:
    """A type and every shape within it, each once."""
    for part in get_args(kind):
        yield from shapes(part, met)
    if not isinstance(kind, type) or kind in met:
        return
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        within = [hints[field.name] for field in fields(kind)]
    elif issubclass(kind, BaseModel):
        within = [field.annotation for field in kind.model_fields.values()]
    elif issubclass(kind, Enum):
        within = []
    else:
        return
    met.add(kind)
    yield kind
    for each in within:
        yield from shapes(each, met)


def test_no_two_shapes_have_one_name() -> None:
    met: set[Any] = set()
    named: dict[str, set[type]] = {}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.response_models.values():
                    for field in getattr(model, "model_fields", {}).values():
                        for kind in shapes(field.annotation, met):
                            named.setdefault(kind.__name__, set()).add(kind)
    assert len(named) > 100
    twice = {name: sorted(map(str, kinds)) for name, kinds in named.items() if len(kinds) > 1}
    assert twice == {}
