"""Working time: how much of it lies between two instants, and when so much of it will have passed."""

from accord.agreement.clocks.calendars import open_hours, workday
from accord.agreement.clocks.follow_up import ClockTerms, Event, FollowUp, Turn, clock_terms, reckon
from accord.agreement.clocks.many import ManyHours
from accord.agreement.clocks.open_hours import OpenHours, Span
from accord.agreement.clocks.walls import first_instant

__all__ = [
    "ClockTerms",
    "Event",
    "FollowUp",
    "ManyHours",
    "OpenHours",
    "Span",
    "Turn",
    "clock_terms",
    "first_instant",
    "open_hours",
    "reckon",
    "workday",
]
