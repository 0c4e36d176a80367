"""When our people are away, for routing and clocks: spans that do not overlap, without a reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from accord.agreement.clocks import Span, first_instant
from accord.teams.absence.models import Absence
from accord.teams.models import User
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_members, members_by_key
from accord.teams.roster.shapes import Member

_SLACK = timedelta(days=1)  # a whole day of the zone furthest away begins or ends a day beside UTC's
_USER = "user:"


def find_absences(
    keys: Collection[int], since: datetime, until: datetime, now: datetime
) -> dict[int, tuple[Span, ...]]:
    """Of members, by any of their keys: when they are away in this time. Who is never away is absent."""
    members = members_by_key(keys, now)
    away = absences_of(set(members.values()), since, until)
    return {key: away[one.key] for key, one in members.items() if one.key in away}


def absences_of(members: Collection[Member], since: datetime, until: datetime) -> dict[int, tuple[Span, ...]]:
    """The same for members at hand, by their keys as they are now."""
    by_key = {one.key: one for one in members}
    users = {one.user_id: one.key for one in members if one.user_id}
    seats = dict(RosterSeat.objects.filter(member__in=list(by_key)).values_list("key", "member"))
    found: dict[int, list[Span]] = defaultdict(list)
    for row in _rows(Q(seat__in=list(seats)) | Q(user__in=list(users), seat=0), since, until):
        key = seats[row.seat] if row.seat else users[row.user_id or 0]
        found[key].append(span_of(row, by_key[key].zone))
    return _joined(found, since, until)


def find_absences_of_users(
    ids: Collection[int], since: datetime, until: datetime
) -> dict[int, tuple[Span, ...]]:
    """The same for users who are on no roster, by their ids."""
    zones = dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "zone"))
    found: dict[int, list[Span]] = defaultdict(list)
    for row in _rows(Q(user__in=list(zones), seat=0), since, until):
        found[row.user_id or 0].append(span_of(row, zones[row.user_id or 0]))
    return _joined(found, since, until)


def find_absences_of(
    refs: Collection[str], since: datetime, until: datetime, now: datetime
) -> dict[str, tuple[Span, ...]]:
    """The same for owners as hand-offs and facts name them: a seat's id, a digest, `user:17`."""
    owners = find_members([ref for ref in refs if not ref.startswith(_USER)], now)
    keys = {ref: one.member.key for ref, one in owners.items() if one.member}
    users = {ref: int(ref[len(_USER) :]) for ref in refs if ref.startswith(_USER)}
    away = absences_of([one.member for one in owners.values() if one.member], since, until)
    alone = find_absences_of_users(set(users.values()), since, until)
    spans = {ref: away.get(key, ()) for ref, key in keys.items()}
    spans |= {ref: alone.get(user, ()) for ref, user in users.items()}
    return {ref: found for ref, found in spans.items() if found}


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


def _rows(whose: Q, since: datetime, until: datetime) -> Iterable[Absence]:
    rows = Absence.objects.filter(whose, since__lt=until + _SLACK, until__gt=since - _SLACK)
    return rows.filter(withdrawn_at=None)


def _joined(
    found: Mapping[int, Iterable[Span]], since: datetime, until: datetime
) -> dict[int, tuple[Span, ...]]:
    """Of each their spans in order, joined where they touch, without those outside the time asked for."""
    return {
        key: spans
        for key, each in found.items()
        if (spans := tuple(span for span in join(each) if span[0] < until and span[1] > since))
    }


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
