"""A month of everything that both teams have planned, with what overlaps."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.campaigns.find import find_campaigns
from accord.campaigns.shapes import Campaign
from accord.reporting.campaigns.audience import audience_of, overlaps_of
from accord.reporting.campaigns.shapes import CampaignMonth, InMonth
from accord.teams.agreements import current
from accord.teams.notices import find_actor_names
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer


def campaign_month(viewer: Viewer, month: str, now: datetime) -> CampaignMonth:
    """The month `2027-03` (empty: the one it is), in the reporting zone; the same for every role.

    Raises `Refused` without the right to see the board, `Invalid` for what is no month.
    """
    standing = current(now)
    reporting = standing.document.reporting if standing else None
    zone = ZoneInfo(str(reporting.zone) if reporting else "UTC")
    first = _first_day(month) if month else now.astimezone(zone).date().replace(day=1)
    weeks = tuple(tuple(week) for week in calendar.Calendar().monthdatescalendar(first.year, first.month))
    since = datetime.combine(weeks[0][0], time(), zone)
    until = datetime.combine(weeks[-1][-1] + timedelta(days=1), time(), zone)
    found = [one for one in find_campaigns(viewer, now, since=since, until=until) if one.cancelled_at is None]
    rows = [
        InMonth(
            campaign=one,
            first=max(one.plan.starts_at.astimezone(zone).date(), weeks[0][0]),
            last=min(_last_day(one, zone), weeks[-1][-1]),
            people=audience_of(viewer, one.plan.segment, now).people,
            overlaps=overlaps_of(viewer, one, found, now),
        )
        for one in reversed(found)
    ]
    owners = {
        f"user:{user}" for one in found for user in (one.plan.marketing_owner, one.plan.sales_owner) if user
    }
    return CampaignMonth(first, weeks, tuple(rows), str(zone), find_actor_names(owners))


def _last_day(campaign: Campaign, zone: ZoneInfo) -> date:
    """The day that its last instant lies on: one that ends at midnight ends the day before."""
    return (campaign.plan.ends_at - timedelta(microseconds=1)).astimezone(zone).date()


def _first_day(month: str) -> date:
    try:
        found = date.fromisoformat(f"{month}-01")
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2200:
        raise Invalid("campaign.month", "that is no month", "write it as 2027-03")
    return found
