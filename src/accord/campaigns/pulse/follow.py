"""Say that a verdict was obeyed, or overridden and why: recorded beside it for ever. Expects a transaction.

A halt that is obeyed holds the campaign's waves in the same transaction.
"""

from datetime import datetime

from accord.campaigns.pulse.models import Send, SendLook
from accord.campaigns.pulse.read import FOLLOWED
from accord.campaigns.pulse.shapes import Followed
from accord.campaigns.waves.steer import pause_named
from accord.learning.pulse import Action
from accord.ledger.acts import record_act
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer

LONGEST = 300


def follow_verdict(by: Viewer, key: int, followed: Followed, why: str, *, now: datetime) -> bool:
    """Record it against the verdict that stands; False where this person said the same of it already.

    Raises `NotFound` for no such send, `Invalid` where there is no verdict yet, or an override without a reason.
    """
    require(by, Right.decide)
    send = Send.objects.filter(key=key).first()
    if send is None:
        raise NotFound("send.none", "there is no such send", "look at the list of sends")
    last = SendLook.objects.filter(send=send).order_by("-minute").first()
    if last is None:
        raise Invalid(
            "send.no_verdict",
            "there is no verdict yet",
            "wait for the first look, a minute after the first mail",
        )
    why = why.strip()[:LONGEST]
    if followed is Followed.overridden and not why:
        raise Invalid("send.no_reason", "an override needs its reason", "say why in a few words")
    if followed is Followed.obeyed and last.action == Action.halt:
        pause_named(send.campaign, why or "the first hour says halt", now=now)
    return record_act(
        key=f"{FOLLOWED}:{key}:{last.action}:{followed}:{by.user_id}", kind=FOLLOWED, subject=key, actor=by.actor,
        reason=why, agreement_hash=send.agreement_hash, now=now,
        payload={"action": last.action, "followed": followed.value, "minute": last.minute},
    )  # fmt: skip
