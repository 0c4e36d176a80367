"""Zones, calendars, dates: promised working time has hours to run in."""

from functools import cache
from itertools import pairwise

import holidays

from accord.agreement.checks.view import Issues, View, did_you_mean
from accord.agreement.shape.table import Table
from accord.agreement.types import is_clause, layout
from accord.vocabulary.quantity import Duration, Hours
from accord.vocabulary.zones import known_zones

_HALF_A_DAY = 12 * 60


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries())


def check_times(view: View) -> Issues:
    """The head's dates, every zone, every calendar, and that working time has one."""
    head = view.document.agreement
    if head.replaces is not None and head.replaces >= head.version:
        sentence = f"version {head.version} replaces version {head.replaces}"
        yield view.issue("heading.replaces_itself", "agreement.replaces", sentence)
    if head.review_by is not None and head.review_by.on < head.in_force.on:
        sentence = f"the review is due on {head.review_by}, before the first day {head.in_force}"
        yield view.issue("heading.review_before_start", "agreement.review_by", sentence)
    for path, zone in _named_zones(view):
        if zone not in known_zones():
            sentence = f'the zone "{zone}" does not exist'
            yield view.issue("zone.unknown", path, sentence, did_you_mean(zone, known_zones()))
    yield from _calendars(view)
    if not view.document.calendars:
        for path in working_promises(view.document, ""):
            yield view.issue("calendar.none", path, f"{path} is promised in working time without a calendar")


def _named_zones(view: View) -> list[tuple[str, str]]:
    document = view.document
    found = [(f"calendars.{name}.zone", str(each.zone)) for name, each in document.calendars.items()]
    if document.reporting is not None:
        found.append(("reporting.zone", str(document.reporting.zone)))
    hours = document.contact_policy.hours if document.contact_policy else None
    if hours is not None and hours.zone != "recipient":
        found.append(("contact_policy.hours.zone", str(hours.zone)))
    return found


def _calendars(view: View) -> Issues:
    for name, calendar in view.document.calendars.items():
        path = f"calendars.{name}"
        spans = calendar.hours
        if not spans or not _in_order(spans):
            said = ", ".join(map(str, spans)) or "no hours"
            yield view.issue("calendar.hours", f"{path}.hours", f'the calendar "{name}" has {said}')
        for country in calendar.holidays:
            if country not in _countries():
                sentence = f'the calendar "{name}" has holidays of "{country}", which nobody knows'
                remedy = "write an ISO 3166 code such as GB, NL or DE"
                yield view.issue("calendar.unknown_country", f"{path}.holidays", sentence, remedy)


def _in_order(spans: tuple[Hours, ...]) -> bool:
    """Whether each span ends before the next begins; the last may be a night that ends before the first begins.

    A night is no longer than half a day: longer hours that end before they begin are a slip of the pen.
    """
    *days, last = spans
    return (
        all(one.end <= two.start for one, two in pairwise(spans))
        and all(each.start < each.end for each in days)
        and (last.start < last.end or (last.start - last.end >= _HALF_A_DAY and last.end <= spans[0].start))
    )


def working_promises(value: object, path: str) -> list[str]:
    """The paths of all working time under a value."""
    if isinstance(value, Duration):
        return [path] if value.working else []
    if isinstance(value, Table):
        return [each for key, row in value.items() for each in working_promises(row, f"{path}.{key}")]
    if isinstance(value, tuple):
        names = [str(getattr(each, "id", at)) for at, each in enumerate(value)]
        pairs = zip(names, value, strict=True)
        return [each for name, row in pairs for each in working_promises(row, f"{path}.{name}")]
    if not is_clause(type(value)):
        return []
    slots = layout(type(value)).slots.values()
    prefix = f"{path}." if path else ""
    return [each for slot in slots for each in working_promises(getattr(value, slot.name), prefix + slot.key)]
