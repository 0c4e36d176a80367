"""Physical lines of a text, in blocks, and whether a block hides quotes or anything special."""

import re
from dataclasses import dataclass
from typing import TextIO

from accord.connectors.tabular.limits import CHUNK_CHARACTERS, LINE_CHARACTERS

CONTROLS = "".join(chr(c) for c in (*range(0x09), *range(0x0E, 0x20), 0x7F))
SPECIAL = re.compile(f"[{re.escape(CONTROLS)}\ud800-\udfff\ufeff]")


@dataclass(slots=True)
class Block:
    """Some whole lines; `quotes` and `special` are False only where no line holds any."""

    lines: list[str]
    quotes: bool
    special: bool


def has_special(text: str) -> bool:
    """Whether a text holds a control character, an undecoded byte or a byte order mark."""
    if text.isascii():
        return any(control in text for control in CONTROLS)
    return SPECIAL.search(text) is not None


class PhysicalLines:
    """Reads a text in blocks of whole lines; memory is one block, however long a line is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._tail = ""
        self._tail_flags = (False, False)
        self._ended = False

    def read_block(self) -> Block | None:
        """The next lines without their ends, None after the last."""
        while not self._ended:
            text = self._stream.read(CHUNK_CHARACTERS)
            if not text:
                self._ended = True
                return Block([self._tail], *self._tail_flags) if self._tail else None
            quotes, special = '"' in text, has_special(text)
            flags = (quotes or self._tail_flags[0], special or self._tail_flags[1])
            lines = text.split("\n")
            lines[0] = (self._tail + lines[0])[: LINE_CHARACTERS + 1]
            self._tail = lines.pop()
            self._tail_flags = (quotes, special) if lines else flags
            if lines:
                return Block(lines, *flags)
        return None
