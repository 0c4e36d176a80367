"""In the demonstration: look as someone else with one click; and the way to your own exports."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accord.interfaces.web.frame import landing
from accord.interfaces.web.pages import see_other, show
from accord.teams.people import viewer_of
from accord.vocabulary.people import Viewer
from accord.workflows.demonstration import get_player


def switch(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Go on as another person of the invented company, on the page where their work is."""
    chosen = request.POST.get("person", "")
    user = get_player(viewer, int(chosen) if chosen.isascii() and chosen.isdigit() else 0)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return see_other(reverse(landing(viewer_of(user))))


def own_exports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How to leave the invented company: a folder of your own, and two exports."""
    return show(request, viewer, "own_exports.html")
