"""What a campaign brought, for whoever may see the board: the same for every role."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accord.agreement.clocks.instants import micros
from accord.campaigns.models import Addressee, CampaignRow
from accord.measures.campaign_money import MoneyOfCampaign, money_of_campaign
from accord.measures.campaign_results import OF, ArmResult, ResultOfCampaign, result_of_campaign
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.reporting.attribution import credit_in
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.campaigns.unsigned import ids_of_names
from accord.reporting.reckoned import reckoned
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.vocabulary.waves import Fate

__all__ = [
    "OF",
    "ArmResult",
    "CampaignResult",
    "MoneyOfCampaign",
    "campaign_result",
    "ref_of",
    "with_campaign",
]


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """`ref` is the key of a plan, or the name under which other tools sent; `key` is 0 where nobody planned it."""

    ref: str
    key: int
    name: str
    result: ResultOfCampaign
    money: MoneyOfCampaign


def campaign_result(viewer: Viewer, ref: str, *, now: datetime) -> CampaignResult:
    """Of a plan by its key, or of sends by their name. A name that nobody sent under has no arms.

    Kept by version of the mirror, agreement, day, and who was held back; never by viewer.
    """
    require(viewer, Right.see_board)
    row, bound = _row(ref), _bound(ref)
    budget = row.budget if row else None
    name = row.name if row else find_campaign_names({ref}).get(ref, ref)

    def reckon(mirror: Mirror, scope: Scope) -> CampaignResult:
        scope = replace(scope, campaign=bound)
        made = result_of_campaign(mirror, scope, ref)
        counted = (made.count("answered"), made.count("lead"))
        money = money_of_campaign(mirror, scope, credit_in(mirror, scope), budget, counted, ref)
        return CampaignResult(ref, row.key if row else 0, name, made, money)

    return reckoned(viewer, "campaign-results", reckon, ref, name, repr(bound), budget, window=None, now=now)


def ref_of(name: str) -> str:
    """Of the name of a number, which campaign it is of."""
    parts = name.removeprefix(OF).split(":", 2 if name.removeprefix(OF)[:1].isdigit() else 1)
    return parts[-1]


def with_campaign(scope: Scope, ref: str) -> Scope:
    """The scope with one campaign: for the rows behind its numbers."""
    return replace(scope, campaign=_bound(ref))


def _row(ref: str) -> CampaignRow | None:
    if not (ref.isascii() and ref.isdigit() and len(ref) < 20):
        return None
    return CampaignRow.objects.filter(pk=min(int(ref), 2**63 - 1)).first()


def _bound(ref: str) -> Mapping[str, Any]:
    row = _row(ref)
    names = {*row.called, row.name} if row else {ref} - {""}
    ids = ids_of_names(names)
    held = Addressee.objects.filter(campaign=row.key, fate=Fate.held_out.value) if row else ()
    drawn = sorted((one.subject, micros(one.moved_at)) for one in held)
    return {
        "result_names": sorted({each for name in names for each in {name, *ids.get(name, ())}}),
        "held_subjects": [subject for subject, _ in drawn],
        "held_since": [since for _, since in drawn],
    }
