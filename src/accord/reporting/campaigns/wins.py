"""Wins by name: the deals won with people whom a campaign reached, and who of both teams touched them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from accord.contacts.naming import find_names
from accord.contacts.visible import find_visible_ids
from accord.reporting.campaigns.results import with_campaign
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.money import Money
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class WinTouch:
    """How often somebody touched the deal's people from the send to the win; `name` is empty where no source says."""

    team: str
    name: str
    touches: int


@dataclass(frozen=True, slots=True)
class CampaignWin:
    """A deal that the viewer may see. `sourced`: it began after the send, with people who were new."""

    deal: int
    contact_id: int
    person: str
    won_at: datetime
    amount: Decimal | None
    currency: str
    sourced: bool
    touched: tuple[WinTouch, ...]


@dataclass(frozen=True, slots=True)
class CampaignWins:
    """The wins that the viewer may see, the latest first, of how many there are."""

    wins: tuple[CampaignWin, ...]
    total: int


def campaign_wins(viewer: Viewer, ref: str, *, now: datetime) -> CampaignWins:
    """Of a plan by its key, or of sends by their name. Raises `Refused` without the right to see contacts."""
    require(viewer, Right.see_contacts)
    with open_current(mirror_folder(), now) as mirror:
        bound = with_campaign(scope_for(current(now), mirror, window=None, now=now), ref).bound()
        rows = mirror.ask("campaign_wins", **bound)
        touches = mirror.ask("campaign_touchers", **bound)
    contacts = {row["contact"] for row in rows if row["contact"] is not None}
    seen = find_visible_ids(viewer, contacts)
    mine = [row for row in rows if row["contact"] in seen]
    people = find_names(viewer, {row["contact"] for row in mine})
    actors = find_actor_names({row["actor"] for row in touches if row["actor"]})
    by_deal: dict[int, list[WinTouch]] = defaultdict(list)
    for row in touches:
        name = actors.get(row["actor"]) or row["actor"]
        by_deal[row["deal"]].append(WinTouch(row["team"], name, row["touches"]))
    wins = tuple(
        CampaignWin(
            row["deal"], row["contact"], people.get(row["contact"], ""), row["won_at"].replace(tzinfo=UTC),
            Money(row["amount"], row["currency"]).major if row["amount"] is not None else None, row["currency"],
            row["sourced"], tuple(by_deal.get(row["deal"], ())),
        )
        for row in mine
    )  # fmt: skip
    return CampaignWins(wins, len(rows))
