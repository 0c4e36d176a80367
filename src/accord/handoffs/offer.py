"""Offer a lead to somebody: the row, its first turn, the act. Once a lead and kind, whoever asks how often."""

from datetime import datetime

from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.shapes import Offer
from accord.ledger.acts import record_act
from accord.ledger.keys import draw_key
from accord.vocabulary.errors import OurFault
from accord.vocabulary.handoffs import UNCOUNTED, HandoffState

SYSTEM_ACTOR = "rule"


def offer(new: Offer, *, now: datetime) -> tuple[Handoff, bool]:
    """Hand a lead over; (the row, whether it is new). Expects a transaction and its turn.

    Raises `OurFault` for an offer to nobody: a route ends in somebody, always.
    """
    return _begin(new, HandoffState.offered, joined=0, now=now)


def note_known(new: Offer, *, joined: int = 0, now: datetime) -> tuple[Handoff, bool]:
    """Note a lead that counts as no new one: its owner is told (`known`), or it joins another (`joined`)."""
    state = HandoffState.joined if joined else HandoffState.known
    return _begin(new, state, joined=joined, now=now)


def _begin(new: Offer, state: HandoffState, *, joined: int, now: datetime) -> tuple[Handoff, bool]:
    if not new.owner:
        raise OurFault(
            "handoff.nobody",
            "a lead was about to be offered to nobody",
            "report this: the route ends in somebody",
        )
    standing = Handoff.objects.filter(kind=new.kind, subject=new.subject, lead_at=new.lead_at).first()
    if standing is not None:
        return standing, False
    row = Handoff.objects.create(
        key=draw_key(),
        kind=new.kind,
        subject=new.subject,
        account=new.account,
        agreement_hash=new.agreement_hash,
        lead_at=new.lead_at,
        qualified_at=new.qualified_at,
        touched_at=new.touched_at,
        hot=new.hot,
        by_event=new.by_event,
        klass=new.klass,
        fit=new.fit,
        engagement=new.engagement,
        lines=[list(line) for line in new.lines],
        state=state.value,
        owner=new.owner,
        offered_at=now,
        closed_at=now if state in UNCOUNTED else None,
        moved_by=SYSTEM_ACTOR,
        joined=joined,
        accept_by=new.accept_by,
        due_at=new.due_at,
    )
    HandoffTurn.objects.create(
        handoff=row, turn=1, owner=new.owner, since=now, step=new.step[:60], why=new.why[:200]
    )
    record_act(
        key=f"handoff:{row.key}:{state.value}",
        kind=f"handoff_{state.value}",
        actor=SYSTEM_ACTOR,
        subject=new.subject,
        reason=new.why[:300],
        agreement_hash=new.agreement_hash,
        payload={"handoff": row.key, "kind": new.kind, "owner": new.owner, "step": new.step},
        now=now,
    )
    return row, True
