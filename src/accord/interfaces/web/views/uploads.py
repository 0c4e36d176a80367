"""Bring an export: keep the file, look at it, try it, import it, watch it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved, part, show
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.look_at_upload import Look, connector_names, look_at
from accord.workflows.uploads import (
    Order,
    Upload,
    find_uploads,
    forget_upload,
    get_upload,
    keep_upload,
    order_import,
    stop_import,
)


def uploads(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form for a file, and the files that wait; a new file leads to its own page."""
    problem: AccordError | None = None
    if request.method == "POST":
        try:
            return moved(request, "upload", token=_keep(request, viewer).token)
        except AccordError as raised:
            problem = raised
    return show(request, viewer, "uploads.html", problem, uploads=find_uploads(viewer))


def upload(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """What the file is, how it would be read, what came of trying; and the two acts."""
    kept = get_upload(viewer, token)
    look = look_at(viewer, token)
    return _page(request, viewer, kept, look, _typed(kept, look))


def upload_order(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Try it, or import it. A wrong mapping comes back as it was typed."""
    order = Order(
        source=request.POST.get("source", "").strip(),
        connector=request.POST.get("connector", ""),
        mapping=request.POST.get("mapping", ""),
        zone=request.POST.get("zone", "UTC"),
        dry_run=request.POST.get("act") != "import",
    )
    try:
        order_import(viewer, token, order, now=timezone.now())
    except AccordError as problem:
        kept = get_upload(viewer, token)
        return _page(request, viewer, kept, look_at(viewer, token), order, problem)
    return moved(request, "upload", token=token)


def upload_progress(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """How far it is: the part of the page that asks again by itself while somebody is reading."""
    kept = get_upload(viewer, token)
    response = part(request, "parts/progress.html", upload=kept, progress=kept.progress)
    if not kept.progress.busy:
        response.headers["HX-Refresh"] = "true"
    return response


def upload_stop(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Stop reading after the current batch."""
    stop_import(viewer, token)
    return moved(request, "upload", _("It stops after the current rows; what is booked stays."), token=token)


def upload_forget(request: HttpRequest, viewer: Viewer, token: str) -> HttpResponse:
    """Remove the file."""
    forget_upload(viewer, token)
    return moved(request, "uploads", _("The file is removed; what was imported from it stays."))


def _keep(request: HttpRequest, viewer: Viewer) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("upload.no_file", _("no file was chosen"), _("choose an export and send it again"))
    return keep_upload(viewer, file.name or "file", file.chunks(), now=timezone.now())


def _typed(kept: Upload, look: Look) -> Order:
    """What the form shows: what was ordered last, else what was recognised and guessed."""
    if kept.order.source:
        return kept.order
    return Order(source=look.source, connector=look.connector, mapping=look.mapping)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    kept: Upload,
    look: Look,
    typed: Order,
    problem: AccordError | None = None,
) -> HttpResponse:
    return show(
        request,
        viewer,
        "upload.html",
        problem,
        upload=kept,
        progress=kept.progress,
        look=look,
        typed=typed,
        connectors=connector_names(viewer),
        zone_here=str(timezone.get_current_timezone()),
    )
