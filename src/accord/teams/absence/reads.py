"""When our people are away, for routing and clocks: spans that do not overlap, without a reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accord.agreement.clocks import Span, first_instant
from accord.teams.absence.models import Absence
from accord.teams.persons import Person, find_persons
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import members_by_key

_SLACK = timedelta(days=1)  # a whole day of the zone furthest away begins or ends a day beside UTC's


def find_absences(
    keys: Collection[int], since: datetime, until: datetime, now: datetime
) -> dict[int, tuple[Span, ...]]:
    """Of members, by any of their keys: when they are away in this time. Who is never away is absent."""
    members = members_by_key(keys, now)
    people = {one.key: one for one in find_persons(None, now) if one.key}
    mine = {key: people[one.key] for key, one in members.items()}
    away = absences_of(list(mine.values()), since, until)
    return {key: away[one.ref] for key, one in mine.items() if one.ref in away}


def find_absences_of(
    refs: Collection[str], since: datetime, until: datetime, now: datetime
) -> dict[str, tuple[Span, ...]]:
    """The same for owners as hand-offs and facts name them: a seat's id, a digest, `user:17`."""
    people = {name: one for one in find_persons(None, now) for name in (*one.known_as, one.ref)}
    mine = {ref: people[ref] for ref in refs if ref in people}
    away = absences_of(list(mine.values()), since, until)
    return {ref: away[one.ref] for ref, one in mine.items() if one.ref in away}


def absences_of(people: Collection[Person], since: datetime, until: datetime) -> dict[str, tuple[Span, ...]]:
    """When each of these people is away in this time, by `ref`; who is never away is absent."""
    found: dict[str, list[Span]] = defaultdict(list)
    for one, row in rows_of(people, since, until):
        found[one.ref].append(span_of(row, one.zone))
    joined = {ref: join(spans) for ref, spans in found.items()}
    return {
        ref: spans
        for ref, each in joined.items()
        if (spans := tuple(span for span in each if span[0] < until and span[1] > since))
    }


def rows_of(
    people: Collection[Person], since: datetime, until: datetime, *, withdrawn: bool = False
) -> Iterator[tuple[Person, Absence]]:
    """The rows of these people near this time: theirs as a member, and theirs as a user who was on no roster."""
    members = {one.key: one for one in people if one.key}
    users = {one.user: one for one in people if one.user}
    seats = dict(RosterSeat.objects.filter(member__in=list(members)).values_list("key", "member"))
    rows = Absence.objects.filter(
        Q(seat__in=list(seats)) | Q(user__in=list(users), seat=0),
        since__lt=until + _SLACK,
        until__gt=since - _SLACK,
    )
    for row in (rows if withdrawn else rows.filter(withdrawn_at=None)).order_by("since", "pk"):
        yield members[seats[row.seat]] if row.seat else users[row.user_id or 0], row


def span_of(row: Absence, zone: str) -> Span:
    """The instants of a row: whole days are days of this zone, from their first instant to their last."""
    if row.first_day is None or row.last_day is None:
        return row.since, row.until
    return days_as_span(row.first_day, row.last_day, zone)


def days_as_span(first: date, last: date, zone: str) -> Span:
    """From the first instant of one day to the end of another, both included; without a zone it is UTC's."""
    here = ZoneInfo(zone or "UTC")
    return (
        first_instant(datetime.combine(first, time()), here),
        first_instant(datetime.combine(last + timedelta(days=1), time()), here),
    )


def join(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one; empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
