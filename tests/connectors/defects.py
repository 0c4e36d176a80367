"""Forty and more named defects of export files: each damages a row and says what must become of it.

A defect gives the bytes of its physical lines and, for each record they hold, the expected fate: `read`,
`skipped`, or a reason of refusal. Defects that are legal are here too: what is legal must not be refused.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from accord.connectors.csv_file import load_mapping
from accord.vocabulary.facts import Reason

HEADER = "id,email,name,company,created,amount,currency,note"
MAPPING = load_mapping(
    """
format: 1
rows: person
id: id
fields: {email: email, name: name, company: company}
currency: currency
facts:
  - {kind: form_submitted, at: created, asset: note}
  - {kind: revenue, at: created, amount: amount}
"""
)
READ, SKIPPED = "read", "skipped"
FATES = (READ, SKIPPED, *(reason.value for reason in Reason))
Row = list[str]
Made = tuple[bytes, tuple[str, ...]]  # whole lines, and the fate of each physical line that begins a record
Make = Callable[[Row, random.Random], Made]


def clean(number: int, rng: random.Random) -> Row:
    """A row without any fault; every third name has letters beyond ASCII."""
    name = ("Anna Müller", "Bert Smith", "Chloé Ørsted")[number % 3]
    day = f"20{rng.randrange(20, 25)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return [
        f"p{number:08}",
        f"user{number}@company{number % 977}.example",
        name,
        f"Company {number % 977}",
        day,
        f"{rng.randrange(1, 99_999)}.{rng.randrange(100):02}",
        rng.choice(("EUR", "USD", "BRL")),
        f"note {number % 13}",
    ]


def plain(row: Row) -> bytes:
    return ",".join(row).encode() + b"\n"


def with_cell(index: int, text: str, fate: str = READ) -> Make:
    """A defect that puts one text into one cell as it is."""

    def make(row: Row, rng: random.Random) -> Made:
        return plain([*row[:index], text, *row[index + 1 :]]), (fate,)

    return make


def with_bytes(index: int, inserted: bytes, fate: str) -> Make:
    """A defect that puts bytes into the middle of one cell."""

    def make(row: Row, rng: random.Random) -> Made:
        cells = [cell.encode() for cell in row]
        cells[index] = cells[index][:2] + inserted + cells[index][2:]
        return b",".join(cells) + b"\n", (fate,)

    return make


def _quote_at_start(row: Row, rng: random.Random) -> Made:
    place = rng.randrange(1, 8)
    return plain([*row[:place], '"' + row[place], *row[place + 1 :]]), (Reason.stray_quote,)


def _quote_in_middle(row: Row, rng: random.Random) -> Made:
    place = rng.randrange(8)
    cell = row[place]
    return plain([*row[:place], f'{cell[:1]}"{cell[1:]}', *row[place + 1 :]]), (Reason.stray_quote,)


def _quote_at_end(row: Row, rng: random.Random) -> Made:
    place = rng.randrange(8)
    return plain([*row[:place], row[place] + '"', *row[place + 1 :]]), (Reason.stray_quote,)


def _spans_lines(row: Row, rng: random.Random) -> Made:
    return plain([*row[:7], '"first line\nsecond, with comma\n\nlast"']), (READ,)


def _spans_lines_broken(row: Row, rng: random.Random) -> Made:
    lines = plain([*row[:6], '"first line\nsecond line\nlast"'])  # one cell too few
    return lines, (Reason.stray_quote, Reason.swallowed_line, Reason.swallowed_line)


def _line_end(end: bytes) -> Make:
    """Two rows with another line end between them."""

    def make(row: Row, rng: random.Random) -> Made:
        return plain(row)[:-1] + end + plain([f"{row[0]}x", *row[1:]]), (READ, READ)

    return make


def _twice(row: Row, rng: random.Random) -> Made:
    return plain(row) * 2, (READ, SKIPPED)


def _id_twice(row: Row, rng: random.Random) -> Made:
    other = [*row[:7], "another note"]
    return plain(row) + plain(other), (READ, Reason.duplicate_in_file)


def _short(row: Row, rng: random.Random) -> Made:
    return plain(row[: rng.randrange(1, 8)]), (Reason.too_few_cells,)


def _long(row: Row, rng: random.Random) -> Made:
    return plain([*row, "more"]), (Reason.too_many_cells,)


def _line(text: bytes, fate: str) -> Make:
    return lambda row, rng: (text + b"\n", (fate,))


DEFECTS: dict[str, Make] = {
    "a quote that opens a cell and never closes": _quote_at_start,
    "a quote in the middle of a cell": _quote_in_middle,
    "a quote at the end of a cell": _quote_at_end,
    "the last cell never closed": with_cell(7, '"never closed', Reason.stray_quote),
    "text behind a closed quote": with_cell(3, '"Company" Ltd', Reason.stray_quote),
    "a blank before the quote": with_cell(3, ' "Company"', Reason.stray_quote),
    "NUL": with_bytes(2, b"\x00", Reason.control_character),
    "escape character": with_bytes(3, b"\x1b", Reason.control_character),
    "backspace in the note": with_bytes(7, b"\x08", Reason.control_character),
    "byte order mark in mid-file": lambda row, rng: (b"\xef\xbb\xbf" + plain(row), (READ,)),
    "cp1252 byte in a UTF-8 file": with_bytes(2, b"\xfc", Reason.bad_encoding),
    "half a UTF-8 letter": with_bytes(3, b"\xc3", Reason.bad_encoding),
    "surrogate written as UTF-8": with_bytes(7, b"\xed\xa0\x80", Reason.bad_encoding),
    "carriage return as line end": _line_end(b"\r"),
    "CRLF as line end": _line_end(b"\r\n"),
    "cell of 200 kB": with_cell(7, "x" * 200_000, Reason.cell_too_long),
    "quoted cell of 200 kB": with_cell(7, '"' + "x, " * 70_000 + '"', Reason.cell_too_long),
    "10,000 columns": with_cell(7, "," * 9_992 + "end", Reason.too_many_cells),
    "short row": _short,
    "long row": _long,
    "trailing delimiters": lambda row, rng: (plain(row)[:-1] + b",,\n", (READ,)),
    "header again": _line(HEADER.encode(), Reason.repeated_header),
    "blank line": _line(b"", SKIPPED),
    "row of empty cells": _line(b",,,,,,,", SKIPPED),
    "right-to-left marks around the address": lambda row, rng: (
        plain([row[0], f"\u200f{row[1]}\u200e", *row[2:]]),
        (READ,),
    ),
    "zero-width space behind the id": lambda row, rng: (plain([row[0] + "\u200b", *row[1:]]), (READ,)),
    "ISO date with a zone": with_cell(4, "2024-03-10T12:30:00+02:00"),
    "ISO date in basic form": with_cell(4, "20240310T123000Z"),
    "US date": with_cell(4, "12/25/2023 3:04 PM"),
    "British date": with_cell(4, "25/12/2023"),
    "German date": with_cell(4, "24.12.2023 18:00"),
    "date in words": with_cell(4, "5 Mar 2024"),
    "date that could be two": with_cell(4, "03/04/2024", Reason.ambiguous_date),
    "30 February": with_cell(4, "2024-02-30", Reason.bad_date),
    "date that is none": with_cell(4, "yesterday", Reason.bad_date),
    "year one": with_cell(4, "0001-01-01", Reason.date_out_of_range),
    "year 9999": with_cell(4, "9999-12-31", Reason.date_out_of_range),
    "no date": with_cell(4, "", Reason.missing_date),
    "2^63": with_cell(5, str(2**63), Reason.number_out_of_range),
    "words for an amount": with_cell(5, "a lot", Reason.bad_number),
    "decimal comma among points": with_cell(5, '"1.234,50"', Reason.bad_number),
    "thousands and a currency sign": with_cell(5, '"$1,234.50"'),
    "currency that is none": with_cell(6, "XYZ", Reason.bad_currency),
    "no id": with_cell(0, "", Reason.missing_id),
    "id of 300 characters": lambda row, rng: (plain([row[0] * 34, *row[1:]]), (Reason.bad_id,)),
    "address with an international domain": lambda row, rng: (
        plain([row[0], f"jürgen{row[0]}@müller.example", *row[2:]]),
        (READ,),
    ),
    "address without @": with_cell(1, "nobody.example.com", Reason.bad_email),
    "two addresses in one cell": with_cell(1, "a@b.example; c@d.example", Reason.bad_email),
    "the same row twice": _twice,
    "the same id with other values": _id_twice,
    "cell that spans lines": _spans_lines,
    "cell that spans lines, one cell short": _spans_lines_broken,
    "doubled quotes": with_cell(7, '"she said ""yes"", twice"'),
    "quoted delimiter": with_cell(3, '"Smith, Jones & Co"'),
    "empty quoted cell": with_cell(7, '""'),
    "formula": with_cell(7, "=cmd|' /C calc'!A0"),
    "line separator U+2028 in a cell": with_cell(7, "one\u2028two"),
    "vertical tab in a cell": with_cell(7, "one\x0btwo"),
}


@dataclass(slots=True)
class Labels:
    """The expected fate of each line that begins a record, and the defect behind it."""

    lines: array[int]
    fates: array[int]
    defects: array[int]  # -1 for a clean row


def write_damaged(path: Path, rows: int, seed: int, clean_share: float = 0.4) -> Labels:
    """Write a file with `rows` damaged rows among clean ones; returns what must become of each."""
    rng = random.Random(seed)
    names = list(DEFECTS)
    # what fills megabytes is drawn seldom: the file stays of ordinary size
    weights = [0.02 if "200 kB" in name or "10,000" in name else 1.0 for name in names]
    labels = Labels(array("q"), array("b"), array("b"))
    line = 2
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"\n")
        drawn = iter(rng.choices(range(len(names)), weights, k=rows))
        number, left = 0, rows
        while left:
            number += 1
            row = clean(number, rng)
            if rng.random() < clean_share:
                defect, (made, fates) = -1, (plain(row), (READ,))
            else:
                defect = next(drawn)
                made, fates = DEFECTS[names[defect]](row, rng)
                left -= 1
            file.write(made)
            for offset, fate in enumerate(fates):
                labels.lines.append(line + offset)
                labels.fates.append(FATES.index(fate))
                labels.defects.append(defect)
            line += count_lines(made)
    return labels


def count_lines(made: bytes) -> int:
    """Physical lines in whole lines of bytes."""
    return made.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def expected(labels: Labels) -> Iterator[tuple[int, str, str]]:
    """(line, fate, name of the defect) in file order."""
    names = list(DEFECTS)
    for line, fate, defect in zip(labels.lines, labels.fates, labels.defects, strict=True):
        yield line, FATES[fate], names[defect] if defect >= 0 else "clean"
