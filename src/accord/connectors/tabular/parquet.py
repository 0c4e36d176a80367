"""Rows of a Parquet file as text, in batches: line numbers count the rows, the header being line 1.

A small file may stand for anything: a long text that a million rows repeat is stored once. So texts are read as
the dictionary they are stored as, and a row points to its text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accord.connectors.tabular.limits import CELL_CHARACTERS, STRINGS_BYTES, UNPACKED_BYTES
from accord.connectors.tabular.sheets import cell_text, damaged
from accord.vocabulary.errors import Invalid

BATCH_ROWS = 4_096


def find_columns(path: Path) -> list[str]:
    """Names of the columns. Raises `Invalid` for a file that is damaged, too big, or no table of cells."""
    with _opened(path) as file:
        return list(file.schema_arrow.names)


def read_parquet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row with its line number (the first is 2), cells as text, cut one character after the longest."""
    number = 2
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            columns = [_cells(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                yield number, list(cells)
                number += 1


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """A file whose sizes and columns were looked at, closed again; damage becomes `Invalid`."""
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            _check_columns(path, schema)
            _check_sizes(path, file.metadata)
        texts = [column.name for column in schema if _is_text(column.type)]
        with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            yield file
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path) from error


def _is_text(kind: pa.DataType) -> bool:
    return any(
        like(kind)
        for like in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
        )
    )


def _check_columns(path: Path, schema: pa.Schema) -> None:
    for column in schema:
        if pa.types.is_nested(column.type):
            raise Invalid(
                "file.nested",
                f'{path.name}: the column "{column.name}" holds lists or records, which no cell can hold.',
                "Export it without that column, or with its values as text.",
            )


def _check_sizes(path: Path, metadata: pq.FileMetaData) -> None:
    """Refuse what would not fit in memory, by the sizes that the file declares."""
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    chunks = (group.column(i) for group in groups for i in range(group.num_columns))
    largest = max((chunk.total_uncompressed_size for chunk in chunks), default=0)
    if largest > STRINGS_BYTES or sum(group.total_byte_size for group in groups) > UNPACKED_BYTES:
        raise Invalid(
            "file.too_big",
            f"{path.name} unpacks to more than can be read.",
            "Split it, or export it as CSV; the parts add up.",
        )


def _cells(column: pa.Array) -> list[str]:
    """A column of a batch as text; rows that say the same share one text."""
    if not pa.types.is_dictionary(column.type):
        return [cell_text(value) for value in column.to_pylist()]
    used = column.indices.dictionary_encode()
    texts = [_cut(value) for value in column.dictionary.take(used.dictionary).to_pylist()]
    return ["" if place is None else texts[place] for place in used.indices.to_pylist()]


def _cut(value: str | bytes | None) -> str:
    """A text as far as it may be read: one character more shows that it is too long."""
    if isinstance(value, bytes):  # some writers do not say that their bytes are text
        value = value[: 4 * (CELL_CHARACTERS + 1)].decode("utf-8", "replace")
    return cell_text(None if value is None else value[: CELL_CHARACTERS + 1])
