"""Content used with buyers: the unused share, each piece, what to retire."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.reporting import content_use as measure
from accord.vocabulary.people import Viewer
from accord.workflows.content_use_file import content_use_file as write_file


def content_use(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How much of what is published no buyer sees, by stage and segment; every piece; the retire list."""
    now = timezone.now()
    made = measure.content_use(viewer, now=now)
    return show(
        request, viewer, "content_use.html", made=made, retire=measure.find_to_retire(viewer, now=now),
        by=[(by, [one for one in made.cells if one.by == by]) for by in ("stage", "segment")],
        may_make=may_open(viewer, "content-make"),
    )  # fmt: skip


def content_use_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every published piece and its use as CSV."""
    return csv_file(write_file(viewer, timezone.now()), "content-use.csv")
