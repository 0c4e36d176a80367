"""The calendars that say when our people are away: one a person; what was read last stands until read anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.jobs import enqueue_job
from accord.teams.absence.changed import EVERYBODY, tell_changed
from accord.teams.absence.looked_after import find_looked_after, get_looked_after
from accord.teams.absence.models import Absence, AbsenceFeed
from accord.teams.models import User
from accord.teams.persons import Person, find_persons
from accord.teams.rights import Right, require
from accord.teams.roster.models import RosterSeat
from accord.vocabulary.people import Viewer

READ = "read_absences"
SET, ENDED = "absence_feed_set", "absence_feed_ended"
BACK, AHEAD = timedelta(days=31), timedelta(days=400)  # what of a calendar is kept, around now
Time = tuple[datetime, datetime, date | None, date | None]


@dataclass(frozen=True, slots=True)
class FeedView:
    """Somebody's calendar. `error` says why the last try failed; what `read_at` found stands meanwhile."""

    ref: str
    name: str
    host: str
    busy: bool
    read_at: datetime | None
    tried_at: datetime | None
    skipped: int
    error: str
    remedy: str


def find_feeds(viewer: Viewer, now: datetime) -> list[FeedView]:
    """The calendars of whom the viewer looks after, by name. Raises `Refused` without the right."""
    people = find_looked_after(viewer, now)
    return [
        FeedView(
            one.ref,
            one.name,
            feed.host,
            feed.busy,
            feed.read_at,
            feed.tried_at,
            feed.skipped,
            feed.error,
            feed.remedy,
        )
        for one in people
        for feed in _feeds_of(one)
    ]


def put_feed(by: Viewer, ref: str, host: str, busy: bool, now: datetime) -> AbsenceFeed:
    """Name somebody's calendar in place of the one they had, and queue its reading. Expects a transaction.

    The address is not kept here. Raises `Refused`, `NotFound`.
    """
    require(by, Right.enter_absences)
    one = get_looked_after(by, ref, now)
    _end(by, one, now)
    user = None if one.key else User.objects.get(pk=one.user)
    feed = AbsenceFeed.objects.create(
        seat=one.key, user=user, actor=by.actor, set_at=now, host=host[:200], busy=busy
    )
    record_act(key=f"absence-feed:{feed.pk}", kind=SET, actor=by.actor, now=now, subject=one.key)
    enqueue_job(READ, str(feed.pk), due_at=now, payload={"feed": feed.pk})
    return feed


def end_feed(by: Viewer, ref: str, now: datetime) -> list[int]:
    """Read it no more, and forget what it said is to come; which feeds ended. Again changes nothing."""
    require(by, Right.enter_absences)
    with transaction.atomic():
        return _end(by, get_looked_after(by, ref, now), now)


def get_reader(feed_id: int, now: datetime) -> tuple[AbsenceFeed, str] | None:
    """A feed that is read, and its person's zone; None where it ended or the person left."""
    feed = AbsenceFeed.objects.filter(pk=feed_id, ended_at=None).first()
    if feed is None:
        return None
    seat = RosterSeat.objects.filter(key=feed.seat).values_list("member", flat=True).first()
    people = find_persons(None, now)
    one = next((each for each in people if _is_of(feed, each, seat)), None)
    return (feed, one.zone) if one is not None and one.active else None


def record_reading(feed_id: int, found: Iterable[Time], skipped: int, digest: str, now: datetime) -> int:
    """Put what a calendar says in place of what it said; how many times changed. What is long over stays."""
    with transaction.atomic():
        feed = AbsenceFeed.objects.select_for_update().get(pk=feed_id)
        said = set(found)
        standing: dict[Time, int] = {}
        for row in Absence.objects.filter(feed=feed, until__gt=now - BACK):
            standing[row.since, row.until, row.first_day, row.last_day] = row.pk
        gone = [pk for time, pk in standing.items() if time not in said]
        new = sorted(said - standing.keys(), key=lambda time: (time[0], time[1], str(time[2])))
        Absence.objects.filter(pk__in=gone).delete()
        Absence.objects.bulk_create(
            Absence(
                seat=feed.seat,
                user_id=feed.user_id,
                since=since,
                until=until,
                first_day=first,
                last_day=last,
                feed=feed,
                made_at=now,
            )
            for since, until, first, last in new
        )
        if gone or new:
            tell_changed(EVERYBODY, now)
        feed.read_at = feed.tried_at = now
        feed.reach, feed.skipped, feed.digest, feed.error, feed.remedy = now + AHEAD, skipped, digest, "", ""
        feed.save()
    return len(gone) + len(new)


def record_unchanged(feed_id: int, now: datetime) -> None:
    """It was read, and says what it said."""
    AbsenceFeed.objects.filter(pk=feed_id).update(read_at=now, tried_at=now, error="", remedy="")


def record_failure(feed_id: int, sentence: str, remedy: str, now: datetime) -> None:
    """It could not be read: what it said last stands, and the page says so."""
    AbsenceFeed.objects.filter(pk=feed_id).update(tried_at=now, error=sentence[:300], remedy=remedy[:300])


def _end(by: Viewer, one: Person, now: datetime) -> list[int]:
    ended = []
    for feed in _feeds_of(one):
        AbsenceFeed.objects.filter(pk=feed.pk).update(ended_at=now)
        if Absence.objects.filter(feed=feed, until__gt=now).delete()[0]:
            tell_changed(one.ref, now)
        record_act(key=f"absence-feed-ended:{feed.pk}", kind=ENDED, actor=by.actor, now=now, subject=one.key)
        ended.append(feed.pk)
    return ended


def _feeds_of(one: Person) -> list[AbsenceFeed]:
    """The one they have; two for a moment where two members turned out to be one."""
    seats = set(RosterSeat.objects.filter(member=one.key).values_list("key", flat=True)) if one.key else set()
    rows = AbsenceFeed.objects.filter(ended_at=None)
    mine = list(rows.filter(seat__in=seats)) if seats else []
    return mine + (list(rows.filter(seat=0, user=one.user)) if one.user else [])


def _is_of(feed: AbsenceFeed, one: Person, member: int | None) -> bool:
    return one.key == member if feed.seat else one.user == feed.user_id
