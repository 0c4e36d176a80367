"""The calendar of both teams' campaigns, and sends that nobody signed."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.alignment.talk.subjects import About
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, show
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.shapes import InMonth
from accord.reporting.campaigns.unsigned import find_unsigned, find_unsigned_mails
from accord.vocabulary.people import Viewer
from accord.workflows.campaign_files import campaigns_calendar


def campaign_calendar(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A month, week by week, each campaign on its days; overlaps below."""
    made = campaign_month(viewer, request.GET.get("month", ""), timezone.now())
    weeks = [[(day, _on(made.campaigns, day)) for day in week] for week in made.weeks]
    return show(
        request, viewer, "campaign_calendar.html", made=made, weeks=weeks,
        before=f"{made.month - timedelta(days=1):%Y-%m}", after=f"{made.month + timedelta(days=31):%Y-%m}",
        today=timezone.localdate(), overlapping=[one for one in made.campaigns if one.overlaps],
    )  # fmt: skip


def campaign_calendar_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same as iCalendar, for one's own calendar."""
    return HttpResponse(
        campaigns_calendar(viewer, timezone.now()),
        "text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="campaigns.ics"'},
    )


def campaign_unsigned(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Sends without a sign-off that stood then; of one name the mails, as far as the viewer may see the people."""
    now = timezone.now()
    chosen = request.GET.get("campaign", "")
    sees = bool(chosen) and may_open(viewer, "reconciliation-rows") and may_open(viewer, "contact")
    mails = find_unsigned_mails(viewer, chosen, now, offset=offset_of(request)) if sees else None
    return show(
        request,
        viewer,
        "campaign_unsigned.html",
        breaches=find_unsigned(viewer, now),
        mails=mails,
        chosen=chosen,
        talk_about=f"{About.unsigned}:{chosen[:180]}" if mails and mails.total else "",
    )


def _on(campaigns: tuple[InMonth, ...], day: date) -> list[InMonth]:
    return [one for one in campaigns if one.first <= day <= one.last]
