"""What surrounds every page: the places, in the order of the loop, as far as the viewer may see them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.access import ACCESS
from accord.teams.rights import Right, may
from accord.vocabulary.people import Role, Viewer
from accord.workflows.demonstration import players
from accord.workflows.pretend_crm import find_pretend_crm
from accord.workflows.run_demonstration import waits_to_run


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; `covers` are the pages that stand under it."""

    name: str
    label: str | Promise
    key: str  # pressed after g
    covers: tuple[str, ...] = ()


PLACES = (
    Place(
        "today",
        _("Today"),
        "t",
        ("leads", "lead", "leads-became", "leads-answered", "routes", "absences", "words"),
    ),
    Place("journey", _("Journey"), "j", ("contact", "accounts", "account", "reviews")),
    Place(
        "campaigns",
        _("Campaigns"),
        "c",
        (
            "campaign",
            "campaign-new",
            "campaign-change",
            "campaign-calendar",
            "campaign-unsigned",
            "campaign-results",
            "campaign-results-named",
            "sends",
            "send",
            "wave",
        ),
    ),
    Place(
        "content",
        _("Content"),
        "n",
        ("content-piece", "content-ask", "content-new", "content-messages", "content-use"),
    ),
    Place(
        "board",
        _("Board"),
        "b",
        (
            "reconciliation",
            "collisions",
            "number",
            "rows",
            "promises",
            "leaks",
            "attribution",
            "credit-runs",
            "credit-run",
            "quality",
            "speed",
            "send-time",
            "retention",
            "hears",
            "coverage",
            "survey",
            "survey-answer",
            "pack",
            "pack-week",
        ),
    ),
    Place(
        "agreement",
        _("Agreement"),
        "a",
        (
            "agreement-draft",
            "agreement-text",
            "agreement-clause",
            "agreement-sign",
            "replay",
            "agreement-version",
            "go-live",
        ),
    ),
)
GEAR = (
    Place("people", _("People"), "p", ("person", "person-new", "roster", "roster-member", "audit")),
    Place("data", _("Data"), "d", ("uploads", "upload", "import", "doctor", "sync")),
)


def may_open(viewer: Viewer, name: str) -> bool:
    """Whether the viewer holds the right of the page with this name."""
    right = ACCESS.get(name)
    return right is not None and (not isinstance(right, Right) or may(viewer, right))


def landing(viewer: Viewer) -> str:
    """The name of the page where this role's work is."""
    wished = "board" if viewer.role in {Role.manager, Role.viewer} else "today"
    return wished if may_open(viewer, wished) else "board"


def frame_of(request: HttpRequest, viewer: Viewer | None) -> dict[str, Any]:
    """The variables of base.html."""
    if viewer is None:
        return {"viewer": None, "places": (), "gear": ()}
    here = request.resolver_match.url_name if request.resolver_match else ""
    people = players(viewer)
    crm = find_pretend_crm() if people else None
    return {
        "viewer": viewer,
        "places": [_entry(p, here or "") for p in PLACES if may_open(viewer, p.name)],
        "gear": [_entry(p, here or "") for p in GEAR if may_open(viewer, p.name)],
        "find_url": reverse("journey") if may_open(viewer, "journey") else "",
        "password_url": reverse("password"),
        "players": people,
        "waits_to_run": bool(people) and waits_to_run(),
        "pretend_crm": crm.address if crm else "",
    }


def _entry(place: Place, here: str) -> dict[str, Any]:
    return {
        "label": place.label,
        "url": reverse(place.name),
        "here": here == place.name or here in place.covers,
        "name": place.name,
        "key": place.key,
    }
