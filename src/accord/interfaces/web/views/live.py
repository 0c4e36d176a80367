"""Go-live: from when facts cause acts; and which of the leads under way are handed over at that."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.interfaces.web.pages import moved, show
from accord.teams.agreements import in_force
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.go_live import go_live, live_from
from accord.workflows.handoffs.adopt import AT_ONCE, adopt, find_adoptable


def go_live_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Where it stands: unsigned, signed, or live with the leads from before; POST goes live."""
    now, problem = timezone.now(), None
    if request.method == "POST":
        try:
            go_live(viewer, now=now)
            return moved(request, "go-live", _("Live. What happens from now on may cause acts."))
        except AccordError as refused:
            problem = refused
    since = live_from()
    return show(
        request,
        viewer,
        "go_live.html",
        problem,
        since=since,
        signed=in_force(now) is not None,
        before=find_adoptable(viewer, now) if since else None,
        at_once=AT_ONCE,
    )


def leads_adopt(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Hand over the leads that are ticked: owner and clocks begin now."""
    ticked = [
        int(key) for key in request.POST.getlist("lead") if key.isascii() and key.isdigit() and len(key) < 20
    ]
    done = adopt(viewer, ticked, now=timezone.now()).handed_over
    said = ngettext("%(n)s lead was handed over.", "%(n)s leads were handed over.", done) % {"n": done}
    return moved(request, "go-live", said)
