"""How the live connections stand, and the two acts on them: read now, a conflict was looked at."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.reporting.roster import find_roster_gaps
from accord.reporting.sync_health import find_health
from accord.vocabulary.people import Viewer
from accord.workflows.connect_crm import ask_to_read, settle_conflict


def sync(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Last read, lag, budget, conflicts, gaps, writes: by system and object."""
    now = timezone.now()
    systems = find_health(viewer, now)
    gaps = find_roster_gaps(viewer, now)
    may_act = may_open(viewer, "sync-now")
    return show(request, viewer, "sync.html", systems=systems, now=now, may_act=may_act, gaps=gaps)


def sync_now(request: HttpRequest, viewer: Viewer, system: str) -> HttpResponse:
    """Ask the worker to read at once."""
    ask_to_read(viewer, system, timezone.now())
    return moved(request, "sync", _("It is read as soon as the worker is free."))


def sync_conflict(request: HttpRequest, viewer: Viewer, conflict_id: int) -> HttpResponse:
    """A conflict was looked at."""
    settle_conflict(viewer, conflict_id, timezone.now())
    return moved(request, "sync", _("Put away. The rule's outcome stands."))
