"""Who a campaign reaches, for whoever may see the board; the accounts themselves for whoever may see them."""

from collections.abc import Sequence
from datetime import datetime

from accord.campaigns.shapes import Campaign
from accord.contacts.account_names import find_account_names
from accord.contacts.account_owners import find_account_owners, owns_account
from accord.measures.audience import Audience, find_audience
from accord.reporting.campaigns.shapes import AccountIn, AccountsIn, Overlap, Reached
from accord.reporting.ordering import AS_GIVEN, Column, Sorting, figure, ordered, words
from accord.reporting.paging import page_of
from accord.reporting.reckoned import reckoned
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer

TO_SORT = (
    words("name"),
    words("owner"),
    figure("people"),
    Column("open_deal", lambda row: int(row.open_deal)),
    Column("pulled", lambda row: int(row.pulled)),
)


def audience_of(viewer: Viewer, segment: str, now: datetime) -> Audience:
    """Everybody whom a rule finds in the mirror that stands; kept until it changes. Raises `RuleUnclear`."""
    return reckoned(
        viewer, "audience", lambda mirror, scope: find_audience(mirror, scope, segment), segment, window=None, now=now
    )  # fmt: skip


def reached_by(viewer: Viewer, campaign: Campaign, now: datetime) -> Reached:
    """Who gets a campaign: joint figures, the same for every role."""
    audience = audience_of(viewer, campaign.plan.segment, now)
    out = {one.account_id: one.reason for one in campaign.pulled}
    left = sum(one.people for one in audience.accounts if one.account in out)
    return Reached(
        people=audience.people,
        gets_it=audience.people - left,
        accounts=len(audience.accounts),
        pulled=len(out),
        in_deals=audience.in_deals,
        alone=audience.alone,
        as_of=audience.as_of,
    )


def accounts_of(
    viewer: Viewer,
    campaign: Campaign,
    now: datetime,
    *,
    offset: int = 0,
    limit: int = 50,
    sorting: Sorting = AS_GIVEN,
) -> AccountsIn:
    """The accounts that get a campaign, or were taken out, as far as the viewer may see them; none without the right.

    The viewer's own first, then those with an open deal, then the largest; or all in the order of a column of `TO_SORT`
    before a page is cut.
    """
    audience = audience_of(viewer, campaign.plan.segment, now)
    out = {one.account_id: one.reason for one in campaign.pulled}
    mine = _rows(viewer, audience, out)
    listed, more = page_of(ordered(mine, TO_SORT, sorting), offset, limit)
    every = {one.account for one in audience.accounts} | set(out)
    return AccountsIn(tuple(listed), len(mine), len(every), more)


def overlaps_of(
    viewer: Viewer, campaign: Campaign, others: Sequence[Campaign], now: datetime
) -> tuple[Overlap, ...]:
    """Other campaigns in the same days that reach the same accounts or people, the most shared first."""
    own = audience_of(viewer, campaign.plan.segment, now)
    mine = {one.account for one in own.accounts} - {one.account_id for one in campaign.pulled}
    found = []
    for other in others:
        if other.key == campaign.key or other.cancelled_at or campaign.cancelled_at:
            continue
        if not (
            other.plan.starts_at < campaign.plan.ends_at and campaign.plan.starts_at < other.plan.ends_at
        ):
            continue
        theirs = audience_of(viewer, other.plan.segment, now)
        reached = {one.account for one in theirs.accounts} - {one.account_id for one in other.pulled}
        accounts, people = len(mine & reached), len(own.contacts & theirs.contacts)
        if accounts or people:
            plan = other.plan
            found.append(
                Overlap(other.key, plan.name, plan.starts_at.date(), plan.ends_at.date(), accounts, people)
            )
    return tuple(sorted(found, key=lambda one: (-one.accounts, -one.people, one.key)))


def _rows(viewer: Viewer, audience: Audience, out: dict[int, str]) -> list[AccountIn]:
    if not may(viewer, Right.see_contacts):
        return []
    reached = {one.account: one for one in audience.accounts}
    every = set(reached) | set(out)
    names = find_account_names(viewer, every)
    owners = find_account_owners(set(names))
    called = find_actor_names({owner for account in names for owner in owners.get(account, ())})
    rows = [
        AccountIn(
            account_id=account,
            name=names[account],
            people=reached[account].people if account in reached else 0,
            open_deal=account in reached and reached[account].open_deal,
            owner=next((called[one] for one in owners.get(account, ()) if one in called), ""),
            mine=may(viewer, Right.pull_accounts) and owns_account(viewer, owners.get(account, ())),
            pulled=account in out,
            reason=out.get(account, ""),
        )
        for account in names
    ]
    rows.sort(
        key=lambda one: (not one.mine, not one.open_deal, -one.people, one.name.casefold(), one.account_id)
    )
    return rows
