"""A PDF of plain parts: titles, tables, lines. It needs no browser, and the same content gives the same bytes."""

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_PLAIN, _BOLD = "AccordPrint", "AccordPrint-Bold"
_MARGIN = 18 * mm
WIDTH = A4[0] - 2 * _MARGIN
_RULE = colors.HexColor("#8c8779")
TEAM_COLOURS = {"marketing": colors.HexColor("#0f6f4c"), "sales": colors.HexColor("#7532a8")}
BROKEN = "#b3261e"


class Sheet:
    """Parts in their order, written at the end."""

    def __init__(self, title: str, foot: str) -> None:
        _fonts()
        self.title, self.foot = title, foot
        self.parts: list[Any] = []

    def page(self, title: str, says: str = "") -> None:
        """A new page with its title."""
        if self.parts:
            self.parts.append(PageBreak())
        self.parts.append(Paragraph(_text(title), _style(18, bold=True, after=4)))
        if says:
            self.parts.append(Paragraph(_text(says), _style(9.5, after=10)))

    def heading(self, text: str, team: str = "") -> None:
        """A heading within a page, in a team's colour where it is one's."""
        self.parts.append(
            Paragraph(_text(text), _style(12, bold=True, before=8, after=4, colour=TEAM_COLOURS.get(team)))
        )

    def line(self, text: str, *, broken: bool = False) -> None:
        """A sentence; a broken promise in its colour."""
        said = f'<font color="{BROKEN}">{_text(text)}</font>' if broken else _text(text)
        self.parts.append(Paragraph(said, _style(9.5, after=3)))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose columns take these shares of the width; nothing where it has no rows."""
        if rows:
            self.parts += [self.grid(head, rows, [share * WIDTH for share in widths]), Spacer(1, 8)]

    def side_by_side(self, left: Any, right: Any) -> None:
        """Two columns of equal weight."""
        half = WIDTH / 2
        table = Table([[left, right]], colWidths=[half, half])
        table.setStyle(TableStyle([
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0),
            ("RIGHTPADDING", (1, 0), (1, 0), 0), ("LINEAFTER", (0, 0), (0, 0), 0.7, _RULE, None, (3, 3)),
        ]))  # fmt: skip
        self.parts.append(table)

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:
        """A table of its own, to stand in a column."""
        small, strong = _style(8.5), _style(8.5, bold=True)
        cells = [[Paragraph(_text(each), strong) for each in head]]
        cells += [[Paragraph(_text(each), small) for each in row] for row in rows]
        table = Table(cells, colWidths=list(widths), repeatRows=1)
        table.setStyle(TableStyle([
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, 0), 0.7, _RULE),
            ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.lightgrey), ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]))  # fmt: skip
        return table

    def written(self) -> bytes:
        """The file."""
        out = BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
            title=self.title, author="Accord", invariant=1,
        )  # fmt: skip
        document.build(self.parts, onFirstPage=self._foot, onLaterPages=self._foot)
        return out.getvalue()

    def _foot(self, canvas: Any, document: Any) -> None:
        canvas.setFont(_PLAIN, 8)
        canvas.drawString(_MARGIN, 10 * mm, _spelled(self.foot))
        canvas.drawRightString(A4[0] - _MARGIN, 10 * mm, str(document.page))


def _style(
    size: float, *, bold: bool = False, before: float = 0, after: float = 0, colour: Any = None
) -> ParagraphStyle:
    return ParagraphStyle(
        "s", fontName=_BOLD if bold else _PLAIN, fontSize=size, leading=size * 1.25, spaceBefore=before,
        spaceAfter=after, textColor=colour or colors.black,
    )  # fmt: skip


def _text(text: str) -> str:
    """A text as a paragraph takes it: its own marks are no markup."""
    return escape(_spelled(text), quote=False)


def _spelled(text: str) -> str:
    """A text in letters that the font has; others are shown as a question mark."""
    known = _letters()
    return "".join(char if ord(char) in known else "-" if char == "−" else "?" for char in text)


@cache
def _letters() -> frozenset[int]:
    _fonts()
    return frozenset(pdfmetrics.getFont(_PLAIN).face.charToGlyph) | {10, 32, 160}


@cache
def _fonts() -> None:
    folder = files("accord.workflows.pdf") / "fonts"
    for name, file in ((_PLAIN, "accord-print-regular.ttf"), (_BOLD, "accord-print-bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(_PLAIN, normal=_PLAIN, bold=_BOLD, italic=_PLAIN, boldItalic=_BOLD)
