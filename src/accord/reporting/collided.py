"""How often we collide and what it costs, for whoever may see the board: by clause and side, alike for every role."""

from datetime import datetime

from accord.measures.collision_lines import CollisionRate
from accord.measures.collision_rate import OF, collision_rate
from accord.measures.number import Window
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["OF", "CollisionRate", "company_collisions"]


def company_collisions(viewer: Viewer, *, window: Window | None = None, now: datetime) -> CollisionRate:
    """Rate, weeks, cycles, clauses, sides and cost over a window (None: all time).

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "collisions", collision_rate, window=window, now=now)
