"""The weekly pack: five pages on one, as a file to print, and closed when the meeting is over."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.alignment.meetings.decisions import find_colleagues
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.reporting.hears import SORTS
from accord.reporting.pack import weekly_pack
from accord.vocabulary.people import Viewer
from accord.workflows.close_pack import close_pack
from accord.workflows.pdf.pack import pack_pdf


def pack(request: HttpRequest, viewer: Viewer, week: str = "") -> HttpResponse:
    """The pack of the week that runs, or of one that was closed."""
    view = weekly_pack(viewer, week=week, now=timezone.now())
    may_decide = may_open(viewer, "decision-add")
    return show(
        request,
        viewer,
        "pack.html",
        sorts=SORTS,
        view=view,
        pack=view.pack,
        period="cycle" if view.pack.pace else "all",
        may_close=may_open(viewer, "pack-close") and view.closed_at is None,
        may_decide=may_decide,
        colleagues=find_colleagues(viewer) if may_decide else (),
        key=secrets.token_hex(12),
        typed={},
    )


def pack_file(request: HttpRequest, viewer: Viewer, week: str) -> HttpResponse:
    """The pack as PDF, as this viewer sees it."""
    view = weekly_pack(viewer, week=week, now=timezone.now())
    named = f'attachment; filename="pack-{view.pack.week}.pdf"'
    return HttpResponse(pack_pdf(view), "application/pdf", headers={"Content-Disposition": named})


def pack_close(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Seal the running week's pack."""
    view = close_pack(viewer, now=timezone.now())
    return moved(
        request, "pack-week", _("The pack is closed; it leaves as a decision log."), week=view.pack.week
    )
