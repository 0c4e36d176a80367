"""What every connector offers. A connector is a package in this folder whose module has `connector`.

Adding one touches no file outside its folder: `find_connectors` discovers it. Connectors are strangers
to one another; reading files (encoding, delimiter, quotes, limits) is shared in `connectors.tabular`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from accord.vocabulary.facts import Refused, RowRead, RowSkipped

Row = RowRead | RowSkipped | Refused


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file looks like: what the reader found before reading it whole."""

    path: Path
    format: str  # csv, excel, parquet
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]  # the first rows, at most 200
    header_line: int = 1  # physical line (row of a sheet) on which the header ends


@dataclass(frozen=True, slots=True)
class Recognised:
    """How sure a connector is that a file is its own: 0 (not mine) to 1, and which object it holds."""

    sureness: float
    object: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one file. `mapping` is the saved YAML as a value; empty where the connector needs none."""

    source: str
    object: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    zone: str = "UTC"  # of naive timestamps in the file
    after_line: int = 0  # resume: lines up to and including this one are already accounted for


class Connector(Protocol):
    """One outside system's exports."""

    name: str

    def recognise(self, sniffed: Sniffed) -> Recognised:
        """How sure it is that the file is its own."""
        ...

    def read(self, sniffed: Sniffed, reading: Reading) -> Iterator[Row]:
        """Every data row after `after_line`, in file order; never an exception for bad data.

        Raises `Invalid` before the first row when the whole file cannot be read (unknown columns,
        ambiguous dates, unknown statuses with their counts).
        """
        ...
