"""Parquet files as foreign as they come: a small one may stand for anything, and is read or refused all the same."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accord.connectors.tabular import parquet, read_rows, sniff
from accord.connectors.tabular.limits import CELL_CHARACTERS, COLUMNS
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Reason, Refused


def write(path: Path, columns: dict[str, object]) -> Path:
    """A file of these columns."""
    pq.write_table(pa.table(columns), path, compression="zstd")
    return path


def repeated(text: str, rows: int) -> pa.Array:
    """One text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows), [text])


def test_a_long_text_that_every_row_repeats_is_held_once_and_each_row_refused(tmp_path: Path) -> None:
    rows, text = 20_000, "x" * 5_000_000  # a hundred gigabytes, were each row to hold its own
    path = write(tmp_path / "t.parquet", {"id": list(range(rows)), "name": repeated(text, rows)})
    assert path.stat().st_size < 100_000
    read = list(read_rows(sniff(path)))
    assert len(read) == rows
    assert {(r.reason, r.column) for r in read if isinstance(r, Refused)} == {(Reason.cell_too_long, "name")}


def test_rows_of_a_batch_that_say_the_same_share_one_text(tmp_path: Path) -> None:
    path = write(tmp_path / "t.parquet", {"name": repeated("y" * (CELL_CHARACTERS + 9), 3_000)})
    cells = [row[0] for _, row in parquet.read_parquet(path)]
    assert {len(cell) for cell in cells} == {CELL_CHARACTERS + 1}
    assert len({id(cell) for cell in cells}) == 1


def test_texts_are_read_as_they_stand_whether_stored_as_a_dictionary_or_not(tmp_path: Path) -> None:
    said = ["a", None, "b", "a", "", "ü" * 40, None, "b"]
    plain = pa.table({"t": pa.array(said), "b": pa.array([s and s.encode() for s in said])})
    for name, encoded in (("dictionary", True), ("plain", False)):
        pq.write_table(plain, path := tmp_path / f"{name}.parquet", use_dictionary=encoded, row_group_size=3)
        assert [row for _, row in parquet.read_parquet(path)] == [[s or "", s or ""] for s in said]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"tags": [["a"], ["b"]]}, "file.nested"),
        ({"who": [{"name": "a"}, {"name": "b"}]}, "file.nested"),
        ({f"c{n}": [1] for n in range(COLUMNS + 1)}, "file.too_many_columns"),
    ],
)
def test_what_no_cell_can_hold_is_refused_by_name(
    tmp_path: Path, columns: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as found:
        sniff(write(tmp_path / "t.parquet", columns))
    assert found.value.code == code


def test_a_file_that_declares_more_than_memory_holds_is_refused_before_its_first_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "t.parquet", {"name": ["z" * 100_000 + str(n) for n in range(20)]})
    monkeypatch.setattr(parquet, "STRINGS_BYTES", 1_000_000)
    with pytest.raises(Invalid, match="unpacks to more") as found:
        parquet.find_columns(path)
    assert found.value.code == "file.too_big"
