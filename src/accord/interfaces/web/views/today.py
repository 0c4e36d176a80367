"""Today: the people who wait, the longest first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.contacts.reads import find_names
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.reporting.waiting import waiting
from accord.vocabulary.people import Viewer


def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who waits for sales now; those the viewer may see, and how many there are in all."""
    found = waiting(viewer, timezone.now())
    return show(
        request,
        viewer,
        "today.html",
        waiting=found,
        names=find_names(viewer, {w.contact_id for w in found.people}),
        may_import=may_open(viewer, "uploads"),
    )
