"""Links that act, for letters and chats: signed, for one person, for a while. Opening one changes nothing.

Programs that look at mail open every link, some with the reader's own browser: only the button on the page acts,
and only for the person whom the link names, signed in.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction

from accord.handoffs.models import Handoff
from accord.handoffs.shapes import HandoffView
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.notices import NoticeView
from accord.teams.notices import find_users
from accord.vocabulary.errors import Overtaken, Refused
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.at_desk import accept_at_desk, end_at_desk
from accord.workflows.own_address import own_address

HOLDS_FOR = timedelta(days=3)
_OFFERS = frozenset({NoticeKind.hot_lead, NoticeKind.lead_offered, NoticeKind.lead_reoffered})
_LEAD = "lead:"
ACCEPT = "accept"
USED = "link_used"
_SIGNER = Signer(salt="accord.leads.act")


@dataclass(frozen=True, slots=True)
class Linked:
    """The lead that a link acts on, and until when."""

    lead: int
    until: datetime


def act_links(user_id: int, notices: Iterable[NoticeView]) -> dict[int, str]:
    """By notice: the address at which its reader acts on the lead it offers. The same notice, the same address."""
    offers = {
        n.key: (n, int(n.about.removeprefix(_LEAD)))
        for n in notices
        if n.kind in _OFFERS and n.about.startswith(_LEAD)
    }
    subjects = {subject for _, subject in offers.values()}
    rows = Handoff.objects.filter(subject__in=subjects, state=HandoffState.offered.value).order_by(
        "offered_at"
    )
    mine: Mapping[int, Handoff] = {row.subject: row for row in rows if user_id in find_users([row.owner])}
    return {
        key: f"{own_address()}/leads/act/{make_token(user_id, mine[subject].key, notice.at + HOLDS_FOR)}"
        for key, (notice, subject) in offers.items()
        if subject in mine
    }


def make_token(user_id: int, lead: int, until: datetime) -> str:
    """The signed words of a link."""
    return _SIGNER.sign_object([user_id, lead, int(until.timestamp())], compress=False)


def read_token(by: Viewer, token: str, now: datetime) -> Linked:
    """What the link asks for. Raises `Refused` for a forged one, one that ran out, one of somebody else's."""
    try:
        user_id, lead, until = _SIGNER.unsign_object(token)
    except (BadSignature, ValueError, TypeError) as problem:
        raise Refused("link.broken", "this link is not whole", "open the lead from your desk") from problem
    if user_id != by.user_id:
        raise Refused(
            "link.anothers", "this link was sent to somebody else", "open the lead from your own desk"
        )
    ends = datetime.fromtimestamp(until, UTC)
    if now > ends:
        raise Refused("link.ran_out", "this link has run out", "open the lead from your desk")
    return Linked(lead, ends)


def act_by_link(by: Viewer, token: str, act: str, reason: str = "", *, now: datetime) -> HandoffView:
    """Do what the button on a link's page says: `accept`, or an outcome with its reason. Each act once a link.

    Pressed twice, the second changes nothing and gives the same answer while the lead stands as the first left
    it. Raises `Refused` as `read_token`, and for a link that was used and whose lead has moved on since.
    """
    linked = read_token(by, token, now)
    key = f"link:{hashlib.blake2b(token.encode(), digest_size=12).hexdigest()}:{act[:20]}"
    with transaction.atomic():
        take_turn()
        used = Act.objects.filter(key=key).first()
        row = Handoff.objects.filter(key=linked.lead).first()
        if used is not None and (row is None or row.version != used.payload["version"]):
            raise Overtaken(
                "link.used",
                "this link was used, and the lead has moved on since",
                "open the lead from your desk",
            )
        if act == ACCEPT:
            done = accept_at_desk(by, linked.lead, now=now)
        else:
            done = end_at_desk(by, linked.lead, act, reason, now=now)
        record_act(
            key=key,
            kind=USED,
            actor=by.actor,
            now=now,
            subject=done.subject,
            reason=act,
            payload={"handoff": done.key, "version": done.version},
        )
    return done
