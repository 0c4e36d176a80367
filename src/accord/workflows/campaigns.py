"""Campaigns from plan to sign-off: each act with whoever must hear of it, in one transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accord.campaigns import plan as plans
from accord.campaigns import pull, sign
from accord.campaigns.find import get_campaign
from accord.campaigns.models import CampaignRow
from accord.campaigns.shapes import Campaign, Plan
from accord.campaigns.signers import find_signers
from accord.campaigns.start import signatures_of
from accord.contacts.account_owners import find_account_owners
from accord.ledger.keys import draw_key
from accord.reporting.campaigns.audience import audience_of
from accord.teams.agreements import current
from accord.teams.notices import find_users, notify
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, require
from accord.vocabulary.campaigns import CampaignStanding, SignAnswer
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer


def plan_campaign(by: Viewer, plan: Plan, *, key: int = 0, now: datetime) -> Campaign:
    """Plan a campaign; with the same key again the one that stands comes back."""
    with transaction.atomic():
        row = plans.plan_campaign(by, key or draw_key(), plan, now=now)
        return get_campaign(by, row.key, now)


def change_campaign(by: Viewer, key: int, plan: Plan, *, version: int, now: datetime) -> Campaign:
    """Change what was read as `version`; a signature that it voids is told to signer and owners."""
    require(by, Right.plan_campaigns)
    with transaction.atomic():
        before = get_campaign(by, key, now)
        row = plans.change_campaign(by, key, plan, version=version, now=now)
        after = get_campaign(by, key, now)
        if before.standing is CampaignStanding.signed and after.standing is not CampaignStanding.signed:
            _tell_both(row, after, by, "changed", f"v{row.version}", now)
        return after


def tick(
    by: Viewer, key: int, item: str, *, done: bool, version: int | None = None, now: datetime
) -> Campaign:
    """Tick a line of the agreed checklist, or take the tick back."""
    require(by, Right.plan_campaigns)
    with transaction.atomic():
        one = get_campaign(by, key, now)
        stands = one.plan
        others = tuple(one for one in stands.checked if one != item)
        plan = replace(stands, checked=(*others, item) if done else others)
        plans.change_campaign(by, key, plan, version=version or one.version, now=now)
        return get_campaign(by, key, now)


def cancel_campaign(
    by: Viewer, key: int, reason: str = "", *, cancelled: bool = True, now: datetime
) -> Campaign:
    """Call it off, or take that back; both owners and whoever signed hear of it."""
    require(by, Right.plan_campaigns)
    with transaction.atomic():
        before = get_campaign(by, key, now)
        row = plans.cancel_campaign(by, key, reason, cancelled=cancelled, now=now)
        after = get_campaign(by, key, now)
        if before.version != after.version:
            _tell_both(row, after, by, "called off" if cancelled else "planned again", f"v{row.version}", now)
        return after


def ask_sign_off(by: Viewer, key: int, *, now: datetime) -> Campaign:
    """Ask the final approver of sales; they are told until when nothing is sent without them."""
    with transaction.atomic():
        row = sign.ask_sign_off(by, key, now=now)
        standing = current(now)
        approvers = find_signers(standing.document if standing else None, row.segment, now).approvers
        notify(
            NoticeKind.decision_needed, f"campaign:{key}", approvers, now=now, by=by,
            cause=f"campaign:{key}:asked:{row.asked_at}", values={"due": row.starts_at.isoformat()},
        )  # fmt: skip
        return get_campaign(by, key, now)


def answer_campaign(
    by: Viewer,
    key: int,
    answer: SignAnswer,
    *,
    text_hash: str,
    reason: str = "",
    emergency: bool = False,
    now: datetime,
) -> Campaign:
    """Sign or refuse. Once signed, the owners of the accounts that get it are told in the same transaction."""
    require(by, Right.sign_campaigns)
    with transaction.atomic():
        before = get_campaign(by, key, now)
        row = sign.answer_campaign(
            by, key, answer, text_hash=text_hash, reason=reason, emergency=emergency, now=now
        )
        after = get_campaign(by, key, now)
        if len(after.answers) > len(before.answers):
            what = f"{answer}:{len(after.answers)}"
            _tell_both(row, after, by, "refused" if answer is SignAnswer.refused else "signed", what, now)
            if after.standing is CampaignStanding.signed and before.standing is not CampaignStanding.signed:
                _tell_reps(after, by, now)
        return after


def pull_account(by: Viewer, key: int, account: int, reason: str, *, now: datetime) -> Campaign:
    """An owner takes an account out; both owners of the campaign hear of it."""
    require(by, Right.pull_accounts)
    with transaction.atomic():
        before = get_campaign(by, key, now)
        row = pull.pull_account(by, key, account, reason, now=now)
        after = get_campaign(by, key, now)
        if len(after.pulled) > len(before.pulled):
            _tell_both(row, after, by, "an account was taken out", f"out:{account}:{now.isoformat()}", now)
        return after


def put_account_back(by: Viewer, key: int, account: int, *, now: datetime) -> Campaign:
    """An owner puts an account back."""
    with transaction.atomic():
        pull.put_account_back(by, key, account, now=now)
        return get_campaign(by, key, now)


def _tell_reps(campaign: Campaign, by: Viewer, now: datetime) -> None:
    """Whoever owns an account that gets it hears when it starts and of how many of theirs."""
    out = {one.account_id for one in campaign.pulled}
    audience = audience_of(SYSTEM, campaign.plan.segment, now)
    owners = find_account_owners({one.account for one in audience.accounts} - out)
    to = find_users({owner for each in owners.values() for owner in each})
    notify(
        NoticeKind.campaign, f"campaign:{campaign.key}", to, now=now, by=by,
        cause=f"campaign:{campaign.key}:ahead:{campaign.hash[:16]}:{len(campaign.answers)}",
        values={"starts": campaign.plan.starts_at.isoformat()},
    )  # fmt: skip


def _tell_both(
    row: CampaignRow, campaign: Campaign, by: Viewer, what: str, cause: str, now: datetime
) -> None:
    """Both owners, and whoever signed what stood, hear of it."""
    signed = {one for one in campaign.answers if signatures_of(one.hash, campaign.answers).stands}
    people = [row.marketing_owner, row.sales_owner, *find_users({one.actor for one in signed})]
    notify(
        NoticeKind.campaign_moved, f"campaign:{row.key}", [one for one in people if one], now=now, by=by,
        cause=f"campaign:{row.key}:{cause}", values={"what": what},
    )  # fmt: skip


def draw() -> int:
    """A key for a new campaign: sent with the form, it is planned once however often it is sent."""
    return draw_key()
