"""Send time for whoever may see the board: by the hour of the recipient's week, never by person, alike for all."""

from datetime import datetime

from accord.measures.number import Window
from accord.measures.send_time.lines import DIMENSIONS, PARTS, WEEKDAYS, Group, Hour, SendTime, Slot
from accord.measures.send_time.numbers import OF
from accord.measures.send_time.reckon import send_time
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = [
    "DIMENSIONS",
    "OF",
    "PARTS",
    "WEEKDAYS",
    "Group",
    "Hour",
    "SendTime",
    "Slot",
    "asked_by",
    "send_times",
]


def send_times(
    viewer: Viewer, *, by: str = DIMENSIONS[0], of: str = "", window: Window | None = None, now: datetime
) -> SendTime:
    """Answers by the hour of the recipient's week over a window (None: all time); `of`: one group's own week.

    Raises `Refused` without the right to see the board, `Invalid` for a dimension or a group there is not.
    """
    return reckoned(
        viewer,
        "send_time",
        lambda mirror, scope: send_time(mirror, scope, by, of),
        by,
        of,
        window=window,
        now=now,
    )


def asked_by(name: str) -> tuple[str, str]:
    """The dimension and the group that a number's name belongs to; the first and nobody's where it names none."""
    by, _, rest = name.removeprefix(OF).partition(":")
    of = rest.partition(":")[0]
    return (by, of) if by in DIMENSIONS else (DIMENSIONS[0], "")
