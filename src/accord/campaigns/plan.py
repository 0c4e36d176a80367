"""Plan a campaign, change it, call it off and take that back. Each expects a transaction and may be repeated."""

from dataclasses import replace
from datetime import UTC, datetime

from accord.agreement.shape import Document
from accord.campaigns.checked import check_ahead, check_plan
from accord.campaigns.models import CampaignRow, CampaignVersion
from accord.campaigns.rows import fields_of, plan_of
from accord.campaigns.shapes import Plan
from accord.campaigns.signed_part import hash_of, text_of
from accord.ledger.acts import record_act
from accord.ledger.sql import take_turn
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Overtaken
from accord.vocabulary.people import Viewer

CANCELLED, PLANNED, CHANGED, AGAIN = (
    "campaign_cancelled",
    "campaign_planned",
    "campaign_changed",
    "campaign_planned_again",
)
LARGEST = 2**63 - 1


def plan_campaign(by: Viewer, key: int, plan: Plan, *, now: datetime) -> CampaignRow:
    """Keep a new plan under a key that the caller draws: the same key again plans nothing anew.

    Raises `Refused` without the right, `Invalid` for what cannot be kept.
    """
    require(by, Right.plan_campaigns)
    if not 0 < key <= LARGEST:
        raise Invalid("campaign.key", "a campaign's key is a number above 0", "let it be drawn")
    take_turn()
    standing = CampaignRow.objects.filter(pk=key).first()
    if standing is not None:
        return standing
    plan = _tidied(plan)
    check_plan(plan, _document(now))
    check_ahead(plan.starts_at, now)
    text = text_of(plan)
    row = CampaignRow.objects.create(
        key=key,
        hash=hash_of(text),
        planned_at=now,
        planned_by=by.actor,
        changed_at=now,
        changed_by=by.actor,
        **fields_of(plan),
    )
    _keep_version(row, text, by, now)
    _record(row, PLANNED, by, now)
    return row


def change_campaign(by: Viewer, key: int, plan: Plan, *, version: int, now: datetime) -> CampaignRow:
    """Put a plan in the place of the one that was read as `version`; the same plan again changes nothing.

    A change of what is signed takes the question back: it is to be asked anew. Raises `Overtaken` when somebody
    changed it since, `Invalid` for one that is over or called off, `NotFound`.
    """
    require(by, Right.plan_campaigns)
    row = locked(key)
    plan = _tidied(plan)
    if plan_of(row) == plan:
        return row
    if row.version != version:
        raise Overtaken(
            "campaign.moved", "somebody changed it after you read it", "read it again, then make your change"
        )
    if row.cancelled_at is not None or now >= row.ends_at:
        raise Invalid("campaign.closed", "it is over or called off", "plan a new one")
    check_plan(plan, _document(now))
    if plan.starts_at != row.starts_at:
        check_ahead(plan.starts_at, now)
    text = text_of(plan)
    moved = hash_of(text) != row.hash
    for name, value in fields_of(plan).items():
        setattr(row, name, value)
    row.hash, row.version, row.changed_at, row.changed_by = hash_of(text), row.version + 1, now, by.actor
    if moved:
        row.asked_at, row.asked_by = None, ""
        _keep_version(row, text, by, now)
    row.save()
    _record(row, CHANGED, by, now)
    return row


def cancel_campaign(
    by: Viewer, key: int, reason: str = "", *, cancelled: bool = True, now: datetime
) -> CampaignRow:
    """Call it off, or take that back; said twice it changes nothing. What was signed stands again when it is back."""
    require(by, Right.plan_campaigns)
    row = locked(key)
    if (row.cancelled_at is not None) == cancelled:
        return row
    row.cancelled_at, row.cancelled_why = (now, reason.strip()[:300]) if cancelled else (None, "")
    row.version, row.changed_at, row.changed_by = row.version + 1, now, by.actor
    row.save()
    if cancelled:
        CampaignVersion.objects.create(campaign=row, hash="", text="", actor=by.actor, since=now)
    else:
        _keep_version(row, text_of(plan_of(row)), by, now)
    _record(row, CANCELLED if cancelled else AGAIN, by, now)
    return row


def locked(key: int) -> CampaignRow:
    """The row, held until the transaction ends. Raises `NotFound`."""
    take_turn()
    row = CampaignRow.objects.select_for_update().filter(pk=key).first() if key <= LARGEST else None
    if row is None:
        raise no_such_campaign()
    return row


def no_such_campaign() -> NotFound:
    """The one answer for a campaign that does not exist."""
    return NotFound("campaign.unknown", "there is no such campaign", "look at the list of campaigns")


def _tidied(plan: Plan) -> Plan:
    """Without blanks around words; other tools call it by its name where nobody says otherwise."""
    name = " ".join(plan.name.split())
    called = tuple(dict.fromkeys(one.strip() for one in plan.called if one.strip()))
    return replace(
        plan,
        name=name,
        kind=plan.kind.strip(),
        goal=plan.goal.strip(),
        segment=" ".join(plan.segment.split()),
        called=called or ((name,) if name else ()),
        channels=tuple(dict.fromkeys(one.strip() for one in plan.channels if one.strip())),
        checked=tuple(dict.fromkeys(plan.checked)),
        starts_at=plan.starts_at.astimezone(UTC),
        ends_at=plan.ends_at.astimezone(UTC),
        target_share=None if plan.target_share is None else round(plan.target_share, 6),
    )


def _keep_version(row: CampaignRow, text: str, by: Viewer, now: datetime) -> None:
    CampaignVersion.objects.create(campaign=row, hash=row.hash, text=text, actor=by.actor, since=now)


def _record(row: CampaignRow, kind: str, by: Viewer, now: datetime) -> None:
    standing = current(now)
    record_act(
        key=f"{kind}:{row.key}:{row.version}",
        kind=kind,
        actor=by.actor,
        now=now,
        agreement_hash=standing.hash if standing and standing.signed else "",
        payload={"campaign": str(row.key), "hash": row.hash, "version": row.version},
    )


def _document(now: datetime) -> Document | None:
    standing = current(now)
    return standing.document if standing else None
