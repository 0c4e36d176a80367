"""Every act with who, what and when: the page, and the same as a file."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import show
from accord.reporting.audit import Asked, names_of, read_audit
from accord.vocabulary.days import check_day
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.audit_file import audit_file

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson; charset=utf-8"}


def audit(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A page of acts, newest first."""
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = read_audit(viewer, _asked(request), before=number)
    names = names_of(viewer, found.lines)
    typed = {name: request.GET.get(name, "") for name in ("what", "who", "from", "to")}
    filters = {name: value for name, value in typed.items() if value}
    rows: list[dict[str, Any]] = [
        {
            "line": line,
            "who": names.get(line.who, line.who),
            "of": names.get(str(line.details.get("of", "")), ""),
            "details": ", ".join(f"{key} {value}" for key, value in sorted(line.details.items())),
        }
        for line in found.lines
    ]
    return show(
        request,
        viewer,
        "audit.html",
        rows=rows,
        kinds=found.kinds,
        typed=typed,
        first_day=typed["from"],
        last_day=typed["to"],
        query=urlencode(filters),
        following=urlencode({**filters, "before": found.before}) if found.before else "",
        later=number is not None,
    )


def audit_taken(request: HttpRequest, viewer: Viewer, form: str) -> StreamingHttpResponse:
    """The same acts, all of them, as a file."""
    lines = audit_file(viewer, _asked(request), form)
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="audit.{form}"'},
    )


def audit_csv(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """As CSV."""
    return audit_taken(request, viewer, "csv")


def audit_json(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """As one JSON object a line."""
    return audit_taken(request, viewer, "json")


def _asked(request: HttpRequest) -> Asked:
    last = _day(request.GET.get("to", ""))
    return Asked(
        request.GET.get("what", "")[:40],
        request.GET.get("who", "")[:80],
        _day(request.GET.get("from", "")),
        last + timedelta(days=1) if last else None,
    )


def _day(text: str) -> datetime | None:
    try:
        return (
            datetime.combine(check_day(date.fromisoformat(text)), datetime.min.time(), UTC) if text else None
        )
    except (ValueError, OverflowError) as problem:
        raise Invalid("audit.day", _("this is no day"), _("write it as 2026-11-21")) from problem
