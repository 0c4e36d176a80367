"""Campaigns for whoever may see the board: one, all, and those of a stretch of days."""

from datetime import datetime

from accord.campaigns.models import CampaignRow, CampaignVersion
from accord.campaigns.plan import LARGEST, no_such_campaign
from accord.campaigns.rows import campaigns_of, versions_of
from accord.campaigns.shapes import Campaign, MayStart
from accord.campaigns.signed_part import Change, changes_between, hash_of, text_of
from accord.campaigns.start import decide_start, signatures_of
from accord.campaigns.stood import Covered, stood_between
from accord.teams.agreements import in_force
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


def find_campaigns(
    viewer: Viewer, now: datetime, *, since: datetime | None = None, until: datetime | None = None
) -> tuple[Campaign, ...]:
    """Every campaign that runs between two instants (ever without them), the latest start first."""
    require(viewer, Right.see_board)
    rows = CampaignRow.objects.order_by("-starts_at", "key")
    if since is not None:
        rows = rows.filter(ends_at__gt=since)
    if until is not None:
        rows = rows.filter(starts_at__lt=until)
    return campaigns_of(rows, now)


def get_campaign(viewer: Viewer, key: int, now: datetime) -> Campaign:
    """One campaign. Raises `NotFound`."""
    require(viewer, Right.see_board)
    found = campaigns_of(CampaignRow.objects.filter(pk=min(key, LARGEST)), now)
    if not found:
        raise no_such_campaign()
    return found[0]


def may_start(
    campaign: Campaign, now: datetime, *, sending: str | None = None, agreed: bool | None = None
) -> MayStart:
    """Whether it may start or go on now. `sending` is the hash of what would be sent (None: of what it is now).

    `agreed`: whether an agreement is in force now, where the caller has just asked.
    """
    return decide_start(
        text_hash=campaign.hash,
        sending=hash_of(text_of(campaign.plan)) if sending is None else sending,
        answers=campaign.answers,
        starts_at=campaign.plan.starts_at,
        ends_at=campaign.plan.ends_at,
        cancelled=campaign.cancelled_at is not None,
        agreed=in_force(now) is not None if agreed is None else agreed,
        now=now,
    )


def changes_since_signed(campaign: Campaign) -> tuple[Change, ...]:
    """What differs between what was signed last and what stands now; none where nothing was, or nothing differs."""
    signed = [one for one in campaign.answers if signatures_of(one.hash, campaign.answers).stands]
    if not signed or signed[-1].hash == campaign.hash:
        return ()
    rows = CampaignVersion.objects.filter(campaign_id=campaign.key, hash=signed[-1].hash)
    text = rows.values_list("text", flat=True).first()
    return changes_between(text, text_of(campaign.plan)) if text else ()


def find_covered(now: datetime) -> tuple[Covered, ...]:
    """Every span in which sends under some names were signed off: what breaches are reckoned against."""
    campaigns = campaigns_of(CampaignRow.objects.all(), now)
    versions = versions_of(one.key for one in campaigns)
    return tuple(span for one in campaigns for span in stood_between(versions.get(one.key, ()), one.answers))


def find_campaign_labels(keys: set[int]) -> dict[int, str]:
    """The names of campaigns by their keys; unknown ones are absent."""
    return dict(CampaignRow.objects.filter(pk__in=keys).values_list("pk", "name"))
