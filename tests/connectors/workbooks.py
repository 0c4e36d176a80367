"""Workbooks made part by part: honest ones as other programs write them, and hostile ones."""

import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
PLAIN = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'{_RELS}<Relationship Id="r1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook {NS} xmlns:r="{_DOC}"><sheets>'
    '<sheet name="Leads" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_RELS}<Relationship Id="r1" Type="{_DOC}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_DOC}/sharedStrings" '
    f'Target="/xl/sharedStrings.xml"/><Relationship Id="r3" Type="{_DOC}/styles" Target="styles.xml"/>'
    "</Relationships>",
}
Part = str | Iterable[str]


def write_workbook(path: Path, parts: dict[str, Part]) -> Path:
    """A workbook of one sheet, with these parts in place of the plain ones."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, part in (PLAIN | parts).items():
            with packed.open(name, "w") as file:
                for piece in [part] if isinstance(part, str) else part:
                    file.write(piece.encode())
    return path


def sheet_of(rows: Iterable[str]) -> Iterator[str]:
    """A sheet of rows."""
    return itertools.chain([f"<worksheet {NS}><sheetData>"], rows, ["</sheetData></worksheet>"])


def strings_of(strings: Iterable[str], prefix: str = "") -> Iterator[str]:
    """A table of strings; a prefix, as some writers give every element."""
    p = f"{prefix}:" if prefix else ""
    space = NS.replace("xmlns=", f"xmlns:{prefix}=") if prefix else NS
    items = (f"<{p}si><{p}t>{one}</{p}t></{p}si>" for one in strings)
    return itertools.chain([f"<{p}sst {space}>"], items, [f"</{p}sst>"])


def rows_of_strings(rows: int, which: Callable[[int], int]) -> Iterator[str]:
    """Rows of two cells: a string by its number, and the number of the row."""
    return (
        f'<row r="{n}"><c r="A{n}" t="s"><v>{which(n)}</v></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, rows + 1)
    )


def noise(n: int) -> str:
    """Text that packs badly, the same for the same number."""
    return f"{(n * 2654435761) % 2**32:08x}{(n * 40503 + 17) ** 3 % 10**11:011d}"


HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'
HOSTILE: dict[str, tuple[str, Callable[[], dict[str, Part]]]] = {
    "nothing but empty rows, packed 500 to 1": (
        "file.too_big",
        lambda: {SHEET: sheet_of(itertools.repeat("<row></row>" * 10_000, 400))},
    ),
    "strings packed 300 to 1": (
        "file.too_big",
        lambda: {SHEET: sheet_of([HEAD]), STRINGS: strings_of(itertools.repeat("a" * 400, 100_000))},
    ),
    "rows without a cell before the first, packed badly": (
        "file.too_big",
        lambda: {SHEET: sheet_of(f'<row x="{noise(n)}"/>' for n in range(400_000))},
    ),
    "one row that does not end": (
        "file.too_big",
        lambda: {
            SHEET: sheet_of(["<row>", *(f"<c><v>{noise(n)[8:]}</v></c>" for n in range(400_000)), "</row>"])
        },
    ),
    "a row beyond Excel's last": (
        "file.damaged",
        lambda: {SHEET: sheet_of([HEAD, '<row r="99999999999"><c><v>1</v></c></row>'])},
    ),
    "a million rows left out before the first": (
        "file.too_big",
        lambda: {SHEET: sheet_of(['<row r="1048576"><c r="A1048576"><v>1</v></c></row>'])},
    ),
    "rows of one cell in the last column": (
        "file.too_big",
        lambda: {SHEET: sheet_of([HEAD, *(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 9_000))])},
    ),
    "styles without end": (
        "file.too_big",
        lambda: {
            SHEET: sheet_of([HEAD]),
            STYLES: itertools.chain(
                [f"<styleSheet {NS}><cellXfs>"],
                (f'<xf numFmtId="{n % 50}" x="{noise(n)}"/>' for n in range(400_000)),
                ["</cellXfs></styleSheet>"],
            ),
        },
    ),
    "entities that grow": (
        "file.damaged",
        lambda: {
            SHEET: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefg"))
            + f']><worksheet {NS}><sheetData><row><c t="str"><v>&g;</v></c></row></sheetData></worksheet>'
        },
    ),
    "first rows that name strings far into a large table": (
        "file.too_big",
        lambda: {
            SHEET: sheet_of(rows_of_strings(300, lambda n: 129_999)),
            STRINGS: strings_of(noise(n) + noise(n + 1) for n in range(130_000)),
        },
    ),
}
