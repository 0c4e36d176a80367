"""Any file is read row by row: every format and encoding, and one stray quote costs one named row."""

import os
import random
import tempfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.connectors.tabular import Look, read_rows, sniff
from accord.connectors.tabular.split import Piece
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Reason, Refused, RowSkipped

TABLE = [["id", "name", "city"], ["1", "Jörg", "Köln"], ["2", "Zoë", "Gent"], ["3", "Ann", "Bath"]]


def read(path: Path, look: Look | None = None) -> list[Piece]:
    return list(read_rows(sniff(path, look), look))


def cells(path: Path) -> list[list[str]]:
    """The header and all rows; a refusal or skip fails here."""
    rows = read(path)
    assert not [row for row in rows if isinstance(row, Refused | RowSkipped)]
    return [list(sniff(path).header), *(row[1] for row in rows)]  # type: ignore[misc]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end(
    delimiter: str, encoding: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    text = "".join(delimiter.join(row) + end for row in TABLE)
    path.write_bytes(text.encode(encoding))
    assert cells(path) == TABLE
    assert sniff(path).delimiter == delimiter


def test_excel_says_the_same_as_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "when", "amount", "yes"])
    sheet.append([1, datetime(2024, 3, 1, 10, 30), 12.5, True])
    sheet.append([2, datetime(2024, 3, 2), 3.0, None])
    sheet.append([])
    sheet.append([4, None, None, None])
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert sniff(path).format == "excel"
    assert read(path) == [
        (2, ["1", "2024-03-01 10:30:00", "12.5", "true"]),
        (3, ["2", "2024-03-02", "3", ""]),
        RowSkipped(4, "empty row"),
        (5, ["4", "", "", ""]),
    ]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    other = book.create_sheet("Deals")
    other.append(["id", "x"])
    other.append([1, 2])
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert sniff(path, Look(sheet="Deals")).header == ("id", "x")
    with pytest.raises(Invalid, match="Sheet, Deals"):
        sniff(path, Look(sheet="Leads"))


def test_an_empty_first_sheet_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    other = book.create_sheet("Deals")
    other.append([None])
    other.append(["id", "x"])
    other.append([1, 2])
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert sniff(path).header_line == 2
    assert read(path) == [(3, ["1", "2"])]


def test_parquet_says_the_same_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"id": [1, 2], "when": [datetime(2024, 3, 1, 10, 30), None], "x": ["a", "b"]})
    pq.write_table(table, path)
    assert read(path) == [(2, ["1", "2024-03-01 10:30:00", "a"]), (3, ["2", "", "b"])]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "file.empty"),
        ("blank.csv", b"\n \n\n", "file.empty"),
        ("broken.xlsx", b"PK\x03\x04 this is no zip", "file.damaged"),
        ("broken.parquet", b"PAR1 this is no parquet", "file.damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx", "file.format"),
        ("login.csv", b"<!DOCTYPE html><html><body>Please sign in</body></html>", "file.format"),
        ("packed.csv.gz", b"\x1f\x8b\x08\x00", "file.format"),
        ("wide.csv", b"a," * 2_000 + b"\n", "file.too_many_columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_invalid(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        sniff(path)
    assert refused.value.code == code
    assert refused.value.remedy


def test_headers_are_trimmed_named_and_numbered(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\n id ;Name;;Name;\n1;a;b;c;\n")
    found = sniff(path)
    assert found.header == ("id", "Name", "column 3", "Name (2)")
    assert found.header_line == 2
    assert list(read_rows(found)) == [(3, ["1", "a", "b", "c"])]


def test_a_quote_may_be_an_ordinary_character(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text('id\tsize\n1\t5" pipe\n2\t"half\n')
    assert [type(row) for row in read(path)] == [Refused, Refused]
    assert read(path, Look(quotes=False)) == [(2, ["1", '5" pipe']), (3, ["2", '"half'])]


def test_the_line_above_the_header_may_be_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Report of May\n\nid,name\n1,a\n")
    assert read(path, Look(header_line=3)) == [(4, ["1", "a"])]


def one_stray_quote(rng: random.Random, path: Path, quoted: bool) -> tuple[int, int]:
    """Write a file with one quote too many; returns its line and the number of rows."""
    mark = '"' if quoted else ""
    rows = rng.randrange(5, 60)
    lines = [",".join(f"{mark}{name}{n}{mark}" for name in "abcd") for n in range(rows)]
    broken = rng.randrange(1, rows)
    place = rng.randrange(len(lines[broken]) + 1)
    lines[broken] = f'{lines[broken][:place]}"{lines[broken][place:]}'
    path.write_text("\n".join(lines) + "\n")
    return broken + 1, rows


def test_one_stray_quote_costs_at_most_its_own_row(tmp_path: Path) -> None:
    rng = random.Random(13)
    path = tmp_path / "t.csv"
    lost = 0
    for number in range(1_000):
        line, rows = one_stray_quote(rng, path, quoted=number % 2 == 1)
        found = read(path)
        refused = [row for row in found if isinstance(row, Refused)]
        assert len(found) == rows - 1
        assert [row.line for row in refused] in ([], [line])
        assert all(row.reason is Reason.stray_quote for row in refused)
        if not refused:  # a doubled quote is a legal one: nothing is lost
            assert quoted_differs(found, line)
        lost += len(refused)
    assert lost > 900


def quoted_differs(found: list[Piece], line: int) -> bool:
    """The row of that line holds the quote as a character."""
    return any(row[0] == line and any('"' in cell for cell in row[1]) for row in found)  # type: ignore[index,union-attr]


def test_the_standard_reader_would_swallow_rows(tmp_path: Path) -> None:
    """The mutant that this reader is there for: the same file through `csv.reader` loses rows silently."""
    import csv

    path = tmp_path / "t.csv"
    names = [f"{n},x{n}" for n in range(100)]
    names[10] = '10,"x10'
    path.write_text("id,name\n" + "\n".join(names) + "\n")
    with path.open(newline="") as file:
        assert len(list(csv.reader(file))) == 12
    rows = read(path)
    assert len(rows) == 100
    assert [row.line for row in rows if isinstance(row, Refused)] == [12]


def test_cells_may_span_lines_and_swallowed_lines_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,note,x\n1,"one\ntwo, and\n\nthree",a\n2,"one\ntwo"\n3,b,c\n')
    rows = read(path)
    assert rows[0] == (2, ["1", "one\ntwo, and\n\nthree", "a"])
    assert [(row.line, row.reason) for row in rows if isinstance(row, Refused)] == [
        (6, Reason.stray_quote),
        (7, Reason.swallowed_line),
    ]
    assert rows[-1] == (8, ["3", "b", "c"])


@pytest.mark.parametrize("text", ["Dear Ann,\nyes", "a\n\nb", "one\ntwo, three\nfour,five", '""x""\ny'])
def test_a_letter_in_a_cell_is_one_row(text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for header, row in (
        ("id,note", f'1,"{text}"'),
        ("note,id", f'"{text}",1'),
        ("id,note,x", f'1,"{text}",y'),
    ):
        path.write_text(f"{header}\n{row}\n")
        (found,) = read(path)
        assert isinstance(found, tuple) and not isinstance(found, Refused | RowSkipped)
        assert text.replace('""', '"') in found[1]


def test_two_stray_quotes_in_a_table_of_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,a\n1,"x\n2,x\n3,x\n4,x"\n5,x\n')
    assert [type(row) for row in read(path)] == [Refused, tuple, tuple, Refused, tuple]


def test_two_stray_quotes_around_a_damaged_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for between in ("", "3,x", "3,x,y,z"):
        path.write_text(f'id,a,b\n1,x,"y\n{between}\n4,x,y"\n5,x,y\n')
        rows = read(path)
        assert len(rows) == 4
        assert rows[-1] == (5, ["5", "x", "y"])


def test_two_stray_quotes_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,a,b\n1,x,"y\n2,x,y\n3,x,y\n4,x,y"\n5,x,y\n')
    rows = read(path)
    assert [row.line if isinstance(row, Refused) else row[0] for row in rows] == [2, 3, 4, 5, 6]
    assert [type(row) for row in rows] == [Refused, tuple, tuple, Refused, tuple]


@settings(
    max_examples=int(os.environ.get("ACCORD_FUZZ", "300")),
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
@given(
    st.one_of(
        st.binary(max_size=2_000), st.text('a1",;\n\r\t\0é\ufeff|=', max_size=400).map(lambda t: t.encode())
    )
)
def test_any_bytes_are_rows_or_invalid(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("t.csv", "t.xlsx", "t.parquet"):
            head = {"t.csv": b"", "t.xlsx": b"PK\x03\x04", "t.parquet": b"PAR1"}[name]
            path = Path(folder) / name
            path.write_bytes(head + content)
            try:
                found = sniff(path)
                last = found.header_line if found.format == "csv" else 0
                for row in read_rows(found):
                    line = row.line if isinstance(row, Refused | RowSkipped) else row[0]
                    assert line > last
                    last = line
            except Invalid as error:
                assert error.sentence
