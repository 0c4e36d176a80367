"""Rows of a Parquet file as text, in batches: line numbers count the rows, the header being line 1."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accord.connectors.tabular.sheets import cell_text, damaged

BATCH_ROWS = 4_096


def find_columns(path: Path) -> list[str]:
    """Names of the columns. Raises `Invalid` for a damaged file."""
    try:
        with pq.ParquetFile(path) as file:
            return list(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path) from error


def read_parquet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row with its line number (the first is 2), cells as text."""
    number = 2
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                columns = [[cell_text(value) for value in column.to_pylist()] for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    yield number, list(cells)
                    number += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path) from error
