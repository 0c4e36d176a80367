"""/campaigns: what both teams plan, who signed it, whose accounts are out, sends that nobody signed."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import P, QueryEx, Router
from pydantic import Field, StringConstraints

from accord.campaigns.find import find_campaigns, get_campaign
from accord.campaigns.shapes import Campaign
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key, Offset
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.campaigns.audience import accounts_of
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.shapes import (
    AccountsIn,
    Breaches,
    CampaignMonth,
    CampaignSheet,
    UnsignedMails,
)
from accord.reporting.campaigns.sheet import campaign_sheet
from accord.reporting.campaigns.unsigned import find_unsigned, find_unsigned_mails
from accord.vocabulary.campaigns import SignAnswer
from accord.workflows import campaigns as acts
from accord.workflows.campaign_said import read_plan

router = Router(tags=["campaigns"])
Short = Annotated[str, StringConstraints(max_length=300)]


class ArmIn(Body):
    """One arm: what its recipients get; the percents of all arms are 100."""

    name: str = Field("all", max_length=200)
    percent: int = Field(100, ge=0, le=100)
    subject: Short = ""
    body: str = Field("", max_length=50_000)
    link: str = Field("", max_length=2_000)
    asset: str = Field("", max_length=200)


class PlanIn(Body):
    """A plan. Instants carry their zone; the target is in per cent, the budget in whole units of money."""

    name: str = Field(min_length=1, max_length=200)
    kind: str = Field(min_length=1, max_length=60)
    starts_at: str = Field(min_length=1, max_length=40)  # ISO 8601 with its zone
    ends_at: str = Field(min_length=1, max_length=40)
    segment: str = Field(min_length=1, max_length=2_000)
    called: list[str] = []
    goal: str = Field("", max_length=2_000)
    target_percent: float | None = None
    arms: list[ArmIn] = []
    channels: list[str] = []
    budget: float | None = None
    marketing_owner: Key = 0
    sales_owner: Key = 0
    checked: list[str] = []
    sent_here: bool = False  # else another tool sends it
    holdout_percent: int = Field(0, ge=0, le=90)
    waves: list[int] = []  # percents of the others, 100 together
    drawn_hours: bool = False


class NewPlan(PlanIn):
    """A new one. `key` is drawn by the caller: sent again, it is planned once."""

    key: Key = 0


class ChangedPlan(PlanIn):
    """What stands in its place, and the version that was read."""

    version: Key


class CampaignAnswerIn(Body):
    """What is said to the text of this hash."""

    answer: Literal["signed", "refused"]
    hash: str = Field(min_length=1, max_length=64)
    reason: Short = ""
    emergency: bool = False


class CampaignCancelIn(Body):
    """Why, or that it is planned again."""

    reason: Short = ""
    again: bool = False


class CampaignTickIn(Body):
    """A line of the agreed checklist."""

    item: Short
    done: bool = True
    version: Key


class PulledIn(Body):
    """Why an account is taken out."""

    reason: str = Field(min_length=1, max_length=300)


@router.get("/campaigns", url_name="campaigns", response={200: list[Campaign], **ERRORS})
def every_campaign(request: HttpRequest) -> HttpResponse:
    """Every campaign, the latest start first."""
    return answer(find_campaigns(asks(request), datetime.now(UTC)))


@router.post("/campaigns", url_name="campaign-plan", response={200: Campaign, **ERRORS})
def plan(request: HttpRequest, new: NewPlan) -> HttpResponse:
    """Plan a campaign."""
    by, now = asks(request), datetime.now(UTC)
    made = read_plan(by, new.dict(exclude={"key"}), now)
    return answer(acts.plan_campaign(by, made, key=new.key, now=now))


@router.get("/campaigns/month", url_name="campaign-month", response={200: CampaignMonth, **ERRORS})
def month(request: HttpRequest, month: QueryEx[str, P(max_length=7)] = "") -> HttpResponse:
    """A month (2027-03; without one, this month) of everything that is planned, with what overlaps."""
    return answer(campaign_month(asks(request), month, datetime.now(UTC)))


@router.get("/campaigns/unsigned", url_name="campaigns-unsigned", response={200: Breaches, **ERRORS})
def unsigned(request: HttpRequest) -> HttpResponse:
    """Sends that were seen and that no sign-off covered at their instant."""
    return answer(find_unsigned(asks(request), datetime.now(UTC)))


@router.get(
    "/campaigns/unsigned/mails", url_name="campaigns-unsigned-mails", response={200: UnsignedMails, **ERRORS}
)
def unsigned_mails(
    request: HttpRequest, campaign: QueryEx[str, P(max_length=200)] = "", offset: Offset = 0
) -> HttpResponse:
    """The mails of one name, to people whom you may see."""
    return answer(find_unsigned_mails(asks(request), campaign, datetime.now(UTC), offset=offset))


@router.get("/campaigns/{int:campaign_id}", url_name="campaign", response={200: CampaignSheet, **ERRORS})
def one_campaign(request: HttpRequest, campaign_id: Id) -> HttpResponse:
    """One campaign whole: may it start and why not, what changed since it was signed, how many get it."""
    return answer(campaign_sheet(asks(request), campaign_id, datetime.now(UTC)))


@router.get(
    "/campaigns/{int:campaign_id}/accounts",
    url_name="campaign-accounts",
    response={200: AccountsIn, **ERRORS},
)
def accounts(request: HttpRequest, campaign_id: Id, offset: Offset = 0) -> HttpResponse:
    """Whose accounts get it, as far as you may see them: yours first, then those with an open deal."""
    viewer, now = asks(request), datetime.now(UTC)
    return answer(accounts_of(viewer, get_campaign(viewer, campaign_id, now), now, offset=offset))


@router.post("/campaigns/{int:campaign_id}", url_name="campaign-change", response={200: Campaign, **ERRORS})
def change(request: HttpRequest, campaign_id: Id, new: ChangedPlan) -> HttpResponse:
    """Put a plan in the place of the one that was read as `version`."""
    by, now = asks(request), datetime.now(UTC)
    made = read_plan(by, new.dict(exclude={"version"}), now)
    return answer(acts.change_campaign(by, campaign_id, made, version=new.version, now=now))


@router.post(
    "/campaigns/{int:campaign_id}/cancel", url_name="campaign-cancel", response={200: Campaign, **ERRORS}
)
def cancel(request: HttpRequest, campaign_id: Id, said: CampaignCancelIn) -> HttpResponse:
    """Call it off, or take that back."""
    by, now = asks(request), datetime.now(UTC)
    return answer(acts.cancel_campaign(by, campaign_id, said.reason, cancelled=not said.again, now=now))


@router.post("/campaigns/{int:campaign_id}/ask", url_name="campaign-ask", response={200: Campaign, **ERRORS})
def ask(request: HttpRequest, campaign_id: Id) -> HttpResponse:
    """Ask sales to sign it as it stands."""
    return answer(acts.ask_sign_off(asks(request), campaign_id, now=datetime.now(UTC)))


@router.post(
    "/campaigns/{int:campaign_id}/answer", url_name="campaign-answer", response={200: Campaign, **ERRORS}
)
def say(request: HttpRequest, campaign_id: Id, said: CampaignAnswerIn) -> HttpResponse:
    """Sign or refuse what was read, named by its hash."""
    return answer(
        acts.answer_campaign(
            asks(request), campaign_id, SignAnswer(said.answer), text_hash=said.hash, reason=said.reason,
            emergency=said.emergency, now=datetime.now(UTC),
        )
    )  # fmt: skip


@router.post(
    "/campaigns/{int:campaign_id}/tick", url_name="campaign-tick", response={200: Campaign, **ERRORS}
)
def tick(request: HttpRequest, campaign_id: Id, said: CampaignTickIn) -> HttpResponse:
    """Tick a line of the checklist, or take the tick back."""
    by, now = asks(request), datetime.now(UTC)
    return answer(acts.tick(by, campaign_id, said.item, done=said.done, version=said.version, now=now))


@router.post(
    "/campaigns/{int:campaign_id}/accounts/{int:account_id}/pull",
    url_name="campaign-pull",
    response={200: Campaign, **ERRORS},
)
def pull(request: HttpRequest, campaign_id: Id, account_id: Id, said: PulledIn) -> HttpResponse:
    """Its owner takes an account out."""
    now = datetime.now(UTC)
    return answer(acts.pull_account(asks(request), campaign_id, account_id, said.reason, now=now))


@router.post(
    "/campaigns/{int:campaign_id}/accounts/{int:account_id}/back",
    url_name="campaign-back",
    response={200: Campaign, **ERRORS},
)
def back(request: HttpRequest, campaign_id: Id, account_id: Id) -> HttpResponse:
    """Its owner puts it back."""
    return answer(acts.put_account_back(asks(request), campaign_id, account_id, now=datetime.now(UTC)))
