"""New facts as mails of a send and what came back from it: each fact is read once, in the order of its arrival.

A send is live when its first mail left within the last hour; an older one is history and is learnt from, not judged.
Expects a transaction of the caller.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from accord.campaigns.pulse.models import Send, SendEvent, SendMail
from accord.campaigns.pulse.rules import SendRules, encode_rules
from accord.contacts.models import Identity
from accord.learning.pulse import LOOKS
from accord.learning.pulse.mails import MATURE
from accord.ledger.keys import draw_key
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import plain

HOUR = timedelta(minutes=LOOKS)
CONTROL = "control"  # what the arm is called that gets the words that are known
QUIET = timedelta(hours=24)  # mails of one name that leave after so long a silence are another send
MAILS = frozenset({FactKind.email_sent, FactKind.email_delivered})
BACK = frozenset(
    {
        FactKind.email_click, FactKind.ad_click, FactKind.email_reply, FactKind.sales_email_reply,
        FactKind.form_submitted, FactKind.demo_request, FactKind.pricing_request, FactKind.contact_request,
        FactKind.meeting_booked, FactKind.email_bounced, FactKind.complained, FactKind.unsubscribed,
        FactKind.negative_reply,
    }
)  # fmt: skip
_AT_ONCE = 2_000
Start = Callable[[], SendRules]


class Happened(NamedTuple):
    """A fact, as far as a send is concerned."""

    seq: int
    subject: int
    kind: int
    occurred_at: datetime
    received_at: datetime
    campaign: str
    asset: str = ""  # of a mail: the arm it is of, where its event says so


def find_new(after: int, now: datetime) -> list[Happened]:
    """The next facts after a number that may concern a send, in order; an empty list when there is none."""
    rows = Fact.objects.filter(
        seq__gt=after, kind__in=sorted(MAILS | BACK), occurred_at__gt=now - MATURE - HOUR
    )
    return [Happened(*row) for row in rows.order_by("seq").values_list(*Happened._fields)[:_AT_ONCE]]


def take_in(rows: Collection[Happened], start: Start, now: datetime) -> list[Send]:
    """Book these facts; returns the sends that began with them. Booking a fact again changes nothing.

    `start` gives the rules of a send that begins; it is asked once for each.
    """
    contacts = _contacts_of({row.subject for row in rows})
    mails = [row for row in rows if row.kind in MAILS and row.campaign]
    begun = [_begin(name, at, start, now) for name, at in _begins(mails, now)]
    standing = _open({row.campaign for row in mails}, now)
    _book_mails(mails, contacts, standing)
    _book_events([row for row in rows if row.kind in BACK], contacts)
    return begun


def _contacts_of(subjects: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_chunks(sorted(subjects)):
        found.update(Identity.objects.filter(key__in=some).values_list("key", "contact_id"))
    return found


def _begins(mails: Iterable[Happened], now: datetime) -> list[tuple[str, datetime]]:
    """Names whose mails begin a send, with its first mail."""
    first: dict[str, datetime] = {}
    for row in mails:
        if now - HOUR < row.occurred_at <= now:
            first[row.campaign] = min(row.occurred_at, first.get(row.campaign, row.occurred_at))
    known: dict[str, datetime] = {}
    for some in in_chunks(sorted(first)):
        for name, last in Send.objects.filter(campaign__in=some).values_list("campaign", "last_mail_at"):
            known[name] = max(last, known.get(name, last))
    return [
        (name, at) for name, at in sorted(first.items()) if name not in known or at >= known[name] + QUIET
    ]


def _begin(campaign: str, since: datetime, start: Start, now: datetime) -> Send:
    rules = start()
    return Send.objects.create(
        key=draw_key(), campaign=campaign, since=since, last_mail_at=since, seen_at=now,
        rules=encode_rules(rules), agreement_hash=rules.agreement_hash,
    )  # fmt: skip


def _open(campaigns: Collection[str], now: datetime) -> dict[str, Send]:
    """The latest send of each name that is not closed."""
    found: dict[str, Send] = {}
    for some in in_chunks(sorted(campaigns)):
        for send in Send.objects.filter(campaign__in=some, closed_at=None).order_by("since"):
            found[send.campaign] = send
    return found


def _book_mails(mails: Iterable[Happened], contacts: Mapping[int, int], standing: Mapping[str, Send]) -> None:
    rows, last = [], dict[int, datetime]()
    for mail in mails:
        send, contact = standing.get(mail.campaign), contacts.get(mail.subject)
        if send is None or contact is None or mail.occurred_at < send.since - HOUR:
            continue
        # An event that tells of a mail before the first one seen: it left in the first minute.
        at = max(mail.occurred_at, send.since)
        beside = plain(mail.asset) == CONTROL
        rows.append(
            SendMail(send=send, contact=contact, sent_at=at, known_at=mail.received_at, control=beside)
        )
        last[send.key] = max(at, last.get(send.key, send.last_mail_at))
    SendMail.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    for key, at in last.items():
        Send.objects.filter(key=key, last_mail_at__lt=at).update(last_mail_at=at)


def _book_events(events: Collection[Happened], contacts: Mapping[int, int]) -> None:
    """Each to the latest mail before it: of its own campaign where it names one, else of any."""
    known = {contacts[each.subject] for each in events if each.subject in contacts}
    written: dict[int, list[tuple[datetime, int, str]]] = {}
    for some in in_chunks(sorted(known)):
        rows = SendMail.objects.filter(contact__in=some, send__closed_at=None).order_by("sent_at")
        for contact, at, key, name in rows.values_list("contact", "sent_at", "send_id", "send__campaign"):
            written.setdefault(contact, []).append((at, key, name))
    booked = []
    for event in events:
        contact = contacts.get(event.subject, 0)
        before = [
            key
            for at, key, name in written.get(contact, ())
            if at <= event.occurred_at and event.campaign in ("", name)
        ]
        if before:
            booked.append(
                SendEvent(
                    send_id=before[-1], contact=contact, fact=event.seq, kind=event.kind,
                    occurred_at=event.occurred_at, known_at=event.received_at,
                )
            )  # fmt: skip
    SendEvent.objects.bulk_create(booked, batch_size=500, ignore_conflicts=True)
