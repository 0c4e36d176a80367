"""The twin's clock: real or held by a test, with a skew against true time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def read_moment(text: str) -> datetime:
    """An ISO 8601 moment as an aware UTC datetime; without a zone it is taken as UTC."""
    cleaned = text.strip().replace("Z", "+00:00")
    if len(cleaned) > 5 and cleaned[-5] in "+-" and cleaned[-3] != ":":
        cleaned = f"{cleaned[:-2]}:{cleaned[-2:]}"
    moment = datetime.fromisoformat(cleaned)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


class Clock:
    """Gives the server's time: true time plus `skew` seconds; `held` (ISO text) stops true time until moved.

    Reads its two numbers from the twin's settings, which persist, so that a restarted twin keeps its time.
    """

    def __init__(self, settings: dict[str, Any], wall: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self._wall = wall or (lambda: datetime.now(UTC))

    def true_now(self) -> datetime:
        """True time, before the skew."""
        held = self.settings.get("clock")
        return read_moment(held) if held else self._wall()

    def now(self) -> datetime:
        """What the server believes the time to be."""
        return self.true_now() + timedelta(seconds=float(self.settings.get("skew", 0)))

    def move(self, *, to: str | None = None, by_seconds: float | None = None, real: bool = False) -> None:
        """Hold the clock at `to`, move it on by seconds (holding it where it arrives), or let it run again."""
        if real:
            self.settings["clock"] = None
            return
        start = read_moment(to) if to else self.true_now()
        self.settings["clock"] = (start + timedelta(seconds=by_seconds or 0)).isoformat()
