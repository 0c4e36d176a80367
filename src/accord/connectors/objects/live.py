"""A row of a system's API is read by the reader of its files, so that both say the same of the same record.

The answer's fields become cells under their API names; natural ids, kinds and values then come out equal.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from accord.connectors.objects.beside import Beside
from accord.connectors.objects.declared import Object, find_columns
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.row import Bad, Cells, Context
from accord.connectors.objects.system import System
from accord.connectors.protocol import Row
from accord.connectors.tabular.split import refuse
from accord.vocabulary.channels import plain_word
from accord.vocabulary.errors import OurFault
from accord.vocabulary.facts import RowSkipped

Tables = Mapping[str, Sequence[Mapping[str, str]]]


class LiveRow(NamedTuple):
    """One record as an API gave it: cells by API name, who changed it last and when (empty: not said)."""

    id: str
    cells: Mapping[str, str]
    actor: str = ""
    modified: datetime | None = None


class Understood(NamedTuple):
    """What the file reader makes of a row; `unknown` is a status that no table knows (the row then waits)."""

    row: Row
    unknown: str = ""


class Neighbours(Beside):
    """Helper tables that were fetched instead of lying on disk: rows by our own column keys."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(Path(), (), "", lambda path: ((), iter(())))
        self._held = tables

    def has(self, name: str) -> bool:
        """Whether such rows were fetched."""
        return bool(self._held.get(name))

    def find(self, name: str, key: str, value: str, wanted: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The wanted cells of every row whose `key` is `value`, each after the value itself."""
        rows = self._held.get(name, ())
        return [(value, *(row.get(w, "") for w in wanted)) for row in rows if value and row.get(key) == value]


def find_object(system: System, name: str) -> Object:
    """The declared object of that name; raises `OurFault` where a live reader names one that is not."""
    for declared in system.objects:
        if declared.name == name:
            return declared
    raise OurFault("live.object", f'{system.name} declares no object "{name}"', "report this")


def choose_fields(system: System, name: str, visible: Sequence[str], wanted: Sequence[str] = ()) -> list[str]:
    """Of the fields a user may see, those the reader knows by any spelling, and those named in `wanted`."""
    words = {word for column in find_object(system, name).columns for word in column.words}
    keep = {plain_word(one) for one in wanted} | words
    return [one for one in visible if plain_word(one) in keep]


def understand(
    system: System,
    name: str,
    rows: Sequence[LiveRow],
    *,
    source: str,
    mapping: Mapping[str, Any],
    tables: Tables | None = None,
) -> list[Understood]:
    """What each row says, in order; `line` counts from 1. Never an exception for bad data."""
    declared = find_object(system, name)
    header = tuple(dict.fromkeys(field for row in rows for field in row.cells))
    cells = Cells(find_columns(declared.columns, header), header)
    added: Mapping[str, Any] = mapping.get("statuses") or {}
    context = Context(
        source=source,
        moments=Moments("UTC"),
        statuses={key: statuses.with_mapping(added) for key, statuses in system.statuses.items()},
        beside=Neighbours(tables or {}),
        mapping=mapping,
    )
    found = []
    for line, row in enumerate(rows, 1):
        cells.row = [row.cells.get(field, "") for field in header]
        found.append(_understand(declared, cells, context, line))
    return found


def _understand(declared: Object, cells: Cells, context: Context, line: int) -> Understood:
    if declared.read is None:
        return Understood(RowSkipped(line, declared.becomes))
    unknown = declared.unknown(cells, context) if declared.unknown else ""
    try:
        said = declared.read(cells, context)
    except Bad as bad:
        return Understood(refuse(line, bad.column, bad.value, bad.reason), unknown)
    return Understood(said.at(line), unknown)


def as_cell(value: Any) -> str:
    """A value of JSON as a file would write it: `true`, no exponent, empty for null; lists by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        return ";".join(as_cell(one) for one in value)
    return str(value)
