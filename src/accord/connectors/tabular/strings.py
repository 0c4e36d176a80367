"""The table of strings of a workbook: whole for reading every row, by the piece for looking at the first ones."""

import re
import zipfile
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Protocol
from xml.etree.ElementTree import fromstring

from openpyxl.cell.text import Text

from accord.connectors.tabular.limits import GLANCE_STRINGS_BYTES, STRINGS_BYTES, WHOLE_STRINGS_BYTES
from accord.connectors.tabular.workbook import Measured, check_prolog, events_of, too_big

_CHUNK = 64 * 1024
_ROOT = re.compile(rb"<(?:([\w.-]+):)?sst\b[^>]*>")


class Strings(Protocol):
    """What a cell's number of a string is looked up in."""

    def __getitem__(self, at: int) -> str: ...


def read_strings(archive: zipfile.ZipFile, part: str, *, glance: bool) -> Strings:
    """The strings of the workbook. At a glance, a large table is opened only as far as it is asked."""
    if not part:
        return []
    size = archive.getinfo(part).file_size
    if size > STRINGS_BYTES:
        raise too_big(f"has a table of strings of {size / 1024**2:.0f} MiB")
    if glance and size > WHOLE_STRINGS_BYTES:
        return StringsByThePiece(archive, part)
    with archive.open(part) as stream:
        return list(_every_string(Measured(stream, STRINGS_BYTES, WHOLE_STRINGS_BYTES)))


def _every_string(stream: Measured) -> Iterator[str]:
    """Each string in order; what was read is let go."""
    root: Any = None
    for event, element in events_of(stream):
        if root is None:
            root = element
        elif event == "end" and element.tag.endswith("}si"):
            yield _text(element)
            root.clear()
            stream.mark()


def _text(element: Any) -> str:
    text: Any = Text.from_tree(element)
    return str(text.content).replace("x005F_", "")


class StringsByThePiece:
    """Finds a string by counting the ends of those before it; only the piece that holds it is parsed.

    Raises `Invalid` when it lies more than GLANCE_STRINGS_BYTES into the table.
    """

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self._stream = archive.open(part)
        head = self._stream.read(_CHUNK)
        check_prolog(head)
        found = _ROOT.search(head)
        if found is None:
            raise ValueError("the table of strings does not begin as one")
        prefix = found[1] + b":" if found[1] else b""
        self._open, self._close = found[0], b"</" + prefix + b"sst>"
        self._end, self._empty = b"</" + prefix + b"si>", b"<" + prefix + b"si/>"
        self._rest, self._pieces = head[found.end() :], list[bytes]()
        self._first: list[int] = [0]  # of each piece, and of the one to come
        self._an_end = re.compile(re.escape(self._end) + b"|" + re.escape(self._empty))
        self._ends, self._found = dict[int, "array[int]"](), dict[int, str]()
        self._taken = len(head)

    def __getitem__(self, at: int) -> str:
        while at >= self._first[-1]:
            self._take_piece()
        if at not in self._found:
            piece = bisect_right(self._first, at) - 1
            self._found[at] = self._find_in(piece, at - self._first[piece])
        return self._found[at]

    def _find_in(self, piece: int, at: int) -> str:
        """The string at a place in its piece, cut out between the ends of two."""
        data = self._pieces[piece]
        if piece not in self._ends:
            self._ends[piece] = array("I", (match.end() for match in self._an_end.finditer(data)))
        ends = self._ends[piece]
        alone = data[ends[at - 1] if at else 0 : ends[at]]
        return _text(fromstring(self._open + alone + self._close)[0])  # noqa: S314 - begins with the root

    def _take_piece(self) -> None:
        """One more piece of the table, up to the last string that ends in it."""
        more = self._stream.read(_CHUNK)
        self._taken += len(more)
        if self._taken > GLANCE_STRINGS_BYTES:
            raise too_big("names strings far into a very large table in its first rows")
        data = self._rest + more
        cut = max(data.rfind(mark) + len(mark) if mark in data else 0 for mark in (self._end, self._empty))
        if not more and not cut:
            raise IndexError("there is no such string in the workbook's table")
        self._rest = data[cut:]
        if cut:
            self._pieces.append(data[:cut])
            count = data.count(self._end, 0, cut) + data.count(self._empty, 0, cut)
            self._first.append(self._first[-1] + count)
