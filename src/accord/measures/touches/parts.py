"""One file of touches: rows in the order of buyer, moment and ledger number; a buyer is never cut in two."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.measures.layout import TOUCHES
from accord.measures.manifest import Segment, write_file

LEAF = 262_144  # touches of a base file, and of a group of rows: what one reading holds at a time
ORDER = [("buyer", "ascending"), ("moment", "ascending"), ("seq", "ascending")]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_WORDS = ["channel", "campaign", "asset", "mark", "version"]
# Every reading of paths needs these: plain, they cost a copy to read and not a decompression.
_PLAIN = ("buyer", "moment", "channel", "mark")


def shape_touches(rows: pa.Table, version: int) -> pa.Table:
    """Rows of `touches_by_buyer` in the columns that are kept."""
    columns = []
    for field in TOUCHES:
        if field.name == "version":
            columns.append(pa.array(np.full(rows.num_rows, version, np.int64)))
        elif field.name == "gone":
            columns.append(pa.array(np.zeros(rows.num_rows, np.bool_)))
        elif pa.types.is_dictionary(field.type):
            columns.append(
                rows[field.name].cast(pa.string()).combine_chunks().dictionary_encode().cast(field.type)
            )
        else:
            columns.append(rows[field.name].cast(field.type))
    return pa.table(columns, schema=TOUCHES)


def none_left(buyers: Ints, version: int) -> pa.Table:
    """A row for each buyer that says that nothing is left of its touches."""
    count = len(buyers)
    zero, word = np.zeros(count, np.int64), pa.array([""] * count, pa.string()).dictionary_encode()
    columns: dict[str, Any] = dict.fromkeys(TOUCHES.names, pa.array(zero))
    columns |= dict.fromkeys(("channel", "campaign", "asset"), word.cast(TOUCHES.field("channel").type))
    columns |= {
        "buyer": pa.array(buyers),
        "moment": pa.array(zero).cast(TOUCHES.field("moment").type),
        "mark": pa.array(np.full(count, -1, np.int8)),
        "again_at": pa.nulls(count, TOUCHES.field("again_at").type),
        "version": pa.array(np.full(count, version, np.int64)),
        "gone": pa.array(np.ones(count, np.bool_)),
    }
    return pa.table([columns[name] for name in TOUCHES.names], schema=TOUCHES)


def buyers_of(rows: pa.Table) -> Ints:
    """The buyer of each row."""
    return np.asarray(rows["buyer"].to_numpy(), np.int64)


def cut_rows(rows: pa.Table, most: int) -> Iterator[pa.Table]:
    """Rows in slices of about so many, cut between buyers."""
    buyer, begin = buyers_of(rows), 0
    while begin < rows.num_rows:
        end = min(begin + most, rows.num_rows)
        if end < rows.num_rows:
            end = int(np.searchsorted(buyer, buyer[end - 1], "right"))
        yield rows.slice(begin, end - begin)
        begin = end


def write_part(folder: Path, name: str, rows: pa.Table, low: int, high: int, leaf: int = LEAF) -> Segment:
    """Write one file of touches in their order, in groups of rows that are read one at a time."""
    buyer = buyers_of(rows)

    def write(path: Path) -> None:
        words = sorted(str(word) for word in pc.unique(rows["channel"].cast(pa.string())).to_pylist())
        schema = TOUCHES.with_metadata({"channels": json.dumps(words)})
        plain = {field: "NONE" if field in _PLAIN else "ZSTD" for field in TOUCHES.names}
        with pq.ParquetWriter(path, schema, compression=plain, use_dictionary=_WORDS) as writer:
            for some in cut_rows(rows, leaf) if rows.num_rows else (rows,):
                writer.write_table(some.replace_schema_metadata(schema.metadata), row_group_size=1 << 30)

    digest = write_file(folder, name, write)
    first, last = (int(buyer[0]), int(buyer[-1])) if len(buyer) else (0, -1)
    return Segment(name, low, high, rows.num_rows, digest, first=first, last=last)
