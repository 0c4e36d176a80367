"""Workbooks: rows as openpyxl itself reads them; a look at a hostile one opens only a bounded part of it."""

import warnings
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from accord.connectors.tabular import sniff, workbook
from accord.connectors.tabular import strings as tables
from accord.connectors.tabular.limits import GLANCE_SHEET_BYTES, PART_BYTES
from accord.connectors.tabular.sheets import cell_text, read_sheet
from accord.vocabulary.errors import Invalid
from tests.connectors.workbooks import (
    HEAD,
    HOSTILE,
    SHEET,
    STRINGS,
    noise,
    rows_of_strings,
    sheet_of,
    strings_of,
    write_workbook,
)

LARGE = 4 * 1024**2
MOST_OPENED = max(GLANCE_SHEET_BYTES, PART_BYTES) + LARGE


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes were unpacked, as a list of the parts read; a large table of strings begins at 4 MiB."""
    monkeypatch.setattr(tables, "GLANCE_STRINGS_BYTES", LARGE)
    sizes: list[int] = []
    read = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        data = read(self, n)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    return sizes


@pytest.mark.parametrize("what", HOSTILE)
def test_a_look_at_a_hostile_workbook_opens_little_of_it(
    tmp_path: Path, opened: list[int], what: str
) -> None:
    code, parts = HOSTILE[what]
    path = write_workbook(tmp_path / "hostile.xlsx", parts())
    try:
        found = sniff(path)
    except Invalid as problem:
        assert problem.code == code
    else:
        assert (code, found.header) == ("file.too_big", ("email",))
        assert what == "rows of one cell in the last column"
    assert sum(opened) <= MOST_OPENED


def test_reading_on_after_the_look_stops_at_its_cells(tmp_path: Path) -> None:
    _, parts = HOSTILE["rows of one cell in the last column"]
    path = write_workbook(tmp_path / "wide.xlsx", parts())
    with pytest.raises(Invalid, match="empty cells"):
        list(read_sheet(path, glance=True))


def test_the_mutant_without_the_bound_is_caught(
    tmp_path: Path, opened: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "GLANCE_STRINGS_BYTES", 10**12)
    _, parts = HOSTILE["first rows that name strings far into a large table"]
    path = write_workbook(tmp_path / "far.xlsx", parts())
    sniff(path)
    assert sum(opened) > LARGE + 2 * 1024**2


def test_a_directory_of_endless_entries_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for n in range(300):
            packed.writestr(f"part-{n}", "")
    monkeypatch.setattr(workbook, "DIRECTORY_BYTES", 1_000)
    with pytest.raises(Invalid) as told:
        sniff(path)
    assert told.value.code == "file.too_big"


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("order", [1, 7_919])
def test_a_large_honest_table_of_strings_is_looked_at_by_the_piece(
    tmp_path: Path, prefix: str, order: int, opened: list[int]
) -> None:
    count = 90_000
    parts = {
        SHEET: sheet_of(rows_of_strings(2_000, lambda n: n * order % count)),
        STRINGS: strings_of(map(noise, range(count)), prefix),
    }
    found = sniff(write_workbook(tmp_path / "large.xlsx", dict(parts)))
    wanted = [(noise(n * order % count), str(n)) for n in range(2, 202)]
    assert (found.header, list(found.sample)) == ((noise(order), "1"), wanted)
    if order == 1:
        assert sum(opened) < 1024**2 * 2  # in order, the rest of the table is never unpacked
    if not prefix:
        rows = list(read_sheet(tmp_path / "large.xlsx"))
        assert [cells for _, cells in rows[1:201]] == [list(row) for row in wanted]


def test_a_string_that_is_not_in_the_table_is_damage(tmp_path: Path) -> None:
    for count in (3, 200_000):
        parts = {
            SHEET: sheet_of([HEAD, '<row><c t="s"><v>200001</v></c></row>']),
            STRINGS: strings_of(map(noise, range(count))),
        }
        with pytest.raises(Invalid) as told:
            sniff(write_workbook(tmp_path / "t.xlsx", dict(parts)))
        assert told.value.code == "file.damaged"


def test_empty_strings_written_short_are_counted(tmp_path: Path) -> None:
    items = ["<si/>" if n % 3 == 0 else f"<si><t>{noise(n)}</t></si>" for n in range(100_000)]
    whole = strings_of([])
    parts = {
        SHEET: sheet_of([HEAD, *(f'<row><c t="s"><v>{n * 7}</v></c></row>' for n in range(1, 300))]),
        STRINGS: [next(iter(whole)), *items, "</sst>"],
    }
    found = sniff(write_workbook(tmp_path / "t.xlsx", dict(parts)))
    wanted = ["" if n % 3 == 0 else noise(n) for n in range(7, 2_100, 7)]
    assert [row[0] for row in found.sample] == [one for one in wanted if one][:200]


def test_rows_are_those_openpyxl_reads(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["email", "when", "at", "took", "amount", "yes", "  kept  "])
    for n in range(300):
        when = datetime(2027, 1, 1, 8, 30) + timedelta(hours=n)
        sheet.append([f"a{n}@x.example", date(2027, 1, 1), when, timedelta(hours=n), n / 4, n % 2 == 0, ""])
    sheet["C310"], sheet["B312"] = "after a gap", "=1+1"
    book.create_sheet("second").append(["other"])
    path = tmp_path / "t.xlsx"
    book.save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = openpyxl.load_workbook(path, read_only=True, data_only=True)["Sheet"]
        theirs.reset_dimensions()
        wanted = [[cell_text(value) for value in row] for row in theirs.iter_rows(values_only=True)]
    ours = [cells for _, cells in read_sheet(path)]
    assert ours == wanted
    assert [number for number, _ in read_sheet(path)] == list(range(1, len(ours) + 1))
    assert [cells for _, cells in read_sheet(path, "second")] == [["other"]]


def test_rows_out_of_order_are_kept(tmp_path: Path) -> None:
    rows = [HEAD, '<row r="9"><c r="A9"><v>9</v></c></row>', '<row r="3"><c r="A3"><v>3</v></c></row>']
    path = write_workbook(tmp_path / "t.xlsx", {SHEET: sheet_of(rows), STRINGS: strings_of(["x"])})
    assert [(n, cells) for n, cells in read_sheet(path) if cells][1:] == [(9, ["9"]), (10, ["3"])]
