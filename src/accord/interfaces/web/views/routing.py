"""Who gets what: the agreed route, who takes part in it, and whom a lead like this one would reach."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.pages import show
from accord.reporting.desk.who_gets import DAYS, WouldGet, who_gets, would_get
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer

WINDOWS = (7, 28, 90)


def routes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each route with its people; asked by the form, also whom a lead would reach. Looking gives nobody a lead."""
    now, get, problem = timezone.now(), request.GET.get, None
    days = int(get("days", "")) if get("days", "") in {str(each) for each in WINDOWS} else DAYS
    asked = {name: get(name, "").strip()[:60] for name in ("kind", "country", "class", "hot")}
    found: WouldGet | None = None
    if asked["kind"]:
        try:
            found = would_get(
                viewer,
                now,
                kind=asked["kind"],
                country=asked["country"],
                lead_class=asked["class"],
                hot=bool(asked["hot"]),
            )
        except AccordError as refused:
            problem = refused
    page = who_gets(viewer, now, days=days)
    return show(
        request,
        viewer,
        "routes.html",
        problem,
        page=page,
        found=found,
        asked=asked,
        lead_class=asked["class"],
        windows=WINDOWS,
    )
