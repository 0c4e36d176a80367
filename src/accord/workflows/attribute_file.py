"""A file of paths that somebody else counted, in ChannelAttribution's format: read, and credited by every model."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from accord.connectors.tabular.asked import read_asked
from accord.connectors.tabular.numbers import NumberColumn, NumberReader
from accord.connectors.tabular.split import refuse
from accord.measures.attribution.paths import Paths, parse_paths
from accord.reporting.attributed import ALL, FileCredit, attribute_paths
from accord.vocabulary.facts import Reason, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PathColumns:
    """Which column of the file holds what; without `value` or `nulls`, none of it is known."""

    path: str = "path"
    conversions: str = "total_conversions"
    value: str = ""
    nulls: str = ""


def attribute_file(
    path: Path,
    columns: PathColumns,
    *,
    separator: str = ">",
    model: str = ALL,
    order: int = 1,
    direct: Sequence[str] = (),
) -> FileCredit:
    """Share out a file's conversions by one model, or by all; a row that cannot be read is left out and named.

    Raises Invalid for a file, column, model or order that is not there.
    """
    paths, refused = read_paths(path, columns, separator)
    return attribute_paths(paths, refused, model=model, order=order, direct=direct)


def read_paths(path: Path, columns: PathColumns, separator: str) -> tuple[Paths, tuple[Refused, ...]]:
    """The file's paths, and the rows that are not: a number that is none, or below zero.

    Whether 1,234 is more than a thousand is what the rest of its column says, and it is where nothing does.
    """
    asked = (columns.conversions, columns.value, columns.nulls)
    seen = {name: NumberColumn(name) for name in asked if name}
    rows, refused = read_asked(path, (columns.path, *seen), seen)
    readers = {name: NumberReader(column.settled() or ".") for name, column in seen.items()}
    written, numbers = list[str](), list[list[float]]()
    for line, cells in rows:
        read = [_count(cells[name], readers[name]) if name else 0.0 for name in asked]
        wrong = next((name for name, each in zip(asked, read, strict=True) if isinstance(each, Reason)), "")
        if wrong:
            reason = next(each for each in read if isinstance(each, Reason))
            refused.append(refuse(line, wrong, cells[wrong], reason))
        else:
            written.append(cells[columns.path])
            numbers.append([each for each in read if isinstance(each, float)])
    won, value, lost = zip(*numbers, strict=True) if numbers else ((), (), ())
    return parse_paths(written, separator, won, value, lost), tuple(sorted(refused))


def _count(cell: str, read: NumberReader) -> float | Reason:
    number = read(cell) if cell else Decimal(0)
    if isinstance(number, Reason):
        return number
    return Reason.number_out_of_range if number < 0 else float(number)
