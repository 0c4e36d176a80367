"""Our own people as routing sees them: the roster, those who only sign in here, and what each can take."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from accord.agreement.clocks import OpenHours, Span, open_hours
from accord.agreement.routing import Candidate, calendar_of, capacity_of
from accord.agreement.shape import Document
from accord.teams.absence.reads import absences_of
from accord.teams.charge.reads import Charges, find_charges
from accord.teams.persons import Person, find_persons
from accord.vocabulary.people import Role

_LOOKS = timedelta(days=370)  # how far ahead absences are read: nobody is away for longer in one go
_WITH_EYES = frozenset({Role.rep.value, Role.manager.value, Role.marketing.value, Role.ops.value})
_MARKETING = "marketing"


def find_candidates(
    document: Document,
    now: datetime,
    *,
    open_leads: Mapping[str, int] | None = None,
    last_assigned: Mapping[str, datetime] | None = None,
    away_since: datetime | None = None,
) -> tuple[Candidate, ...]:
    """Everyone who may own a lead, of every team; those who have left too, so that routing can say so.

    `open_leads` and `last_assigned` are by whatever ids or digests the caller knows people; those of one person
    are added up. Capacity and calendar are the agreement's. Absences from yesterday on, or from `away_since`, are
    known. In order of `ref`.
    """
    people = find_persons(document, now)
    leads = _leads(people)
    since, until = away_since or now - timedelta(days=1), now + _LOOKS
    away = absences_of(people, since, until)
    charges = find_charges([one.key for one in people if one.key])
    found = []
    for one in people:
        spans, charge = away.get(one.ref, ()), charges.get(one.key, Charges())
        found.append(
            _candidate(
                document, now, one, spans, leads[one.ref], charge, open_leads or {}, last_assigned or {}
            )
        )
    return tuple(sorted(found, key=lambda one: one.ref))


def _candidate(
    document: Document,
    now: datetime,
    one: Person,
    absences: tuple[Span, ...],
    leads: frozenset[str],
    charge: Charges,
    open_leads: Mapping[str, int],
    last_assigned: Mapping[str, datetime],
) -> Candidate:
    calendar = calendar_of(document, one.zone, now)
    names = one.known_as | {one.ref}
    return Candidate(
        ref=one.ref,
        team=one.team,
        active=one.active,
        key=one.key,
        known_as=one.known_as,
        zone=one.zone,
        calendar=calendar,
        hours=_hours(document, calendar, now),
        absences=absences,
        open_leads=sum(open_leads.get(name, 0) for name in names),
        capacity=capacity_of(document, one.team),
        last_assigned=max((last_assigned[name] for name in names if name in last_assigned), default=None),
        rotates=one.team not in leads and one.role != Role.ops.value,
        leads=leads,
        manages=one.role == Role.manager.value and one.team != _MARKETING,
        ops=one.role == Role.ops.value,
        territories=charge.territories,
        segments=charge.segments,
        accounts=charge.accounts,
    )


def _hours(document: Document, calendar: str, now: datetime) -> OpenHours | None:
    if not calendar:
        return None
    first, last = date(now.year - 1, 1, 1), date(now.year + 1, 12, 31)
    return open_hours(document.calendars[calendar], first, last)


def _leads(people: Collection[Person]) -> dict[str, frozenset[str]]:
    """Which teams each leads: who manages most of a team's active people, else its managers who sign in here."""
    by_member = {one.key: one for one in people if one.key}
    by_user = {one.user: one for one in people if one.user}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in people:
        boss = by_member.get(one.manager[0]) or by_user.get(one.manager[1])
        if one.active and one.team and boss and boss.active and boss is not one:
            counts[one.team][boss.ref] += 1
    found: dict[str, set[str]] = {one.ref: set() for one in people}
    for team in {one.team for one in people if one.team}:
        most = max(counts[team].values(), default=0)
        named = [ref for ref, count in counts[team].items() if count == most] or [
            one.ref for one in people if one.team == team and one.active and one.role == Role.manager.value
        ]
        for ref in named:
            found[ref].add(team)
    return {ref: frozenset(teams) for ref, teams in found.items()}
