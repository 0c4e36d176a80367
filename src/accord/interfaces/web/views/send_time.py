"""Send time: a week of hours as a heat map, its parts as a table, groups beside each other."""

from dataclasses import dataclass
from operator import attrgetter
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.ordering import UP, Column, figure, figures, given, words
from accord.reporting.send_time import DIMENSIONS, Hour, SendTime, send_times
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.send_time_file import send_time_file as file_of

BY: dict[str, Promise] = {
    "seniority": _("By seniority"),
    "industry": _("By industry"),
    "country": _("By country"),
}
DAYS: tuple[Promise, ...] = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
PARTS = Table(
    {
        "week": _("Part of the week"),
        "sends": _("Sent"),
        "rate": _("Answered"),
        "best": _("Sure to be the best"),
        "regret": _("Lost by choosing it"),
    },
    (
        given("week"),
        *figures("sends", "rate"),
        figure("best", attrgetter("best_share")),
        figure("regret", first=UP),
    ),
)
GROUPS = Table(
    {
        "name": _("Group"),
        "sends": _("Sent"),
        "rate": _("Answered"),
        "office": _("Office hours beside other times"),
        "best": _("Best part, as far as is known"),
    },
    (
        words("name", attrgetter("label")),
        *figures("sends", "rate", "office"),
        Column("best", attrgetter("best_share")),
    ),
)
TABLES = {"": PARTS, "groups": GROUPS}
WIDE, LEFT, HIGH, TOP = 40, 60, 30, 24
SHADES = 6


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
    orders = orders_of(request, TABLES, period=period.name, by=by, of=of)
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
        orders=orders,
        order=orders[""],
        rows=orders[""].rows(slot for slot in made.slots if slot.sends.value),
        unsent=[slot for slot in made.slots if not slot.sends.value],
        dimensions=[(name, label, orders.address(by=name, of="")) for name, label in BY.items()],
        groups=[(group, orders.address(of=group.cell)) for group in orders["groups"].rows(made.groups)],
        everybody=orders.address(of=""),
        asked=urlencode({"by": by, "of": of, "period": period.name}),
        period=period.name,
        periods={name: (label, orders.address(period=name)) for name, label in period.offered.items()},
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
