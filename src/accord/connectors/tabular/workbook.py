"""The parts of an Excel workbook, opened with limits: a small file may claim to unpack to anything.

A workbook is a zip of XML parts (ECMA-376). Only the parts that cells need are opened: the list of sheets, the
formats that make a number a date, the table of strings and the sheets themselves. A part gives at most the
bytes that the zip's directory declares, so a limit on the declared size holds.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import iterparse

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from accord.connectors.tabular.limits import (
    DIRECTORY_BYTES,
    PART_BYTES,
    RATIO,
    RATIO_FROM_BYTES,
    SHEETS,
    UNPACKED_BYTES,
)
from accord.vocabulary.errors import Invalid

_END, _END_SIZE = b"PK\x05\x06", 22
_END_64, _END_64_SIZE = b"PK\x06\x06", 56
_COMMENT = 65_535
# A part begins with its root element: a document type, which may define entities that grow, never stands before it.
_PROLOG = re.compile(rb"\s*(<\?xml\s[^>]*\?>)?\s*(<!--.*?-->\s*)*<[A-Za-z_]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts are that cells need: sheets by name, in order; styles that show dates and durations."""

    sheets: dict[str, str]
    strings: str
    dates: frozenset[int]
    durations: frozenset[int]
    epoch: Any


class Measured:
    """A part being read. Raises `Invalid` above `most` bytes in all, or `most_between` since the last `mark`."""

    def __init__(self, part: IO[bytes], most: int, most_between: int) -> None:
        self._part, self._most, self._between = part, most, most_between
        self.taken = self._marked = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._part.read(size)
        if not self.taken:
            check_prolog(data)
        self.taken += len(data)
        if self.taken > self._most or self.taken - self._marked > self._between:
            raise too_big(f"holds {self.taken / 1024**2:.0f} MiB and more where a few rows are expected")
        return data

    def mark(self) -> None:
        """A row has ended."""
        self._marked = self.taken

    def close(self) -> None:
        """Let the part go."""
        self._part.close()


def check_prolog(head: bytes) -> None:
    """Raise `ValueError` unless these first bytes of a part lead straight to its root element."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", "replace").encode()
    if not _PROLOG.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise ValueError("the part does not begin with an element")


def events_of(stream: Measured) -> Iterator[tuple[str, Any]]:
    """The starts and ends of a part's elements."""
    return iterparse(stream, ("start", "end"))  # noqa: S314 - see _PROLOG


def open_archive(path: Path) -> zipfile.ZipFile:
    """The zip, if its directory and what it unpacks to are within limits. Raises `Invalid`."""
    _check_directory(path)
    archive = zipfile.ZipFile(path)
    unpacked, packed = sum(part.file_size for part in archive.infolist()), path.stat().st_size
    if unpacked > UNPACKED_BYTES:
        archive.close()
        raise too_big(f"unpacks to {unpacked / 1024**3:.1f} GiB")
    if unpacked > RATIO_FROM_BYTES and unpacked > RATIO * packed:
        archive.close()
        raise too_big(f"unpacks to {unpacked // packed:,} times its size")
    return archive


def find_parts(archive: zipfile.ZipFile) -> Parts:
    """Read the list of sheets, and which styles are dates."""
    (book,) = [target for kind, target in _relations(archive, "").values() if kind == "officeDocument"]
    relations = _relations(archive, book)
    by_kind = dict(relations.values())
    sheets, epoch = {}, CALENDAR_WINDOWS_1900
    for tag, attributes in _elements(archive, book, {"sheet", "workbookPr"}):
        if tag == "workbookPr":
            epoch = CALENDAR_MAC_1904 if attributes.get("date1904") in {"1", "true"} else epoch
            continue
        relation = next((v for k, v in attributes.items() if k.endswith("}id")), "")
        kind, target = relations.get(relation, ("", ""))
        if kind == "worksheet" and target in archive.NameToInfo:
            sheets[attributes.get("name", "")] = target
    if len(sheets) > SHEETS:
        raise too_big(f"has {len(sheets):,} sheets; {SHEETS:,} are the most that are read")
    dates, durations = _find_date_styles(archive, by_kind.get("styles", ""))
    return Parts(sheets, _there(archive, by_kind.get("sharedStrings", "")), dates, durations, epoch)


def _find_date_styles(archive: zipfile.ZipFile, part: str) -> tuple[frozenset[int], frozenset[int]]:
    """Positions of the cell formats that show a date, and of those that show a duration."""
    if not _there(archive, part):
        return frozenset(), frozenset()
    codes, formats = dict(BUILTIN_FORMATS), []
    for tag, attributes in _elements(archive, part, {"numFmt", "xf"}, {"cellXfs", "numFmts"}):
        number = int(attributes.get("numFmtId", 0))
        if tag == "numFmt":
            codes[number] = attributes.get("formatCode", "")
        else:
            formats.append(number)
    dates = {number for number in set(formats) if is_date_format(codes.get(number))}
    durations = {number for number in set(formats) if is_timedelta_format(codes.get(number))}
    return (
        frozenset(at for at, number in enumerate(formats) if number in dates),
        frozenset(at for at, number in enumerate(formats) if number in durations),
    )


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id, then the last word of the kind, then the part referred to."""
    folder, name = posixpath.split(part)
    found = {}
    for _, one in _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels"), {"Relationship"}):
        target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        found[one.get("Id", "")] = (one.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _elements(
    archive: zipfile.ZipFile, part: str, wanted: set[str], inside: set[str] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Names and attributes of the wanted elements of a small part; of those inside others, where told."""
    open_now: list[Any] = []
    with archive.open(part) as stream:
        for event, element in events_of(Measured(stream, PART_BYTES, PART_BYTES)):
            if event == "start":
                open_now.append(element)
                continue
            open_now.pop()
            tag = element.tag.rsplit("}", 1)[-1]
            parent = open_now[-1].tag.rsplit("}", 1)[-1] if open_now else ""
            if tag in wanted and (inside is None or parent in inside):
                yield tag, dict(element.attrib)
            if open_now:
                open_now[-1].remove(element)


def _check_directory(path: Path) -> None:
    """Refuse a directory of so many entries that only listing them would take long."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _COMMENT - _END_SIZE - _END_64_SIZE - 20))
        tail = file.read()
    end, end_64 = tail.rfind(_END), tail.rfind(_END_64)
    told = [int.from_bytes(tail[end + 12 : end + 16], "little")] if end >= 0 else []
    told = [n for n in told if n != 0xFFFFFFFF]
    told += [int.from_bytes(tail[end_64 + 40 : end_64 + 48], "little")] if end_64 >= 0 else []
    if any(n > DIRECTORY_BYTES for n in told):
        raise too_big(f"has a table of contents of {max(told) / 1024**2:.0f} MiB")


def _there(archive: zipfile.ZipFile, part: str) -> str:
    return part if part in archive.NameToInfo else ""


def too_big(how: str) -> Invalid:
    """The error for a workbook beyond a limit."""
    return Invalid("file.too_big", f"The workbook {how}.", "Export it as CSV instead.")
