"""What an e-mail provider says happened to a message, whichever provider it is: one value, one row.

It has no `connector`: events come in by webhook, not as files. The providers' own words are brought to these by
`workflows.mail_events`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from accord.connectors.objects.values import email
from accord.vocabulary.channels import where_it_led
from accord.vocabulary.doors import DeadReason, Unreadable
from accord.vocabulary.facts import (
    Agent,
    FactDraft,
    FactKind,
    RecordDraft,
    RecordKind,
    Ref,
    RowRead,
    RowSkipped,
)
from accord.vocabulary.hits import Evidence, Verdict, block_of
from accord.vocabulary.machines import agent_of

_KINDS: Mapping[str, FactKind] = {
    "sent": FactKind.email_sent,
    "delivered": FactKind.email_delivered,
    "opened": FactKind.email_open,
    "clicked": FactKind.email_click,
    "bounced": FactKind.email_bounced,
    "complained": FactKind.complained,
    "unsubscribed": FactKind.unsubscribed,
}
_NOT_TAKEN = {
    "queued": "handed over; `sent` or `delivered` says that it left",
    "deferred": "the receiver asked to try later",
    "rejected": "never left the provider",
    "failed": "never left the provider",
    "autoresponded": "an automatic reply is nobody's act",
    "subscribed": "only the person's own later word brings them back",
    "loaded": "a picture was loaded",
}
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event. `verdict`: what the provider itself says of who pressed; None where it says nothing."""

    kind: str
    recipient: str
    at: datetime | None
    event_id: str = ""
    message_id: str = ""
    campaign: str = ""
    url: str = ""
    user_agent: str = ""
    address: str = ""  # whence it was pressed, where the provider tells; kept cut to its network only
    why: str = ""  # a bounce: hard, soft, blocked
    verdict: bool | None = None  # True: a machine
    raw: Mapping[str, object] = field(default_factory=dict)


def read_mail_event(
    event: MailEvent, *, line: int, source: str, received_at: datetime
) -> RowRead | RowSkipped:
    """One event about its recipient. Raises `Unreadable` without an address or an instant.

    The same event sent twice has one natural id: the provider's own, else what, whom, when and which link.
    """
    kind = _KINDS.get(event.kind)
    if kind is None:
        return RowSkipped(line, f"{event.kind}: {_NOT_TAKEN.get(event.kind, 'no touch of a person')}")
    address = email(event.recipient)
    if not address:
        raise Unreadable(DeadReason.missing_id, "the event names no recipient's address")
    if event.at is None:
        raise Unreadable(DeadReason.bad_time, "the event has no instant")
    at = received_at if event.at > received_at + _AHEAD else event.at
    person = RecordDraft(
        Ref(source, RecordKind.person, f"email:{address}"),
        {"recipient": address},
        email=address,
        partial=True,
    )
    clicked = kind is FactKind.email_click
    fact = FactDraft(
        f"mail:{_name(event, address)}",
        person.ref,
        kind,
        at,
        channel="email",
        campaign=event.campaign[:200],
        asset=where_it_led(event.url)[:200] if clicked else "",
        value=event.why[:200],
        agent=_agent(event, kind),
        evidence=_evidence(event) if clicked else None,
    )
    return RowRead(line, (person,), (fact,))


def _evidence(event: MailEvent) -> Evidence:
    """Who may stand behind a click, as far as the provider tells. One message is one mail where no campaign is told."""
    verdicts = {None: Verdict.none, True: Verdict.machine, False: Verdict.human}
    return Evidence(
        message="" if event.campaign else event.message_id[:200],
        block=block_of(event.address),
        user_agent=event.user_agent[:300],
        verdict=verdicts[event.verdict],
    )


def _agent(event: MailEvent, kind: FactKind) -> Agent:
    if kind not in (FactKind.email_click, FactKind.email_open):
        return Agent.human
    return Agent.machine if event.verdict else agent_of(event.user_agent)


def _name(event: MailEvent, address: str) -> str:
    if event.event_id:
        return event.event_id[:150]
    said = (event.kind, event.message_id, address, str(event.at), event.url)
    return blake2b("\x1f".join(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
