"""From rows to the room's frozen values and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accord.campaigns.models import CampaignAnswer, CampaignRow, CampaignVersion, PulledAccount
from accord.campaigns.shapes import AnswerGiven, Arm, Campaign, Plan, Pulled, Sending
from accord.campaigns.start import signatures_of
from accord.campaigns.stood import Version
from accord.contacts.account_owners import accounts_of_aliases
from accord.vocabulary.campaigns import CampaignStanding, SignAnswer

_MILLION = 1_000_000


def fields_of(plan: Plan) -> dict[str, Any]:
    """The columns that keep a plan."""
    return {
        "name": plan.name,
        "kind": plan.kind,
        "called": list(plan.called),
        "goal": plan.goal,
        "target_ppm": None if plan.target_share is None else round(plan.target_share * _MILLION),
        "segment": plan.segment,
        "arms": [asdict(arm) for arm in plan.arms],
        "channels": list(plan.channels),
        "budget": plan.budget,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "marketing_owner": plan.marketing_owner,
        "sales_owner": plan.sales_owner,
        "checked": list(plan.checked),
        "sending": asdict(plan.sending) if plan.sending else {},
    }


def plan_of(row: CampaignRow) -> Plan:
    """The plan that a row keeps."""
    return Plan(
        name=row.name,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        segment=row.segment,
        called=tuple(row.called),
        goal=row.goal,
        target_share=None if row.target_ppm is None else row.target_ppm / _MILLION,
        arms=tuple(Arm(**arm) for arm in row.arms),
        channels=tuple(row.channels),
        budget=row.budget,
        marketing_owner=row.marketing_owner,
        sales_owner=row.sales_owner,
        checked=tuple(row.checked),
        sending=sending_of(row.sending),
    )


def sending_of(kept: Mapping[str, Any]) -> Sending | None:
    """How it is sent from here, as a row or a signed text keeps it; None for nothing."""
    return Sending(kept["holdout"], tuple(kept["waves"]), kept["slots"]) if kept else None


def given_of(row: CampaignAnswer) -> AnswerGiven:
    """An answer as a value."""
    return AnswerGiven(
        hash=row.hash,
        answer=SignAnswer(row.answer),
        team=row.team,
        emergency=row.emergency,
        actor=row.actor,
        position=row.position,
        reason=row.reason,
        answered_at=row.answered_at,
    )


def standing_of(row: CampaignRow, answers: Sequence[AnswerGiven], now: datetime) -> CampaignStanding:
    """How a campaign stands: by what was answered to it as it is now, and to what it was before."""
    if row.cancelled_at is not None:
        return CampaignStanding.cancelled
    held = signatures_of(row.hash, answers)
    if held.stands:
        return CampaignStanding.signed
    if held.refused:
        return CampaignStanding.refused
    if now >= row.starts_at:
        return CampaignStanding.unanswered
    if any(signatures_of(one.hash, answers).stands for one in answers):
        return CampaignStanding.voided
    return CampaignStanding.waiting if row.asked_at is not None else CampaignStanding.planned


def campaigns_of(rows: Iterable[CampaignRow], now: datetime) -> tuple[Campaign, ...]:
    """Campaigns as values, in the order of their rows; a few queries, whatever their number."""
    listed = list(rows)
    keys = [row.key for row in listed]
    answers: dict[int, list[AnswerGiven]] = defaultdict(list)
    for given in CampaignAnswer.objects.filter(campaign__in=keys).order_by("answered_at", "pk"):
        answers[given.campaign_id].append(given_of(given))
    pulled = _pulled(keys)
    return tuple(_campaign(row, answers[row.key], pulled.get(row.key, ()), now) for row in listed)


def versions_of(keys: Iterable[int]) -> Mapping[int, list[Version]]:
    """What stood of each campaign since when, the oldest first."""
    found: dict[int, list[Version]] = defaultdict(list)
    for row in CampaignVersion.objects.filter(campaign__in=list(keys)).order_by("since", "pk"):
        found[row.campaign_id].append(Version(row.since, row.hash, row.text))
    return found


def _campaign(
    row: CampaignRow, answers: Sequence[AnswerGiven], pulled: Sequence[Pulled], now: datetime
) -> Campaign:
    return Campaign(
        key=row.key,
        plan=plan_of(row),
        hash=row.hash,
        version=row.version,
        standing=standing_of(row, answers, now),
        emergency=any(signatures_of(one.hash, answers).emergency for one in answers),
        answers=tuple(answers),
        pulled=tuple(pulled),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        planned_at=row.planned_at,
        planned_by=row.planned_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        cancelled_at=row.cancelled_at,
        cancelled_why=row.cancelled_why,
    )


def _pulled(keys: Sequence[int]) -> dict[int, list[Pulled]]:
    """The accounts out of each campaign as they are numbered now: a merge takes the other half out too."""
    rows = list(PulledAccount.objects.filter(campaign__in=keys, back_at=None).order_by("pulled_at", "pk"))
    now = accounts_of_aliases({alias for row in rows for alias in row.aliases})
    found: dict[int, list[Pulled]] = defaultdict(list)
    for row in rows:
        accounts = sorted({now[alias] for alias in row.aliases if alias in now} or {row.account})
        for account in accounts:
            found[row.campaign_id].append(Pulled(account, row.reason, row.actor, row.pulled_at))
    return found
