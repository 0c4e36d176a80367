"""Speed to lead for whoever may see the board: by class, never by person, the same for every role."""

from datetime import datetime

from accord.measures.number import Window
from accord.measures.speed.lines import SpeedToLead, Waited
from accord.measures.speed.reckon import OF, speed_to_lead
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["OF", "SpeedToLead", "Waited", "lead_speed"]


def lead_speed(viewer: Viewer, *, window: Window | None = None, now: datetime) -> SpeedToLead:
    """How long leads wait, and what an hour costs, over a window (None: all time).

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "speed", speed_to_lead, window=window, now=now)
