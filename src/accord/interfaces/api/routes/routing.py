"""/routes and /absences: who gets what, whom a lead would reach, and when our people are away."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import P, Query, QueryEx, Router, Schema
from pydantic import Field

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.desk.who_gets import DAYS, MOST_DAYS, WhoGets, WouldGet, who_gets, would_get
from accord.teams.absence.enter import AbsenceView, PersonAway, find_away, withdraw
from accord.teams.absence.feeds import FeedView, find_feeds
from accord.teams.absence.said import ME, enter_said, ref_of
from accord.workflows.absence_feeds import end_absence_feed, set_absence_feed

router = Router(tags=["routing"])
_LONGEST = 80
Days = QueryEx[int, P(ge=1, le=MOST_DAYS)]


class LeadLike(Schema):
    """The lead that is asked about; the first hand-off where none is named."""

    kind: str = Field("", max_length=60)
    country: str = Field("", max_length=60)
    lead_class: str = Field("", max_length=60)
    hot: bool = False


class Absences(Schema):
    """Absences to come, and the calendars they are read from."""

    people: list[PersonAway]
    calendars: list[FeedView]


class Away(Body):
    """From the first to the last day, both included, or from one instant to another, in their own zone."""

    first: str = Field(max_length=40)
    last: str = Field(max_length=40)
    who: str = Field(ME, max_length=_LONGEST)


class Whose(Body):
    """Whose: me, an id, an address."""

    who: str = Field(ME, max_length=_LONGEST)


class Calendar(Whose):
    """The address of a published calendar: whoever has it reads it."""

    address: str = Field(min_length=1, max_length=2_000)
    busy: bool = False


class Done(Schema):
    """It stands as asked; said again it changes nothing."""

    done: bool


@router.get("/routes", url_name="routes", response={200: WhoGets, **ERRORS})
def routes(request: HttpRequest, days: Days = DAYS) -> HttpResponse:
    """Each hand-off's route, who takes part, and what each was given, as far as their figures are yours to see."""
    return answer(who_gets(asks(request), datetime.now(UTC), days=days))


@router.get("/routes/would-get", url_name="would-get", response={200: WouldGet, **ERRORS})
def would_get_it(request: HttpRequest, lead: Query[LeadLike]) -> HttpResponse:
    """Whom a lead like this would reach now, and why nobody before them. Nothing is changed."""
    found = would_get(
        asks(request),
        datetime.now(UTC),
        kind=lead.kind,
        country=lead.country,
        lead_class=lead.lead_class,
        hot=lead.hot,
    )
    return answer(found)


@router.get("/absences", url_name="absences", response={200: Absences, **ERRORS})
def absences(request: HttpRequest) -> HttpResponse:
    """Absences to come of yourself and whom you lead, and the calendars they are read from."""
    viewer, now = asks(request), datetime.now(UTC)
    return answer({"people": find_away(viewer, now), "calendars": find_feeds(viewer, now)})


@router.post("/absences", url_name="absence-add", response={200: AbsenceView, **ERRORS})
def add(request: HttpRequest, away: Away) -> HttpResponse:
    """Say when somebody is away."""
    return answer(enter_said(asks(request), away.who, away.first, away.last, datetime.now(UTC)))


@router.post("/absences/{int:absence_id}/withdraw", url_name="absence-remove", response={200: Done, **ERRORS})
def remove(request: HttpRequest, absence_id: Id) -> HttpResponse:
    """Take back what was entered."""
    withdraw(asks(request), absence_id, datetime.now(UTC))
    return answer({"done": True})


@router.post("/absences/calendar", url_name="absence-calendar", response={200: FeedView, **ERRORS})
def calendar(request: HttpRequest, given: Calendar) -> HttpResponse:
    """Read somebody's published calendar, now and every quarter of an hour; it is tried at once."""
    viewer = asks(request)
    who = ref_of(viewer, given.who)
    return answer(set_absence_feed(viewer, who, given.address, busy=given.busy, now=datetime.now(UTC)))


@router.post("/absences/calendar/end", url_name="absence-calendar-end", response={200: Done, **ERRORS})
def calendar_end(request: HttpRequest, given: Whose) -> HttpResponse:
    """Read somebody's calendar no more."""
    viewer = asks(request)
    end_absence_feed(viewer, ref_of(viewer, given.who), datetime.now(UTC))
    return answer({"done": True})
