"""Where the data comes from: files read, rows refused, how fresh each source is."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, show
from accord.reporting.imports import RejectRow, find_imports, find_rejects, get_import
from accord.vocabulary.people import Viewer

PAGE = 100
_ALL = 1000


def data(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The files that were read, the newest first."""
    return show(
        request, viewer, "data.html", imports=find_imports(viewer), may_import=may_open(viewer, "uploads")
    )


def import_page(request: HttpRequest, viewer: Viewer, import_id: int) -> HttpResponse:
    """One import: what became of its rows, and the refused ones with their remedies."""
    offset, reason = offset_of(request), request.GET.get("reason", "")
    may_see = may_open(viewer, "rejects-file")
    return show(
        request,
        viewer,
        "import.html",
        imported=get_import(viewer, import_id),
        rejects=find_rejects(viewer, import_id, reason=reason, offset=offset, limit=PAGE)
        if may_see
        else None,
        reason=reason,
        offset=offset,
    )


def rejects_file(request: HttpRequest, viewer: Viewer, import_id: int) -> StreamingHttpResponse:
    """Every refused row as CSV; cells that a spreadsheet would reckon are neutralised."""
    get_import(viewer, import_id)
    name = f"rejects-{import_id}.csv"
    return StreamingHttpResponse(
        _lines(viewer, import_id),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A file whose write gives the text back, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def _lines(viewer: Viewer, import_id: int) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([_("line"), _("column"), _("value"), _("reason"), _("remedy")])
    offset: int | None = 0
    while offset is not None:
        page = find_rejects(viewer, import_id, offset=offset, limit=_ALL)
        for row in page.rows:
            yield writer.writerow(_cells(row))
        offset = page.next_offset


def _cells(row: RejectRow) -> list[str]:
    return [str(row.line), *(harmless(t) for t in (row.column, row.value, row.reason, row.remedy))]


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
