"""Today: one's own desk, then the people who wait, the longest first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.contacts.reads import find_names
from accord.interfaces.web.pages import offset_of, part, show
from accord.reporting.desk.due import desk, desk_version
from accord.reporting.desk.takers import find_takers
from accord.reporting.waiting import waiting
from accord.teams.people import find_owners
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer

PAGE = 50


def today(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The viewer's desk, and who waits for sales now: those they may see, and how many there are in all."""
    now = timezone.now()
    found = waiting(viewer, now)
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
        desk=desk(viewer, now),
        desk_tag=desk_version(viewer, now),
        desk_keys=True,
        takers=find_takers(viewer, now) if may(viewer, Right.reassign_leads) else (),
    )


def today_desk(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The desk alone, asked again and again: 304 and no body while nothing changed."""
    now = timezone.now()
    tag = f'"{viewer.user_id}-{desk_version(viewer, now)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    takers = find_takers(viewer, now) if may(viewer, Right.reassign_leads) else ()
    answer = part(request, "parts/desk.html", desk=desk(viewer, now), viewer=viewer, takers=takers)
    answer["ETag"] = tag
    return answer
