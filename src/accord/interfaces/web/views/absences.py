"""When our people are away: entered by them or their manager, or read from their calendar."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.pages import moved, show
from accord.teams.absence.enter import find_away, withdraw
from accord.teams.absence.feeds import find_feeds
from accord.teams.absence.said import enter_said
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.absence_feeds import end_absence_feed, set_absence_feed

_TYPED = ("who", "first", "last", "since", "until")


def absences(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One's own absences to come, then those of whom one leads."""
    return _page(request, viewer)


def absence_add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Away on whole days or for part of one; a refused form keeps what was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    first, last = (typed[name] for name in (("since", "until") if typed["since"] else ("first", "last")))
    try:
        enter_said(viewer, typed["who"], first, last, timezone.now())
    except AccordError as problem:
        return _page(request, viewer, problem, typed)
    return moved(request, "absences", _("Kept: no lead is routed there meanwhile, and clocks wait."))


def absence_remove(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Take back what was entered."""
    withdraw(viewer, number, timezone.now())
    return moved(request, "absences", _("Taken back."))


def absence_calendar(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Read somebody's calendar from now on; it is tried at once."""
    post = request.POST.get
    typed = {"who": post("who", ""), "busy": post("busy", "")}
    try:
        if not post("address", "").strip():
            raise Invalid("absence.no_address", "no address was given", "paste the one that ends in .ics")
        set_absence_feed(
            viewer,
            typed["who"] or viewer.actor,
            post("address", ""),
            busy=bool(typed["busy"]),
            now=timezone.now(),
        )
    except AccordError as problem:
        return _page(request, viewer, problem, typed)
    return moved(request, "absences", _("The calendar is read, now and every quarter of an hour."))


def absence_calendar_end(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Read it no more."""
    end_absence_feed(viewer, request.POST.get("who", "") or viewer.actor, timezone.now())
    return moved(request, "absences", _("The calendar is read no more."))


def _page(
    request: HttpRequest,
    viewer: Viewer,
    problem: AccordError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    now = timezone.now()
    people = find_away(viewer, now)
    return show(
        request,
        viewer,
        "absences.html",
        problem,
        people=people,
        away=[one for one in people if one.absences],
        feeds=find_feeds(viewer, now),
        typed=typed or {},
    )
