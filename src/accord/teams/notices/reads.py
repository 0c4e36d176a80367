"""A person's own notices: how many are unread, which there are, which were read. Nobody else's, ever."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max

from accord.teams.notices.models import Notice
from accord.vocabulary.people import Viewer

LONGEST_PAGE = 200


def count_unread(viewer: Viewer, now: datetime) -> tuple[int, str]:
    """How many are unread, and a mark that changes whenever that or the newest does. One query."""
    rows = Notice.objects.filter(user_id=viewer.user_id, read_at=None, due_at__lte=now)
    found = rows.aggregate(n=Count("key"), last=Max("due_at"))
    last = found["last"].timestamp() if found["last"] else 0
    return found["n"], f"{found['n']}-{last:.6f}"


def find_own(
    viewer: Viewer, now: datetime, *, unread: bool = False, offset: int = 0, limit: int = 50
) -> tuple[list[Notice], int]:
    """One's own notices that are due, newest first, and how many there are."""
    rows = Notice.objects.filter(user_id=viewer.user_id, due_at__lte=now)
    if unread:
        rows = rows.filter(read_at=None)
    limit = max(1, min(limit, LONGEST_PAGE))
    return list(rows.order_by("-due_at", "-key")[offset : offset + limit]), rows.count()


def mark_read(by: Viewer, keys: Collection[int] | None, *, now: datetime) -> int:
    """Note that one has read these, or all that are due; how many were unread. Others' are left alone."""
    rows = Notice.objects.filter(user_id=by.user_id, read_at=None, due_at__lte=now)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    return rows.update(read_at=now)
