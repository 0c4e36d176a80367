"""How often we collide and what it costs, alike for every role; collisions sorted, for who may see the person."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from accord.contacts.collision_shapes import Collision, CollisionReport
from accord.contacts.collisions import PAGE, find_collisions
from accord.contacts.reads import find_names
from accord.measures.collision_lines import CollisionRate
from accord.measures.collision_rate import OF, collision_rate
from accord.measures.number import Window
from accord.reporting.ordering import DOWN, Sorting, ordered, when, words
from accord.reporting.paging import page_of
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["NEWEST", "OF", "TO_SORT", "CollisionRate", "company_collisions", "sorted_collisions"]


def _met_at(row: Collision) -> datetime | None:
    """When the newest of what it ran into was; nothing where that is an open opportunity."""
    return max((side.at for side in row.against), default=None)


NEWEST = Sorting("touch", DOWN)
TO_SORT = (
    words("person", attrgetter("contact_id")),  # the id of who has no name
    when("touch", attrgetter("touch.at"), first=DOWN),
    when("other", _met_at, first=DOWN),
    words("clause"),
)
_ALL = 1_000_000


def company_collisions(viewer: Viewer, *, window: Window | None = None, now: datetime) -> CollisionRate:
    """Rate, weeks, cycles, clauses, sides and cost over a window (None: all time).

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "collisions", collision_rate, window=window, now=now)


def sorted_collisions(
    viewer: Viewer,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    offset: int = 0,
    limit: int = PAGE,
    sorting: Sorting = NEWEST,
) -> CollisionReport:
    """The collisions that happened, as `find_collisions` tells and refuses them. All rows that the viewer may see are
    sorted (a column of `TO_SORT`) before a page is cut.
    """
    if sorting == NEWEST:
        return find_collisions(viewer, since, until, now, offset=offset, limit=limit)
    every = find_collisions(viewer, since, until, now, limit=_ALL)
    columns = TO_SORT
    if sorting.by == "person" and every.rows:
        names = find_names(viewer, {row.contact_id for row in every.rows})
        columns = (words("person", lambda row: names.get(row.contact_id, row.contact_id)), *TO_SORT[1:])
    listed, _more = page_of(ordered(every.rows, columns, sorting), offset, limit)
    return replace(every, rows=tuple(listed), offset=offset)
