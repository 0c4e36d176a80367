"""Send time: a week of hours as a heat map, its parts as a table, groups beside each other."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.send_time import DIMENSIONS, Hour, SendTime, Slot, send_times
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.send_time_file import send_time_file as file_of

BY: dict[str, Promise] = {
    "seniority": _("By seniority"),
    "industry": _("By industry"),
    "country": _("By country"),
}
DAYS: tuple[Promise, ...] = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
COLUMNS: dict[str, Promise] = {
    "week": _("Part of the week"),
    "sends": _("Sent"),
    "rate": _("Answered"),
    "best": _("Sure to be the best"),
    "regret": _("Lost by choosing it"),
}
WIDE, LEFT, HIGH, TOP = 40, 60, 30, 24
SHADES = 6
UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class Square:
    """One hour in the drawing: where it stands, how dark, and the per cent written in it."""

    hour: Hour
    x: int
    y: int
    shade: int
    text: str


def send_time(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The week of a period, a dimension and a group, in the order of the address (`?by=country&sort=rate`)."""
    period = chosen_period(request, viewer)
    by, of = _by(request), request.GET.get("of", "")[:200]
    problem, now = None, timezone.now()
    try:
        made = send_times(viewer, by=by, of=of, window=period.window, now=now)
    except Invalid as refused:  # a group that this period does not have
        problem, of = refused, ""
        made = send_times(viewer, by=by, window=period.window, now=now)
    sort = request.GET.get("sort", "week")
    sort = sort if sort in COLUMNS else "week"
    way = DOWN if request.GET.get("way") == DOWN else UP
    asked = {"period": period.name, "by": by, "of": of, "sort": sort, "way": way}
    return show(
        request,
        viewer,
        "send_time.html",
        made=made,
        problem=problem,
        by=by,
        of=of,
        apart=[made.office, made.weekend, made.holidays, *made.left_out],
        squares=_squares(made),
        marks=[(LEFT + WIDE * hour + WIDE // 2, hour) for hour in range(0, 24, 3)],
        days=[(TOP + HIGH * day + 20, name) for day, name in enumerate(DAYS)],
        rows=_sorted(made, sort, way),
        unsent=[slot for slot in made.slots if not slot.sends.value],
        columns=[
            (name, label, name == sort, _address(asked, sort=name, way=_turned(name, sort, way)))
            for name, label in COLUMNS.items()
        ],
        way=way,
        dimensions=[(name, label, _address(asked, by=name, of="")) for name, label in BY.items()],
        groups=[(group, _address(asked, of=group.cell)) for group in made.groups],
        everybody=_address(asked, of=""),
        asked=urlencode({"by": by, "of": of, "period": period.name}),
        period=period.name,
        periods={name: (label, _address(asked, period=name)) for name, label in period.offered.items()},
    )


def send_time_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every hour of the week as CSV."""
    window, by, of = chosen_period(request, viewer).window, _by(request), request.GET.get("of", "")[:200]
    body = file_of(viewer, by=by, of=of, window=window, now=timezone.now())
    attachment = {"Content-Disposition": 'attachment; filename="send-time.csv"'}
    return HttpResponse(body, "text/csv; charset=utf-8", headers=attachment)


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in DIMENSIONS else DIMENSIONS[0]


def _address(asked: dict[str, str], **other: str) -> str:
    return "?" + urlencode({name: value for name, value in {**asked, **other}.items() if value})


def _turned(name: str, sort: str, way: str) -> str:
    """A column's own link: the other way round where the table is in its order already."""
    if name != sort:
        return UP if name in ("week", "regret") else DOWN
    return DOWN if way == UP else UP


def _squares(made: SendTime) -> list[Square]:
    """The hours in which something was sent, from the lightest to the darkest; the others stay empty."""
    rates = [float(hour.rate.value) for hour in made.hours if isinstance(hour.rate.value, float)]
    low, high = min(rates, default=0.0), max(rates, default=0.0)
    found = []
    for hour in made.hours:
        rate = float(hour.rate.value) if isinstance(hour.rate.value, float) else None
        part = (rate - low) / (high - low) if rate is not None and high > low else 0.0
        shade = 0 if rate is None else 1 + min(int(part * SHADES), SHADES - 1)
        text = "" if rate is None else f"{100 * rate:.0f}"
        found.append(Square(hour, LEFT + WIDE * hour.hour, TOP + HIGH * hour.weekday, shade, text))
    return found


def _sorted(made: SendTime, sort: str, way: str) -> list[Slot]:
    """The parts in which something was sent; the others stand in a sentence below."""
    known = [slot for slot in made.slots if slot.sends.value]
    order = {slot.cell: at for at, slot in enumerate(made.slots)}
    return sorted(known, key=lambda slot: _value(slot, sort, order), reverse=way == DOWN)


def _value(slot: Slot, sort: str, order: dict[str, int]) -> Any:
    found: dict[str, Any] = {
        "week": order[slot.cell],
        "sends": slot.sends.value,
        "rate": slot.rate.value,
        "best": slot.best_share,
        "regret": slot.regret,
    }
    return float(found[sort] or 0)
