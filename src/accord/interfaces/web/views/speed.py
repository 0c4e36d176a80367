"""Speed to lead: survival curves of waiting, and what an hour costs."""

from dataclasses import dataclass, replace
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.ordering import figures, given
from accord.reporting.speed import SpeedToLead, lead_speed
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

WIDE, HIGH = 1000.0, 300.0
CLASSES = Table(
    {
        "name": _("Class"),
        "leads": _("Handed over"),
        "median": _("Half answered within"),
        "in_an_hour": _("Answered within an hour"),
    },
    (given("name"), *figures("leads", "median", "in_an_hour")),
)
DRAWN = 4  # curves beside each other that an eye can still tell apart


@dataclass(frozen=True, slots=True)
class Drawn:
    """One curve as a path of steps in a box of 1000 x 300."""

    label: str
    path: str
    style: str


def speed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How long leads wait by class, over all time unless asked, and what an hour costs."""
    period = chosen_period(request, viewer)
    made = lead_speed(viewer, window=period.window, now=timezone.now())
    last, orders = _last(made), orders_of(request, {"": CLASSES}, period=period.name)
    return show(
        request,
        viewer,
        "speed.html",
        made=made,
        cost=[made.cost, made.worth],
        orders=orders,
        order=orders[""],
        rows=orders[""].rows(made.classes),
        curves=_curves(made, last),
        marks=[(round(WIDE * n / 4, 1), round(last * n / 4, 1)) for n in range(5)],
        period=period.name,
        periods=period.offered,
    )


def speed_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV, the classes in the order of the address."""
    made = lead_speed(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    made = replace(made, classes=tuple(orders_of(request, {"": CLASSES})[""].rows(made.classes)))
    return csv_file(figures_file(viewer, made.numbers()), "speed.csv")


def _last(made: SpeedToLead) -> float:
    """The scale: to the last answer that is drawn."""
    ends: list[float] = [row.curve[-1][0] for row in (*made.classes, *((made.whole,) if made.whole else ()))]
    return float(ceil(max([1.0, *ends]) / 4) * 4)


def _curves(made: SpeedToLead, last: float) -> list[Drawn]:
    """All together and the largest classes."""
    largest = sorted(made.classes, key=lambda row: -int(row.leads.value or 0))[:DRAWN]
    shown = [*([made.whole] if made.whole else []), *largest]
    return [Drawn(row.label, _path(row.curve, last), f"curve-{at}") for at, row in enumerate(shown)]


def _path(curve: tuple[tuple[float, float], ...], last: float) -> str:
    steps = [f"M0 {HIGH * (1 - curve[0][1]):.1f}"]
    for hours, still in curve[1:]:
        steps.append(f"H{WIDE * hours / last:.1f}V{HIGH * (1 - still):.1f}")
    return "".join([*steps, f"H{WIDE:.0f}"])
