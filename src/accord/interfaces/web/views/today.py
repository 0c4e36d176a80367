"""Today: the people who wait, the longest first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.contacts.reads import find_names
from accord.interfaces.web.pages import offset_of, show
from accord.reporting.waiting import waiting
from accord.teams.people import find_owners
from accord.vocabulary.people import Viewer

PAGE = 50


def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who waits for sales now; those the viewer may see, and how many there are in all."""
    found = waiting(viewer, timezone.now())
    offset = offset_of(request)
    shown = found.people[offset : offset + PAGE]
    return show(
        request,
        viewer,
        "today.html",
        waiting=found,
        shown=shown,
        owners=find_owners(viewer, {w.owner for w in shown}),
        offset=offset,
        following=offset + PAGE if offset + PAGE < len(found.people) else None,
        names=find_names(viewer, {w.contact_id for w in shown}),
    )
