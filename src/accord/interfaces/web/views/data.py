"""Where the data comes from: files read, rows refused, how fresh each source is."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, show
from accord.reporting.imports import find_imports, find_rejects, get_import
from accord.vocabulary.people import Viewer
from accord.workflows.reject_file import reject_lines

PAGE = 100
_ALL = 1000


def data(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The files that were read, the newest first."""
    return show(
        request,
        viewer,
        "data.html",
        imports=find_imports(viewer),
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
    name = f"rejects-{import_id}.csv"
    return StreamingHttpResponse(
        reject_lines(viewer, import_id),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
