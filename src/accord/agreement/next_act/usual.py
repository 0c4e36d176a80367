"""At which hour of their own wall a person mostly acts."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

_DAYS = 3  # fewer days with an act in the same hour are no habit


def usual_hour(acts: Iterable[datetime], zone: str) -> int | None:
    """The hour in which they acted on most days, the earlier of two; None under three such days."""
    wall = ZoneInfo(zone)
    days = {(at.astimezone(wall).date(), at.astimezone(wall).hour) for at in acts}
    count = Counter(hour for _, hour in days)
    hour, most = min(count.items(), key=lambda one: (-one[1], one[0]), default=(0, 0))
    return hour if most >= _DAYS else None
