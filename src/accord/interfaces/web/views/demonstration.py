"""In the demonstration: look as someone else with one click; and the way to your own exports."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accord.interfaces.web.frame import landing
from accord.interfaces.web.pages import moved, see_other, show
from accord.teams.people import viewer_of
from accord.vocabulary.people import Viewer
from accord.workflows.demonstration import get_player
from accord.workflows.run_demonstration import let_it_run


def switch(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Go on as another person of the invented company, on the page where their work is."""
    chosen = request.POST.get("person", "")
    user = get_player(viewer, int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return see_other(reverse(landing(viewer_of(user))))


def run(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Let it run: both teams sign what the draft says, it goes live, and the newest leads are handed over."""
    done = let_it_run(viewer, now=timezone.now())
    said = ngettext(
        "Signed by both teams, and live. %(n)s lead was handed over.",
        "Signed by both teams, and live. %(n)s leads were handed over.",
        done,
    )
    return moved(request, "today", said % {"n": done})


def own_exports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How to leave the invented company: a folder of your own, and two exports."""
    return show(request, viewer, "own_exports.html")
