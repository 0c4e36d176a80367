"""What sales hears: the topics of the last whole week against their own past, of one segment or of all."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.charts import weeks_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.desk.said import find_said
from accord.reporting.hears import SORTS, company_hears
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

SHOWN = 15  # topics that stand open: every spike, then the most frequent; the others behind a line
LONGEST = 200  # letters of a segment's name in an address


def hears(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The last whole week before the period's end, of the segment in the address (`?segment=food`)."""
    period, segment, now = chosen_period(request, viewer), _segment(request), timezone.now()
    problem = None
    try:
        made = company_hears(viewer, segment=segment, window=period.window, now=now)
    except NotFound as none:  # a segment that this period does not have
        problem, segment = none, ""
        made = company_hears(viewer, window=period.window, now=now)
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
        shown=made.topics[:shown],
        rest=made.topics[shown:],
        weeks={topic.key: weeks_of(topic.weeks) for topic in made.topics},
        segments=[(each, _address(period.name, each.name)) for each in made.segments],
        everybody=_address(period.name, ""),
        asked=_address(period.name, segment),
        period=period.name,
        periods={name: (label, _address(name, segment)) for name, label in period.offered.items()},
    )


def hears_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV."""
    window = chosen_period(request, viewer).window
    made = company_hears(viewer, segment=_segment(request), window=window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "hears.csv")


def _segment(request: HttpRequest) -> str:
    return request.GET.get("segment", "")[:LONGEST]


def _address(period: str, segment: str) -> str:
    return "?" + urlencode({"period": period} | ({"segment": segment} if segment else {}))
