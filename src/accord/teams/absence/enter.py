"""Enter when somebody is away, and take it back: by the person, their manager or operations; each is an act."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.agreement.clocks import first_instant
from accord.ledger.acts import record_act
from accord.teams.absence.changed import tell_changed
from accord.teams.absence.looked_after import find_looked_after, get_looked_after
from accord.teams.absence.models import Absence
from accord.teams.absence.reads import days_as_span, rows_of, span_of
from accord.teams.models import User
from accord.teams.persons import Person
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer

ENTERED, WITHDRAWN = "absence_entered", "absence_withdrawn"
LONGEST = timedelta(days=366)
EARLIEST = timedelta(days=31)  # what lies further back changes no clock any more
_SHOWN = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """One time away. `first_day` and `last_day` where whole days were entered; `by_calendar` where a feed says so."""

    id: int
    since: datetime
    until: datetime
    first_day: date | None
    last_day: date | None
    by_calendar: bool


@dataclass(frozen=True, slots=True)
class PersonAway:
    """Somebody and when they are away, soonest first."""

    ref: str
    name: str
    team: str
    zone: str
    absences: tuple[AbsenceView, ...]


def find_away(viewer: Viewer, now: datetime) -> list[PersonAway]:
    """Whoever the viewer looks after, with the absences that are not over. Raises `Refused` without the right."""
    people = find_looked_after(viewer, now)
    found: dict[str, list[AbsenceView]] = {one.ref: [] for one in people}
    for one, row in rows_of(people, now, now + _SHOWN):
        if span_of(row, one.zone)[1] > now:
            found[one.ref].append(_view(row, one.zone))
    return [
        PersonAway(
            one.ref,
            one.name,
            one.team,
            one.zone,
            tuple(sorted(found[one.ref], key=lambda a: (a.since, a.id))),
        )
        for one in people
    ]


def enter_days(by: Viewer, ref: str, first: date, last: date, now: datetime) -> AbsenceView:
    """Away on whole days, both included, as days of the person's zone. Raises `Refused`, `NotFound`, `Invalid`."""
    one = get_looked_after(by, ref, now)
    if last < first:
        raise Invalid("absence.order", "the last day is before the first", "swap them")
    since, until = days_as_span(first, last, one.zone)
    return _enter(by, one, since, until, first, last, now)


def enter_time(by: Viewer, ref: str, since: datetime, until: datetime, now: datetime) -> AbsenceView:
    """Away for part of a day. Times without a zone are the person's own. Raises as `enter_days`."""
    one = get_looked_after(by, ref, now)
    start, end = (_aware(at, one.zone) for at in (since, until))
    if end <= start:
        raise Invalid("absence.order", "it ends before it begins", "write the later time last")
    return _enter(by, one, start, end, None, None, now)


def withdraw(by: Viewer, absence: int, now: datetime) -> None:
    """Take back what was entered. Again changes nothing. Raises `Refused`, `NotFound`; what a calendar says stays."""
    require(by, Right.enter_absences)
    unknown = NotFound("absence.unknown", "there is no such absence", "accord absence list shows them")
    for one, row in _of_whom_by_looks_after(by, absence, now):
        if row.feed_id:
            raise Invalid("absence.by_calendar", "this stands in their calendar", "change it there")
        with transaction.atomic():
            if Absence.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now):
                tell_changed(one.ref, now)
                record_act(
                    key=f"absence-withdrawn:{row.pk}",
                    kind=WITHDRAWN,
                    actor=by.actor,
                    now=now,
                    subject=one.key,
                )
        return
    raise unknown


def _of_whom_by_looks_after(by: Viewer, absence: int, now: datetime) -> list[tuple[Person, Absence]]:
    row = Absence.objects.filter(pk=absence).first()
    if row is None:
        return []
    people = find_looked_after(by, now)
    return [(one, each) for one, each in rows_of(people, row.since, row.until, withdrawn=True) if each == row]


def _enter(
    by: Viewer,
    one: Person,
    since: datetime,
    until: datetime,
    first: date | None,
    last: date | None,
    now: datetime,
) -> AbsenceView:
    if until - since > LONGEST:
        raise Invalid("absence.long", "this is longer than a year", "deactivate who does not come back")
    if until < now - EARLIEST or since > now + _SHOWN:
        raise Invalid(
            "absence.far",
            "this is over for more than a month, or begins in more than a year",
            "look at the year",
        )
    with transaction.atomic():
        row, new = Absence.objects.get_or_create(
            seat=one.key,
            user=None if one.key else User.objects.get(pk=one.user),
            since=since,
            until=until,
            first_day=first,
            last_day=last,
            feed=None,
            withdrawn_at=None,
            defaults={"actor": by.actor, "made_at": now},
        )
        if new:
            tell_changed(one.ref, now)
            record_act(
                key=f"absence-entered:{row.pk}",
                kind=ENTERED,
                actor=by.actor,
                now=now,
                subject=one.key,
                payload={
                    "since": since.isoformat(),
                    "until": until.isoformat(),
                    "whole_days": first is not None,
                },
            )
    return _view(row, one.zone)


def _view(row: Absence, zone: str) -> AbsenceView:
    since, until = span_of(row, zone)
    return AbsenceView(row.pk, since, until, row.first_day, row.last_day, row.feed_id is not None)


def _aware(at: datetime, zone: str) -> datetime:
    return at if at.tzinfo else first_instant(at, ZoneInfo(zone or "UTC"))
