"""The weekly pack as a letter: its five pages in the letter itself, as text and as HTML, and as PDF beside."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django.utils.translation import gettext as _

from accord.reporting.pack import weekly_pack
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.workflows.notice_mail import Letter, send_letters
from accord.workflows.own_address import own_address
from accord.workflows.pdf.pack import pack_line, pack_pdf, write_pack

CLOSED = "pack_closed:"  # the cause of its notice; then the week
Grid = tuple[Sequence[str], Sequence[Sequence[str]]]

_CELL = "text-align:left;vertical-align:top;padding:2px 12px 2px 0;border-bottom:1px solid #d5d0c4"
_BODY = "font:15px/1.45 sans-serif;max-width:48em"


def write_pack_mail(message_id: str, user: User, cause: str, now: datetime) -> None:
    """Send one reader the pack of the week that was closed, as they may see it. Raises `ForNow` and `ForGood`."""
    view = weekly_pack(viewer_of(user), week=cause.removeprefix(CLOSED), now=now)
    week, wishes = view.pack.week, own_address() + "/people/notices"
    pages = LetterPages()
    write_pack(pages, view)
    foot = (
        _("On the page: %(address)s") % {"address": f"{own_address()}/pack/{week}"},
        _("How you are told: %(address)s") % {"address": wishes},
    )
    text = "\n".join([pack_line(view), *pages.text, "", "-- ", *foot, ""])
    said = "".join(f"<p>{escape(each)}</p>" for each in foot)
    html = (
        f'<!doctype html><meta charset="utf-8"><title>{escape(pack_line(view))}</title><body style="{_BODY}">'
    )
    html += f"<p>{escape(pack_line(view))}</p>{''.join(pages.html)}<hr>{said}</body>"
    file = (f"pack-{week}.pdf", pack_pdf(view), "application/pdf")
    subject = _("The weekly pack %(week)s") % {"week": week}
    send_letters([Letter(user.email, subject, text, message_id, wishes, html, (file,))])


class LetterPages:
    """The parts of a pack in their order, as lines of text and as HTML."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.html: list[str] = []

    def page(self, title: str, says: str = "") -> None:
        """The title of a page."""
        self.text += ["", title, "=" * len(title)]
        self.html.append(f"<h2>{escape(title)}</h2>")
        if says:
            self.line(says)

    def heading(self, text: str, team: str = "") -> None:
        """A heading within a page."""
        self.text += ["", text]
        self.html.append(f"<h3>{escape(text)}</h3>")

    def line(self, text: str, *, broken: bool = False) -> None:
        """A sentence; a broken promise is strong."""
        self.text.append(text)
        said = f"<strong>{escape(text)}</strong>" if broken else escape(text)
        self.html.append(f"<p>{said}</p>")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table; nothing where it has no rows."""
        if rows:
            self._write((head, rows))

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Grid:
        """A table that `side_by_side` takes."""
        return head, rows

    def side_by_side(self, left: Sequence[Grid], right: Sequence[Grid]) -> None:
        """Two columns of equal weight: a letter is read on a phone, so one stands under the other."""
        for each in (*left, *right):
            self._write(each)

    def _write(self, grid: Grid) -> None:
        head, rows = grid
        long = [max(len(str(row[at])) for row in (head, *rows)) for at in range(len(head))]
        for row in (head, *rows):
            cells = (f"{cell:<{width}}" for cell, width in zip(map(str, row), long, strict=True))
            self.text.append("  ".join(cells).rstrip())
        titles = "".join(f'<th style="{_CELL}">{escape(each)}</th>' for each in head)
        lines = "".join(
            "<tr>" + "".join(f'<td style="{_CELL}">{escape(str(each))}</td>' for each in row) + "</tr>"
            for row in rows
        )
        self.html.append(f'<table style="border-collapse:collapse"><tr>{titles}</tr>{lines}</table>')
