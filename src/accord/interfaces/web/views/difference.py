"""Why do our numbers differ: the first page after two exports."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.charts import bridge_bars
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.views.board import rows_of
from accord.reporting.bridge import Bridge
from accord.reporting.reconciliation import reconcile
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


def difference(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The bridge from marketing's count to sales' count."""
    bridge = _bridge(viewer)
    return show(
        request,
        viewer,
        "reconciliation.html",
        bridge=bridge,
        bars=bridge_bars(bridge) if bridge.enough else [],
        marketing_says=_("marketing counts"),
        sales_says=_("sales counts"),
    )


def difference_rows(request: HttpRequest, viewer: Viewer, step: str) -> HttpResponse:
    """The people in one step of it."""
    found = next((s for s in _bridge(viewer).steps if s.id == step), None)
    if found is None:
        raise NotFound("bridge.no_step", _("the bridge has no such step"), _("open it from the bridge"))
    return show(
        request,
        viewer,
        "rows.html",
        title=found.label,
        says=found.says,
        back_url=reverse("reconciliation"),
        back_label=_("Why do our numbers differ?"),
        **rows_of(viewer, found.rows, offset_of(request), timezone.now()),
    )


def _bridge(viewer: Viewer) -> Bridge:
    return reconcile(viewer, now=timezone.now())
