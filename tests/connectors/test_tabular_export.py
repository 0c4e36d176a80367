"""No exported cell can run in a spreadsheet, numbers survive, and a rejects file reads back."""

import csv
import io
import os
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.connectors.tabular import read_rows, sniff
from accord.connectors.tabular.export import neutralise, write_rejects, write_table
from accord.vocabulary.facts import Reason, Refused

INVISIBLE = [
    *" \t\n\r\x0b\x0c\x00\x01\x1f\x7f\x85\xa0\xad",
    *map(chr, (0x034F, 0x061C, 0x1680, 0x180E, 0x3000, 0x3164, 0xFEFF, 0xFFA0, 0xE0020, 0x1D173)),
    *map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0xFE0F)),
]
TRIGGERS = [
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe66",
    "\ufe62",
    "\ufe63",
    "\ufe6b",
]
PAYLOADS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example")', "SUM(A1:A9)", "@x", ""]


def shows_first(cell: str) -> str:
    """An independent reckoning of what a spreadsheet looks at: the first thing that is drawn."""
    for character in cell:
        drawn = unicodedata.normalize("NFKC", character).strip()
        if drawn and unicodedata.category(drawn[0])[0] in "LNPS" and character not in INVISIBLE:
            return drawn[0]
    return ""


def is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return cell.isascii()


def test_a_hundred_thousand_hostile_cells_are_harmless() -> None:
    rng = random.Random(17)
    for _ in range(int(os.environ.get("ACCORD_CELLS", "100000"))):
        lead = "".join(rng.choices(INVISIBLE, k=rng.randrange(4)))
        cell = lead + rng.choice(TRIGGERS) + rng.choice(PAYLOADS)
        safe = neutralise(cell)
        assert shows_first(safe) not in "=+-@" or is_number(safe), repr(cell)
        assert safe.endswith(cell)


def test_the_check_would_catch_a_sanitiser_that_looks_at_the_first_character_only() -> None:
    def naive(cell: str) -> str:
        return f"'{cell}" if cell[:1] in "=+-@" else cell

    assert shows_first(naive("\u200b=1+1")) == "="
    assert shows_first(naive("\uff1d1+1")) == "="


@pytest.mark.parametrize("cell", ["-12.5", "+3", "1e-5", "-1,5", "12", "", "Anna", "a=b", "2024-01-01"])
def test_numbers_and_plain_text_stay_as_they_are(cell: str) -> None:
    assert neutralise(cell) == cell


@given(st.text())
def test_any_text_is_made_harmless_and_stays_inside(text: str) -> None:
    safe = neutralise(text)
    assert safe in (text, f"'{text}")
    assert neutralise(safe) == safe


def test_a_rejects_file_is_harmless_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rejects = [
        Refused(3, "=cmd", '\u200b=HYPERLINK("x")', Reason.bad_email, "Give one address."),
        Refused(9, "note", 'line\nbreak, and "quotes"', Reason.stray_quote, "Close it."),
        Refused(12, "amount", "-12.5", Reason.bad_number, "Write a number."),
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        assert write_rejects(out, rejects) == 3
    rows = [row[1] for row in read_rows(sniff(path)) if isinstance(row, tuple)]
    assert [row[0] for row in rows] == ["3", "9", "12"]
    assert rows[0][1].startswith("'") and rows[0][2].startswith("'")
    assert rows[1][2] == 'line\nbreak, and "quotes"'
    assert rows[2][2] == "-12.5"


def test_every_writer_neutralises_header_and_cells() -> None:
    out = io.StringIO()
    write_table(out, ["=a"], [["@b"], [-12.5], [None]])
    assert list(csv.reader(out.getvalue().splitlines())) == [["'=a"], ["'@b"], ["-12.5"], [""]]
