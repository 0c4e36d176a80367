"""May we reach this person, on their page; and the collisions that happened, both sides of each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from accord.agreement.contact import Why
from accord.contacts.asking import MEDIA as WAYS
from accord.contacts.asking import TEAMS as ASKERS
from accord.contacts.asking import make_ask
from accord.contacts.collisions import PAGE, stretch_of
from accord.contacts.may_contact import may_contact
from accord.contacts.reads import find_names
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.views.collided import orders_here, rate_of
from accord.interfaces.web.words import KINDS, MEDIA, TEAMS
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.collided import sorted_collisions
from accord.teams.people import find_owners
from accord.vocabulary.days import check_day
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.collision_file import collision_lines
from accord.workflows.reach import approve, close_complaint


def reach_of(request: HttpRequest, viewer: Viewer, contact_id: int) -> dict[str, Any]:
    """What the part of the contact's page needs: the answer to what its small form asks, and the form's words."""
    asked = request.GET
    ask = make_ask(
        viewer,
        team=asked.get("team", ""),
        medium=asked.get("way", ""),
        by_hand={"yes": True, "no": False}.get(asked.get("by_hand", "")),
        campaign=asked.get("campaign", ""),
    )
    found = may_contact(viewer, contact_id, ask, datetime.now(UTC))
    return {
        "reach": found,
        "askers": [(team.value, TEAMS[team.value]) for team in ASKERS],
        "ways": [(way.value, MEDIA[way.value]) for way in WAYS],
        "complaint_open": Why.complaint in {found.why, *(one.why for one in found.also)},
    }


def contact_approve(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """The owner of an open opportunity lets a campaign reach its people."""
    campaign = request.POST.get("campaign", "").strip()
    if not campaign:
        raise Invalid(
            "contact.no_campaign", _("it names no campaign"), _("write its name, and send it again")
        )
    approve(viewer, contact_id, campaign, request.POST.get("reason", ""), datetime.now(UTC))
    return moved(request, "contact", _("Approved. It may go out to them."), contact_id=contact_id)


def contact_complaint(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """A complaint is dealt with; what the person objected to stays refused."""
    close_complaint(viewer, contact_id, request.POST.get("reason", ""), datetime.now(UTC))
    return moved(request, "contact", _("Closed. Their own objection still stands."), contact_id=contact_id)


def collisions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Joint figures for every role; below them the rows that this viewer may see."""
    since, until = _stretch(request)
    offset, period = offset_of(request), chosen_period(request, viewer)
    sorting = orders_here(request, period.name)["happened"].sorting
    found = sorted_collisions(viewer, since, until, datetime.now(UTC), offset=offset, sorting=sorting)
    people = {row.contact_id for row in found.rows}
    sees = may_open(viewer, "contact")
    return show(
        request,
        viewer,
        "collisions.html",
        report=found,
        names=find_names(viewer, people) if sees else {},
        owners=find_owners(viewer, _actors(found.rows)) if sees else {},
        kinds=KINDS,
        campaigns=find_campaign_names(
            {side.campaign for row in found.rows for side in (row.touch, *row.against)}
        ),
        last_day=(found.until - timedelta(days=1)).date(),
        first_day=found.since.date(),
        following=offset + PAGE if offset + PAGE < found.rows_visible else None,
        **rate_of(request, viewer, period),
    )


def collisions_file(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """All of it as a CSV file, in the order of the address."""
    since, until = _stretch(request)
    sorting = orders_here(request, "")["happened"].sorting
    lines = collision_lines(viewer, since, until, datetime.now(UTC), sorting)
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="collisions.csv"'},
    )


def _actors(rows: Any) -> set[str]:
    every = {row.holder for row in rows} | {row.touch.actor for row in rows}
    return (every | {side.actor for row in rows for side in row.against}) - {""}


def _stretch(request: HttpRequest) -> tuple[datetime, datetime]:
    """The days of the form: both are in; the last thirty without them."""
    last = _day(request.GET.get("to", ""))
    return stretch_of(
        _day(request.GET.get("from", "")), last + timedelta(days=1) if last else None, datetime.now(UTC)
    )


def _day(text: str) -> date | None:
    try:
        return check_day(date.fromisoformat(text)) if text else None
    except ValueError as problem:
        raise Invalid("collisions.day", _("that is no day"), _("choose a day, and ask again")) from problem
