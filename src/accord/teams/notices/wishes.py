"""How each of us wishes to be told: kept by themselves, read by whoever sends."""

from collections.abc import Collection
from datetime import time

from accord.teams.models import User
from accord.teams.notices.models import NoticeWish
from accord.teams.notices.quiet import Wish
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Role, Viewer
from accord.vocabulary.zones import known_zones


def get_wish(viewer: Viewer) -> Wish:
    """One's own."""
    return find_wishes([viewer.user_id]).get(viewer.user_id, Wish())


def find_wishes(users: Collection[int]) -> dict[int, Wish]:
    """The wishes of these users that exist; who never said anything has those of a new one."""
    kept = {row.user_id: row for row in NoticeWish.objects.filter(user_id__in=list(users))}
    zones = User.objects.filter(pk__in=list(users)).values_list("pk", "zone")
    known = known_zones()
    return {pk: _wish(kept.get(pk), zone if zone in known else "UTC") for pk, zone in zones}


def keep_wish(by: Viewer, wish: Wish) -> Wish:
    """Keep how one wishes to be told; the zone stays that of the person.

    Raises `Invalid` where no hour would be left, or half of the quiet hours is missing; `Refused` for a program.
    """
    if by.role is Role.integration or not by.user_id:
        raise Refused("notices.no_person", "only a person is told of anything", "sign in as a person")
    _check(wish)
    NoticeWish.objects.update_or_create(
        user_id=by.user_id,
        defaults={
            "email": wish.email,
            "chat": wish.chat,
            "quiet_from": wish.quiet_from,
            "quiet_until": wish.quiet_until,
            "quiet_days": "".join(str(day) for day in sorted(wish.quiet_days)),
            "digest": wish.digest,
            "digest_at": wish.digest_at,
        },
    )
    return get_wish(by)


def read_time(text: str) -> time | None:
    """`19:00` as a time of day; None for nothing. Raises `Invalid`."""
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as problem:
        raise Invalid("notices.time", f'"{text[:20]}" is no time of day', "write it as 19:00") from problem


def _check(wish: Wish) -> None:
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        raise Invalid(
            "notices.half_quiet", "quiet hours have a beginning and an end", "give both times, or none"
        )
    if not wish.quiet_days <= frozenset(range(1, 8)):
        raise Invalid("notices.days", "a weekday is a number from 1 to 7", "1 is Monday")
    if len(wish.quiet_days) == 7:
        raise Invalid(
            "notices.always_quiet",
            "every day would be quiet, so that nothing ever reaches you",
            "leave a day out, or choose no way but the page",
        )


def _wish(row: NoticeWish | None, zone: str) -> Wish:
    if row is None:
        return Wish(zone)
    days = frozenset(int(day) for day in row.quiet_days)
    return Wish(zone, row.email, row.chat, row.quiet_from, row.quiet_until, days, row.digest, row.digest_at)
