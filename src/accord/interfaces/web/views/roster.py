"""The roster: our own people as connected systems name them; operations sets a time zone and a team."""

from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.reporting.roster import read_roster
from accord.teams.roster.reads import get_member
from accord.teams.roster.resolve import ACCORD
from accord.teams.roster.rulings import set_on_roster
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.forget_colleague import forget_colleague


def roster(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everyone, active first, every queue, and what is missing."""
    return show(request, viewer, "roster.html", page=read_roster(viewer, timezone.now()))


def member(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """One of our people, with what each system says."""
    return _page(request, viewer, key)


def roster_set(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Set the zone and team of a member; a refused form keeps what was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in ("zone", "team")}
    try:
        done = set_on_roster(viewer, key, zone=typed["zone"], team=typed["team"], now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem, typed)
    return moved(request, "roster-member", _("%(name)s is changed.") % {"name": done.name}, key=done.key)


def roster_forget(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Forget who a former colleague was; asked for with the word that says it is meant."""
    try:
        if request.POST.get("meant") != "yes":
            raise Invalid("roster.not_meant", "nothing was forgotten: the box is not ticked", "tick it")
        done = forget_colleague(viewer, key, now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem)
    return moved(
        request, "roster-member", _("Forgotten. What they owned and did is still counted."), key=done.key
    )


def _page(
    request: HttpRequest,
    viewer: Viewer,
    key: int,
    problem: AccordError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    found = get_member(viewer, key, timezone.now())
    set_here = {
        "zone": found.zone if found.zone_by == ACCORD else "",
        "team": found.team if found.team_by == ACCORD else "",
    }
    return show(
        request,
        viewer,
        "roster_member.html",
        problem,
        member=found,
        typed=typed or set_here,
        zones=sorted(available_timezones()),
        may_set=may_open(viewer, "roster-set"),
        may_forget=may_open(viewer, "roster-forget") and not found.active,
    )
