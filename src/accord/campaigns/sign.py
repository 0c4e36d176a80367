"""Ask for the sign-off, sign, refuse. Each expects a transaction and may be repeated; no role skips any of it."""

from datetime import datetime

from accord.campaigns.models import CampaignAnswer, CampaignRow
from accord.campaigns.plan import locked
from accord.campaigns.rows import given_of, plan_of
from accord.campaigns.shapes import AnswerGiven
from accord.campaigns.signers import Signers, find_signers
from accord.campaigns.start import SALES, signatures_of
from accord.ledger.acts import record_act
from accord.teams.agreements import Current, current
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.errors import Invalid, Overtaken, Refused
from accord.vocabulary.people import Viewer

SIGNED, REFUSED, ASKED = "campaign_signed", "campaign_refused", "campaign_asked"


def ask_sign_off(by: Viewer, key: int, *, now: datetime) -> CampaignRow:
    """Ask sales to answer to the plan as it stands; asked twice it is asked once.

    Raises `Refused` before an agreement is signed, `Invalid` for a plan that is not whole: an owner of each team and
    content in every arm.
    """
    require(by, Right.plan_campaigns)
    row = locked(key)
    _standing(now)
    _check_open(row, now)
    if row.asked_at is not None:
        return row
    missing = _missing(row)
    if missing:
        raise Invalid("campaign.not_whole", f"it lacks {' and '.join(missing)}", "add it, then ask again")
    row.asked_at, row.asked_by = now, by.actor
    row.save(update_fields=["asked_at", "asked_by"])
    _record(row, ASKED, f"{row.hash[:16]}:{now.isoformat()}", by, "", now)
    return row


def answer_campaign(
    by: Viewer,
    key: int,
    answer: SignAnswer,
    *,
    text_hash: str,
    reason: str = "",
    emergency: bool = False,
    now: datetime,
) -> CampaignRow:
    """Sign or refuse what was read, named by its hash; the same answer twice is one.

    Signed by the final approver of sales, before the start. In an emergency one person of each side signs, each with a
    reason, up to the end. Whoever may sign may refuse, with a reason; it ends every signature of this hash.
    Raises `Overtaken` when it is no longer what was read, `Refused` for whoever may not, `Invalid`.
    """
    require(by, Right.sign_campaigns)
    row = locked(key)
    standing = _standing(now)
    _check_open(row, now)
    if text_hash != row.hash:
        raise Overtaken(
            "campaign.content_moved",
            "it changed after you read it",
            "read it again: a change voids a signature",
        )
    said = " ".join(reason.split())[:300]
    side = _side(by, find_signers(standing.document, row.segment, now), answer, emergency)
    if not said and (emergency or answer is SignAnswer.refused):
        raise Invalid("campaign.reason", "this needs a reason", "say in a sentence why")
    if answer is SignAnswer.signed:
        _check_signable(row, by, side, emergency, now)
    if _stands(row, by, answer, side, emergency):
        return row
    CampaignAnswer.objects.create(
        campaign=row,
        hash=row.hash,
        answer=answer.value,
        team=side,
        emergency=emergency,
        actor=by.actor,
        position=User.objects.filter(pk=by.user_id).values_list("position", flat=True).first() or "",
        reason=said,
        agreement_hash=standing.hash,
        answered_at=now,
    )
    kind = SIGNED if answer is SignAnswer.signed else REFUSED
    _record(row, kind, f"{row.hash[:16]}:{by.user_id}:{now.isoformat()}", by, said, now)
    return row


def _standing(now: datetime) -> Current:
    standing = current(now)
    if standing is None or not standing.signed:
        raise Refused(
            "campaign.no_agreement",
            "no agreement is signed, so nobody's signature would hold",
            "both teams sign the agreement first",
        )
    return standing


def _check_open(row: CampaignRow, now: datetime) -> None:
    if row.cancelled_at is not None or now >= row.ends_at:
        raise Invalid("campaign.closed", "it is over or called off", "plan a new one")


def _missing(row: CampaignRow) -> list[str]:
    """What a plan must hold before anybody is asked to sign it."""
    found = [] if row.marketing_owner and row.sales_owner else ["an owner of each team"]
    if not all(arm.subject.strip() or arm.body.strip() or arm.asset.strip() for arm in plan_of(row).arms):
        found.append("content in every arm")
    return found


def _side(by: Viewer, signers: Signers, answer: SignAnswer, emergency: bool) -> str:
    side = signers.side_of(by.user_id, emergency=emergency)
    if not side and answer is SignAnswer.refused:
        side = signers.side_of(by.user_id, emergency=True)
    if not side:
        raise Refused(
            "campaign.not_a_signer",
            "the agreement does not name you to answer for sales here",
            "ask the approver that the campaign's page names; no role skips the sign-off",
        )
    return side


def _check_signable(row: CampaignRow, by: Viewer, side: str, emergency: bool, now: datetime) -> None:
    missing = _missing(row)
    if missing:
        raise Invalid("campaign.not_whole", f"it lacks {' and '.join(missing)}", "add it before it is signed")
    if emergency:
        held = signatures_of(row.hash, _answers(row))
        if by.actor == (held.marketing if side == SALES else held.sales):
            raise Refused(
                "campaign.two_hats", "you have signed for the other side already", "a second person signs"
            )
    elif now >= row.starts_at:
        raise Refused(
            "campaign.too_late",
            "its start has passed without an answer: it is not sent",
            "plan a new start, or sign it as an emergency with both sides",
        )


def _stands(row: CampaignRow, by: Viewer, answer: SignAnswer, side: str, emergency: bool) -> bool:
    """Whether the same person said the same last."""
    held = signatures_of(row.hash, _answers(row))
    if answer is SignAnswer.refused:
        return held.refused
    if not emergency:
        return held.approved_by == by.actor
    return by.actor == (held.sales if side == SALES else held.marketing)


def _answers(row: CampaignRow) -> list[AnswerGiven]:
    rows = CampaignAnswer.objects.filter(campaign=row).order_by("answered_at", "pk")
    return [given_of(one) for one in rows]


def _record(row: CampaignRow, kind: str, what: str, by: Viewer, reason: str, now: datetime) -> None:
    standing = current(now)
    record_act(
        key=f"{kind}:{row.key}:{what}"[:120],
        kind=kind,
        actor=by.actor,
        now=now,
        reason=reason,
        agreement_hash=standing.hash if standing and standing.signed else "",
        payload={"campaign": str(row.key), "hash": row.hash},
    )
