"""What a campaign brought: of a plan, or of sends seen under a name; the same as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.alignment.talk.read import find_talks
from accord.alignment.talk.subjects import About
from accord.campaigns.find import find_campaigns, get_campaign
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.campaigns.results import campaign_result
from accord.reporting.campaigns.sent import TO_SORT, find_sent
from accord.reporting.campaigns.wins import campaign_wins
from accord.reporting.ordering import DOWN, Sorting
from accord.vocabulary.people import Viewer
from accord.workflows.campaign_result_file import campaign_result_file

SENT = Table(
    {
        "name": _("Sent as"),
        "people": _("People"),
        "mails": _("Mails"),
        "first_at": _("First"),
        "last_at": _("Last"),
    },
    TO_SORT,
    Sorting("last_at", DOWN),
)
TABLES = {"": SENT}


def campaign_results(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """What a planned campaign brought."""
    get_campaign(viewer, key, timezone.now())
    return _results(request, viewer, str(key))


def campaign_results_named(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What sends under a name brought; without a name, what can be asked for."""
    chosen = request.GET.get("campaign", "")[:200]
    if chosen:
        return _results(request, viewer, chosen)
    now = timezone.now()
    plans = find_campaigns(viewer, now, until=now)
    told = find_talks(viewer, [_lessons_of(one.key) for one in plans], now)
    orders = orders_of(request, TABLES)
    sent = find_sent(viewer, now, offset=offset_of(request), sorting=orders[""].sorting)
    return show(
        request, viewer, "campaign_results_all.html", plans=plans, sent=sent, orders=orders, order=orders[""],
        offset=offset_of(request), lessons={one.key: told.get(_lessons_of(one.key), ()) for one in plans},
    )  # fmt: skip


def _lessons_of(key: int) -> str:
    return f"{About.lesson}:{key}"


def campaign_results_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number as CSV."""
    chosen = request.GET.get("campaign", "")[:200]
    return csv_file(campaign_result_file(viewer, chosen, timezone.now()), "campaign-results.csv")


def _results(request: HttpRequest, viewer: Viewer, ref: str) -> HttpResponse:
    now = timezone.now()
    made = campaign_result(viewer, ref, now=now)
    wins = campaign_wins(viewer, ref, now=now) if may_open(viewer, "contact") else None
    lessons = _lessons_of(made.key) if made.key else ""
    return show(request, viewer, "campaign_results.html", made=made, wins=wins, lessons=lessons)
