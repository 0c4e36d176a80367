"""Campaigns: all of them, one whole, and the form in which one is planned or changed."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.agreement.campaigning import kinds_of
from accord.agreement.rules.conditions import RuleUnclear
from accord.campaigns.find import find_campaigns, get_campaign
from accord.campaigns.shapes import Arm, Campaign, Plan, Sending
from accord.campaigns.waves.read import find_waves
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, offset_of, part, show
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.campaigns.audience import TO_SORT, accounts_of, audience_of
from accord.reporting.campaigns.sheet import campaign_sheet
from accord.reporting.campaigns.unsigned import find_unsigned
from accord.reporting.message_house import find_retired_in_plan
from accord.teams.agreements import current
from accord.teams.notices import find_actor_names
from accord.vocabulary.errors import AccordError
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer
from accord.workflows import campaigns as acts
from accord.workflows.campaign_files import campaign_accounts_file
from accord.workflows.campaign_files import campaigns_file as write_file
from accord.workflows.campaign_said import find_owners_to_choose, read_plan

MOST_ARMS = 4
ACCOUNTS = Table(
    {
        "name": gettext_lazy("Company"),
        "owner": gettext_lazy("Owner"),
        "people": gettext_lazy("People"),
        "open_deal": gettext_lazy("Open deal"),
        "pulled": gettext_lazy("Taken out"),
    },
    TO_SORT,
)
TABLES = {"accounts": ACCOUNTS}
_ARM = ("name", "percent", "subject", "body", "link", "asset")
_FIELDS = (
    "name", "kind", "starts_at", "ends_at", "segment", "called", "goal", "target_percent", "channels", "budget",
    "marketing_owner", "sales_owner", "sent_here", "holdout_percent", "waves", "drawn_hours",
)  # fmt: skip


def campaigns(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every campaign, the latest start first, and how many sends nobody signed."""
    now = timezone.now()
    found = find_campaigns(viewer, now)
    owners = {
        f"user:{user}" for one in found for user in (one.plan.marketing_owner, one.plan.sales_owner) if user
    }
    return show(
        request, viewer, "campaigns.html", campaigns=found, names=find_actor_names(owners), now=now,
        unsigned=find_unsigned(viewer, now), may_plan=may_open(viewer, "campaign-new"),
    )  # fmt: skip


def campaigns_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All of them as CSV."""
    return csv_file(write_file(viewer, timezone.now()), "campaigns.csv")


def campaign(
    request: HttpRequest, viewer: Viewer, key: int, problem: AccordError | None = None
) -> HttpResponse:
    """One campaign: what, to whom, when, who answers, and what is still to be done."""
    sheet = campaign_sheet(viewer, key, timezone.now())
    plan, orders = sheet.campaign.plan, orders_of(request, TABLES)
    accounts = accounts_of(
        viewer, sheet.campaign, timezone.now(), offset=offset_of(request), sorting=orders["accounts"].sorting
    )
    return show(
        request, viewer, "campaign.html", problem,
        sheet=sheet, one=sheet.campaign, plan=plan, accounts=accounts, orders=orders, offset=offset_of(request),
        budget=_major(plan.budget, sheet.currency), spent=_major(sheet.spent, sheet.currency),
        retired=find_retired_in_plan(viewer, plan, timezone.now()),
        begun=timezone.now() >= plan.starts_at, over=timezone.now() >= plan.ends_at, typed=request.POST,
        may_plan=may_open(viewer, "campaign-change"), waves=find_waves(viewer, key),
    )  # fmt: skip


def accounts_file(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Whose companies get it, as CSV, in the order of the address."""
    sorting = orders_of(request, TABLES)["accounts"].sorting
    return csv_file(
        campaign_accounts_file(viewer, key, timezone.now(), sorting=sorting), "campaign-accounts.csv"
    )


def campaign_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Plan one; a refused form keeps what was typed."""
    if request.method != "POST":
        return _form(request, viewer, {"segment": "everybody"}, [_typed_arm(Arm())])
    said, arms = _said(request)
    try:
        plan = read_plan(viewer, {**said, "arms": arms}, timezone.now(), timezone.get_current_timezone())
        made = acts.plan_campaign(viewer, plan, key=_key(request), now=timezone.now())
    except AccordError as problem:
        return _form(request, viewer, said, arms, problem)
    return moved(request, "campaign", _("Planned. Ask sales to sign it when it is whole."), key=made.key)


def campaign_change(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Change one; of two who change the same, the second is told."""
    now = timezone.now()
    one = get_campaign(viewer, key, now)
    if request.method != "POST":
        arms = [_typed_arm(arm) for arm in one.plan.arms]
        return _form(request, viewer, _typed(one.plan, now), arms, one=one)
    said, arms = _said(request)
    try:
        words = {**said, "arms": arms, "checked": list(one.plan.checked)}
        plan = read_plan(viewer, words, now, timezone.get_current_timezone())
        acts.change_campaign(viewer, key, plan, version=_number(request, "version"), now=now)
    except AccordError as problem:
        return _form(request, viewer, said, arms, problem, one=one)
    return moved(request, "campaign", _("Changed."), key=key)


def campaign_count(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How many a rule finds now, while it is typed."""
    found, unclear = None, ""
    try:
        found = audience_of(viewer, request.GET.get("segment", ""), timezone.now())
    except RuleUnclear as problem:
        unclear = problem.sentence
    return part(request, "parts/campaign_count.html", found=found, unclear=unclear)


def _form(
    request: HttpRequest,
    viewer: Viewer,
    typed: dict[str, Any],
    arms: list[dict[str, Any]],
    problem: AccordError | None = None,
    one: Campaign | None = None,
) -> HttpResponse:
    standing = current(timezone.now())
    blank = dict.fromkeys(_ARM, "")
    shown = [*arms, *(blank for _n in range(len(arms), MOST_ARMS))]
    return show(
        request, viewer, "campaign_form.html", problem, typed=typed, arms=shown, one=one,
        kinds=kinds_of(standing.document if standing else None), owners=find_owners_to_choose(viewer),
        currency=str(standing.document.agreement.currency) if standing else "",
        version=request.POST.get("version") or (one.version if one else ""),
        key=request.POST.get("key") or acts.draw(),
    )  # fmt: skip


def _said(request: HttpRequest) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What was typed, and the arms that hold anything."""
    said: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    arms = [
        {name: request.POST.get(f"arm{at}-{name}", "").strip() for name in _ARM} for at in range(MOST_ARMS)
    ]
    return said, [arm for arm in arms if any(arm.values())]


def _typed(plan: Plan, now: Any) -> dict[str, Any]:
    """A plan as its form holds it."""
    standing = current(now)
    zone = timezone.get_current_timezone()
    return {
        "name": plan.name, "kind": plan.kind, "segment": plan.segment, "goal": plan.goal,
        "called": "\n".join(plan.called), "channels": "\n".join(plan.channels),
        "target_percent": _percent(plan.target_share),
        "budget": _major(plan.budget, str(standing.document.agreement.currency) if standing else "EUR"),
        "starts_at": f"{plan.starts_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "ends_at": f"{plan.ends_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "marketing_owner": str(plan.marketing_owner or ""), "sales_owner": str(plan.sales_owner or ""),
        **_typed_sending(plan.sending),
    }  # fmt: skip


def _typed_sending(sending: Sending | None) -> dict[str, str]:
    if sending is None:
        return {}
    return {
        "sent_here": "yes", "holdout_percent": str(sending.holdout), "waves": ", ".join(map(str, sending.waves)),
        "drawn_hours": "yes" if sending.slots else "",
    }  # fmt: skip


def _percent(share: float | None) -> str:
    return "" if share is None else f"{(Decimal(str(share)) * 100).normalize():f}"


def _typed_arm(arm: Arm) -> dict[str, Any]:
    return {name: str(getattr(arm, name)) for name in _ARM}


def _major(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Money(minor, currency).major:f}"


def _key(request: HttpRequest) -> int:
    return _number(request, "key")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
