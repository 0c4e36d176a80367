"""Whom new facts concern, and until when marketing is held from each of them: the CRM's field of the contact policy."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from accord.agreement.contact import Ask, Verdict, decide_contact
from accord.agreement.handing_over import act_until
from accord.contacts.contact_deals import find_people_of_deals
from accord.contacts.may_contact import policy_of
from accord.contacts.models import Contact, HoldCursor, Identity
from accord.contacts.situation import read_situation
from accord.ledger.announced import KINDS
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.teams.agreements import Current
from accord.vocabulary.facts import Team

FOR_GOOD = datetime(2100, 1, 1, tzinfo=UTC)  # what ends by an act ends by a new word, not by time
# What the field answers: a mail of marketing's to many. Its hour is the sending tool's own affair.
FIELD_ASK = Ask(team=Team.marketing)


class Held(NamedTuple):
    """Until when marketing is held from a person, and why; None: not at all."""

    until: datetime | None
    why: str
    clause: str


class News(NamedTuple):
    """Identity keys that new facts concern, and the number up to which that was looked at."""

    keys: tuple[int, ...]
    seq: int
    more: bool


def find_news(queue: str, standing: Current, live_from: datetime, limit: int = 500) -> News:
    """Whom the facts since the last look concern. What is older than go-live, or came too late to act, is history."""
    cursor = HoldCursor.objects.filter(queue=queue).values_list("seq", flat=True).first() or 0
    end = (
        Fact.objects.aggregate(last=Max("seq"))["last"] or 0
    )  # before the look: what comes during it is news again
    facts = Fact.objects.filter(seq__gt=cursor, seq__lte=end, kind__in=sorted(KINDS[queue]))
    rows = list(facts.filter(occurred_at__gte=live_from).order_by("seq")[:limit])
    fresh = [row.subject for row in rows if row.received_at <= act_until(standing.document, row.occurred_at)]
    more = len(rows) == limit
    return News(tuple(dict.fromkeys(people_of(fresh))), rows[-1].seq if more else end, more)


def keep_place(queue: str, seq: int) -> None:
    """Facts up to here were looked at."""
    HoldCursor.objects.update_or_create(queue=queue, defaults={"seq": seq})


def people_of(subjects: Collection[int]) -> Iterable[int]:
    """The identity keys these subjects mean: a deal stands for everybody at its account and everybody it names."""
    known: set[int] = set()
    for chunk in in_chunks(list(subjects)):
        known.update(Identity.objects.filter(key__in=chunk).values_list("key", flat=True))
    for subject in subjects:
        if subject in known:
            yield subject
    yield from find_people_of_deals([subject for subject in subjects if subject not in known])


def held_until(contact: Contact, standing: Current, now: datetime) -> Held:
    """Until when the policy holds marketing's mails from this person, its quiet hours aside."""
    verdict = _verdict(contact, standing, now)
    if verdict.answer:
        return Held(None, verdict.sentence, "")
    return Held(whole_second(verdict.when) if verdict.when else FOR_GOOD, verdict.sentence, verdict.clause)


def _verdict(contact: Contact, standing: Current, now: datetime) -> Verdict:
    policy = replace(policy_of(standing), quiet=None)
    return decide_contact(policy, read_situation(contact, policy, FIELD_ASK, now), FIELD_ASK, now)


def whole_second(instant: datetime) -> datetime:
    """The first whole second that is not before: vendors keep seconds."""
    return instant if not instant.microsecond else instant.replace(microsecond=0) + timedelta(seconds=1)
