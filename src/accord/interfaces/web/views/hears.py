"""What sales hears: the topics of the last whole week against their own past, of one segment or of all."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.charts import weeks_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.desk.said import find_said
from accord.reporting.hears import SORTS, company_hears
from accord.reporting.ordering import figures, words
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

SHOWN = 15  # topics that stand open: every spike, then the most frequent; the others behind a line
LONGEST = 200  # letters of a segment's name in an address
TOPICS = Table(
    {"topic": _("Topic"), "share": _("This week, of outcomes"), "past": _("Weeks before")},
    (words("topic"), *figures("share", "past")),
)
RIVALS = Table(
    {"name": _("Competitor"), "lost": _("Deals lost to it"), "share": _("Lost, of those decided")},
    (words("name"), *figures("lost", "share")),
)
TABLES = {"": TOPICS, "rivals": RIVALS}


def hears(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The last whole week before the period's end, of the segment in the address (`?segment=food`)."""
    period, segment, now = chosen_period(request, viewer), _segment(request), timezone.now()
    problem = None
    try:
        made = company_hears(viewer, segment=segment, window=period.window, now=now)
    except NotFound as none:  # a segment that this period does not have
        problem, segment = none, ""
        made = company_hears(viewer, window=period.window, now=now)
    orders = orders_of(request, TABLES, period=period.name, segment=segment)
    topics = orders[""].rows(made.topics)
    noted = may_open(viewer, "words") and bool(find_said(viewer, "", now, limit=1).rows)
    shown = max(SHOWN, sum(topic.spike for topic in made.topics))
    return show(
        request,
        viewer,
        "hears.html",
        made=made,
        problem=problem,
        noted=noted,
        sorts=SORTS,
        orders=orders,
        heads=orders[""].heads,
        shown=topics[:shown],
        rest=topics[shown:],
        rivals=orders["rivals"].rows(made.rivals),
        weeks={topic.key: weeks_of(topic.weeks) for topic in made.topics},
        segments=[(each, orders.address(segment=each.name)) for each in made.segments],
        everybody=orders.address(segment=""),
        period=period.name,
        periods={name: (label, orders.address(period=name)) for name, label in period.offered.items()},
    )


def hears_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV, topics and competitors in the order of the address."""
    window = chosen_period(request, viewer).window
    made = company_hears(viewer, segment=_segment(request), window=window, now=timezone.now())
    orders = orders_of(request, TABLES)
    made = replace(
        made, topics=tuple(orders[""].rows(made.topics)), rivals=tuple(orders["rivals"].rows(made.rivals))
    )
    return csv_file(figures_file(viewer, made.numbers()), "hears.csv")


def _segment(request: HttpRequest) -> str:
    return request.GET.get("segment", "")[:LONGEST]
