"""One campaign whole, as both teams look at it before they answer, and the list of all."""

from datetime import datetime, timedelta
from decimal import Decimal

from accord.agreement.campaigning import NOTICE, SIGN_OFF, notice_of
from accord.agreement.dated import instants_of
from accord.agreement.shape import Document
from accord.campaigns.find import changes_since_signed, find_campaigns, get_campaign, may_start
from accord.campaigns.shapes import Campaign
from accord.campaigns.signers import Signers, find_signers
from accord.campaigns.start import signatures_of
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.reporting.campaigns.audience import overlaps_of, reached_by
from accord.reporting.campaigns.checklist import checklist_of
from accord.reporting.campaigns.shapes import CampaignSheet, NoticeToReps
from accord.reporting.reckoned import reckoned
from accord.teams.agreements import current
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer


def campaign_sheet(viewer: Viewer, key: int, now: datetime) -> CampaignSheet:
    """Everything about one campaign; its accounts as far as the viewer may see them. Raises `NotFound`."""
    campaign = get_campaign(viewer, key, now)
    standing = current(now)
    document = standing.document if standing else None
    signers = find_signers(document, campaign.plan.segment, now)
    reached = reached_by(viewer, campaign, now)
    notice = notice_to_reps(document, campaign, now)
    span = campaign.plan
    others = find_campaigns(viewer, now, since=span.starts_at, until=span.ends_at)
    spent = _spent(viewer, campaign, now)
    signs = may(viewer, Right.sign_campaigns)
    return CampaignSheet(
        campaign=campaign,
        may_start=may_start(campaign, now),
        changes=changes_since_signed(campaign),
        reached=reached,
        notice=notice,
        checklist=checklist_of(campaign, document, reached, notice),
        overlaps=overlaps_of(viewer, campaign, others, now),
        approvers=signers.approvers,
        emergency_sales=signers.sales,
        emergency_marketing=signers.marketing,
        names=_names(campaign, signers),
        spent=spent,
        currency=str(document.agreement.currency) if document else "",
        clause=SIGN_OFF,
        signs_as=signers.side_of(viewer.user_id, emergency=False) if signs else "",
        emergency_as=signers.side_of(viewer.user_id, emergency=True) if signs else "",
    )


def notice_to_reps(document: Document | None, campaign: Campaign, now: datetime) -> NoticeToReps:
    """Whether the owners of the accounts were told in time, or would be if it were signed now."""
    promised = notice_of(document)
    if document is None or promised is None:
        return NoticeToReps(NOTICE, "", None, None, late=False)
    held = [one for one in campaign.answers if one.hash == campaign.hash]
    stands = signatures_of(campaign.hash, campaign.answers).stands
    told = held[-1].answered_at if stands and held else None
    day = campaign.plan.starts_at.date()
    early = campaign.plan.starts_at - timedelta(days=60)
    instants = instants_of(document, promised, early, day)
    due = dict(instants).get(Decimal(1))
    late = due is not None and (told or now) > due
    return NoticeToReps(NOTICE, str(promised.within), due, told, late)


def _spent(viewer: Viewer, campaign: Campaign, now: datetime) -> int | None:
    """What the platforms say was spent under its names, in the agreement's currency; None where they say nothing."""

    def read(mirror: Mirror, scope: Scope) -> dict[str, int]:
        rows = mirror.ask("campaign_spend")
        return {row["campaign"]: row["amount"] for row in rows if row["currency"] == scope.currency}

    known = reckoned(viewer, "campaign-spend", read, window=None, now=now)
    found = [known[name] for name in campaign.plan.called if name in known]
    return sum(found) if found else None


def _names(campaign: Campaign, signers: Signers) -> dict[str, str]:
    users = {*signers.approvers, *signers.sales, *signers.marketing}
    users |= {campaign.plan.marketing_owner, campaign.plan.sales_owner} - {0}
    actors = {f"user:{user}" for user in users} | {one.actor for one in campaign.answers}
    actors |= {one.actor for one in campaign.pulled}
    return find_actor_names(actors | {campaign.planned_by, campaign.changed_by, campaign.asked_by})
