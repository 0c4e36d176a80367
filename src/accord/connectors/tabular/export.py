"""Exports that no spreadsheet runs: cells that would begin a formula get an apostrophe; and a rejects file.

A spreadsheet looks at the first character it shows, so everything invisible in front is looked through.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TextIO

from accord.connectors.tabular.visible import INVISIBLE
from accord.vocabulary.facts import Refused

TRIGGERS = frozenset("=+-@\t\r\n|%\x00")
PLAIN_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
REJECT_COLUMNS = ("line", "column", "value", "reason", "remedy")
_LOOKED_THROUGH = frozenset(INVISIBLE)
_HIDDEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Cs", "Co", "Cn"})


def first_visible(cell: str) -> str:
    """The first character a reader sees, in its ordinary width; empty if there is none."""
    for character in cell:
        if character in _LOOKED_THROUGH or unicodedata.category(character) in _HIDDEN:
            continue
        return unicodedata.normalize("NFKC", character).lstrip()[:1] or character
    return ""


def neutralise(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet could run it; plain numbers stay as they are."""
    if not cell or (cell[0].isalnum() and cell[0].isascii()):
        return cell
    if PLAIN_NUMBER.fullmatch(cell):
        return cell
    if cell[0] in TRIGGERS or first_visible(cell) in TRIGGERS:
        return f"'{cell}"
    return cell


def write_table(out: TextIO, header: Iterable[str], rows: Iterable[Iterable[object]]) -> int:
    """Write a CSV (RFC 4180, CRLF) with every cell neutralised; returns the number of rows.

    Open the file with `newline=""` and `encoding="utf-8-sig"`, so that spreadsheets read its accents.
    """
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutralise(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow([neutralise(_text(value)) for value in row])
        count += 1
    return count


def write_rejects(out: TextIO, rejects: Iterable[Refused]) -> int:
    """Write refused rows with line, column, value, reason and remedy; returns their number."""
    return write_table(out, REJECT_COLUMNS, _reject_rows(rejects))


def _reject_rows(rejects: Iterable[Refused]) -> Iterator[tuple[object, ...]]:
    for reject in rejects:
        yield reject.line, reject.column, reject.value, reject.reason.value, reject.remedy


def _text(value: object) -> str:
    """A value as text without what no file can hold."""
    text = "" if value is None else str(value)
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
