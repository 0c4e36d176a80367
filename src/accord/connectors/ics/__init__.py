"""Somebody's calendar as iCalendar text (RFC 5545): when they are away, and nothing of what they do."""

from accord.connectors.ics.read import Away, CalendarRead, read_calendar

__all__ = ["Away", "CalendarRead", "read_calendar"]
