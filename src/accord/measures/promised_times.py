"""Within which time each class of lead was promised a first attempt, as the values that queries bind."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accord.agreement.clocks import open_hours, workday
from accord.agreement.clocks.follow_up import working_time
from accord.agreement.clocks.instants import length
from accord.agreement.clocks.open_hours import OpenHours
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Calendar
from accord.agreement.shape.table import Table
from accord.vocabulary.phrases import find_kinds
from accord.vocabulary.quantity import Duration

HOT, REST = "hot", "other"
_LONGEST_YEARS = 40


@dataclass(frozen=True, slots=True)
class PromisedTimes:
    """Times in microseconds, open time where the class is not `walls`; None where a class has no promise."""

    hours: OpenHours | None = None
    hot_kinds: tuple[int, ...] = ()
    hot_time: int | None = None
    hot_wall: bool = False
    class_times: tuple[int | None, ...] = ()
    class_walls: tuple[bool, ...] = ()

    def bound(self) -> dict[str, Any]:
        """The parameters of `leads_due`; without a calendar no lead is ever due."""
        hours = self.hours
        return {
            "opens": list(hours.opens) if hours else [],
            "closes": list(hours.closes) if hours else [],
            "opened_before": list(hours.before) if hours else [],
            "hot_kinds": list(self.hot_kinds),
            "hot_time": self.hot_time,
            "hot_wall": self.hot_wall,
            "class_times": list(self.class_times),
            "class_walls": list(self.class_walls),
        }


def first_calendar(document: Document) -> tuple[str, Calendar] | None:
    """The calendar that times without an owner run in: the first of the agreement."""
    return next(iter(document.calendars.items()), None)


def class_of_promise(table: Table[Duration], name: str) -> str:
    """The key of the promise that a class falls under: its own (`A1 A2 B1`), else `other`, else none."""
    own = next((key for key in table if name in key.split()), "")
    return own or (REST if REST in table else "")


def promised_times(document: Document, first: date, last: date) -> PromisedTimes:
    """The times of an agreement, in hours that are known from the year before `first` to the year after `last`."""
    table = document.sales_promises.first_attempt if document.sales_promises else Table[Duration]()
    calendar, lead = first_calendar(document), document.qualified_lead
    if calendar is None or not table:
        return PromisedTimes()
    start = max(first.year - 1, last.year - _LONGEST_YEARS, 1971)
    hours = open_hours(calendar[1], date(start, 1, 1), date(last.year + 1, 12, 31))
    day = workday(calendar[1])

    def micros(promised: Duration | None) -> int | None:
        if promised is None:
            return None
        wall = promised.elapsed
        return length(working_time(promised, day) if wall is None else wall)

    classes = [table.get(class_of_promise(table, name)) for name in (lead.classes if lead else ())]
    hot = table.get(HOT)
    kinds = {int(kind) for each in (lead.hot if lead else ()) for kind in find_kinds(each) or ()}
    return PromisedTimes(
        hours=hours,
        hot_kinds=tuple(sorted(kinds)),
        hot_time=micros(hot),
        hot_wall=bool(hot and hot.elapsed is not None),
        class_times=tuple(micros(each) for each in classes),
        class_walls=tuple(bool(each and each.elapsed is not None) for each in classes),
    )
