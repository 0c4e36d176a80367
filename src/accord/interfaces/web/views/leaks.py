"""The leak ledger: what broken promises cost, both teams in two columns of equal weight."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.leaks import leak_ledger
from accord.vocabulary.people import Viewer


def leaks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each lead to which a promise was broken, once, by clause; its loss as a range; over all time unless asked."""
    period = chosen_period(request, viewer)
    return show(
        request,
        viewer,
        "leaks.html",
        made=leak_ledger(viewer, window=period.window, now=timezone.now()),
        period=period.name,
        periods=period.offered,
    )
