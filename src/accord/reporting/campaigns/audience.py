"""Who a campaign reaches, for whoever may see the board; the accounts themselves for whoever may see them."""

from collections.abc import Sequence
from datetime import datetime

from accord.campaigns.shapes import Campaign
from accord.contacts.account_names import find_account_names
from accord.contacts.account_owners import find_account_owners, owns_account
from accord.measures.audience import Audience, find_audience
from accord.reporting.campaigns.shapes import AccountIn, Overlap, Reached
from accord.reporting.reckoned import reckoned
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer

SHOWN = 40


def audience_of(viewer: Viewer, segment: str, now: datetime) -> Audience:
    """Everybody whom a rule finds in the mirror that stands; kept until it changes. Raises `RuleUnclear`."""
    return reckoned(
        viewer, "audience", lambda mirror, scope: find_audience(mirror, scope, segment), segment, window=None, now=now
    )  # fmt: skip


def reached_by(viewer: Viewer, campaign: Campaign, now: datetime) -> Reached:
    """Who gets a campaign: joint figures for every role, and the accounts this viewer may see, their own first."""
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
        rows=_rows(viewer, audience, out),
    )


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


def _rows(viewer: Viewer, audience: Audience, out: dict[int, str]) -> tuple[AccountIn, ...]:
    if not may(viewer, Right.see_contacts):
        return ()
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
    return tuple(rows[:SHOWN])
