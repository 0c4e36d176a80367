"""Working time: how much of it lies between two instants, and when so much of it will have passed."""

from accord.agreement.clocks.calendars import open_hours
from accord.agreement.clocks.many import ManyHours
from accord.agreement.clocks.open_hours import OpenHours, Span
from accord.agreement.clocks.walls import first_instant

__all__ = ["ManyHours", "OpenHours", "Span", "first_instant", "open_hours"]
