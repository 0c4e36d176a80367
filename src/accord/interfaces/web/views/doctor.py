"""The doctor: every promise that can be checked, and what is broken, with its rows."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.pages import show
from accord.reporting.doctor import check
from accord.vocabulary.people import Viewer


def doctor(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Check now; nothing is changed by it."""
    now = timezone.now()
    return show(request, viewer, "doctor.html", findings=check(viewer, now), now=now)
