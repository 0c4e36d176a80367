"""Which encoding a file has, found over the whole file; a wrong byte costs only its row."""

import codecs
from pathlib import Path
from typing import TextIO

from accord.connectors.tabular.limits import CHUNK_BYTES

UNDECODED = "\udc80"  # stands for bytes that the encoding does not know; never legal in a decoded text
MARK_UNDECODED = "accord.mark_undecoded"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_IN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))


def mark_undecoded(error: UnicodeError) -> tuple[str, int]:
    """Put one lone surrogate in place of what cannot be decoded, and go on behind it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODED, error.end


codecs.register_error(MARK_UNDECODED, mark_undecoded)


def find_encoding(path: Path) -> str:
    """The encoding of the file: by its byte order mark, by its NULs (UTF-16), else UTF-8, cp1252 or latin-1.

    UTF-8 wins while its valid sequences are at least as many as the bytes that do not fit: a single
    wrong byte then costs one row, not every accent of the file.
    """
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    return _find_wide(head) or _find_narrow(path)


def _find_wide(head: bytes) -> str:
    """UTF-16 without a mark, told by NULs in every other byte; empty if it is not."""
    half = len(head) // 2
    if half == 0:
        return ""
    even, odd = head[0 : half * 2 : 2].count(0) / half, head[1 : half * 2 : 2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return ""


def _find_narrow(path: Path) -> str:
    valid = invalid = 0
    unknown_in_cp1252 = False
    decoder = codecs.getincrementaldecoder("utf-8")(MARK_UNDECODED)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            text = decoder.decode(chunk)
            if chunk.isascii():
                invalid += text.count(UNDECODED)
                continue
            wrong = text.count(UNDECODED)
            invalid += wrong
            valid += len(text) - wrong - len(text.encode("ascii", "ignore"))
            unknown_in_cp1252 |= len(chunk.translate(None, NOT_IN_CP1252)) != len(chunk)
    if invalid == 0 or valid >= invalid:
        return "utf-8"
    return "latin-1" if unknown_in_cp1252 else "cp1252"


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text; every kind of line end reads as one newline, undecodable bytes are marked."""
    return path.open("r", encoding=encoding, errors=MARK_UNDECODED, newline=None)
