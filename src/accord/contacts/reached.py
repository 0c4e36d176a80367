"""What the record says of reaching out: touches of both teams, conversations, complaints, less what was withdrawn."""

from collections.abc import Collection, Mapping
from datetime import datetime

from accord.agreement.contact.asked import Spoke, Touch
from accord.agreement.contact.caps import join_reports
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY
from accord.contacts.models import ContactLease
from accord.ledger.models import Act, Fact
from accord.ledger.sql import in_chunks
from accord.ledger.withdrawn import find_withdrawn
from accord.vocabulary.facts import Agent, FactKind

COMPLAINT_CLOSED = "complaint_closed"
USED, GIVEN_BACK = "used", "given_back"  # how a slot ends before its time


def find_touches(people: Mapping[int, int], since: datetime) -> tuple[Touch, ...]:
    """The touches after an instant under these identity keys (key to contact), in order, each once."""
    facts = _facts(people, [int(kind) for kind in REACHES], since)
    return join_reports(touch_of(fact, people[fact.subject]) for fact in facts)


def touch_of(fact: Fact, person: int) -> Touch:
    """A fact as a touch."""
    team, medium, automatic = REACHES[fact.kind]
    return Touch(
        fact.occurred_at,
        team,
        medium,
        automatic,
        person,
        fact.campaign,
        fact.asset,
        fact.actor,
        fact.source,
        FactKind(fact.kind),
        fact.seq,
    )


def find_spoken(people: Mapping[int, int], since: datetime) -> tuple[Spoke, ...]:
    """Conversations with sales after an instant; an automatic reply is none."""
    facts = _facts(people, [int(kind) for kind in TWO_WAY], since)
    return tuple(
        Spoke(fact.occurred_at, FactKind(fact.kind), fact.actor, fact.seq)
        for fact in facts
        if fact.agent != Agent.machine
    )


def find_complaints(keys: Collection[int]) -> tuple[datetime, ...]:
    """Complaints that nobody has closed since."""
    closed: dict[int, datetime] = {}
    found: list[tuple[int, datetime]] = []
    for chunk in in_chunks(sorted(keys)):
        for act in Act.objects.filter(kind=COMPLAINT_CLOSED, subject__in=chunk):
            closed[act.subject] = max(act.occurred_at, closed.get(act.subject, act.occurred_at))
        facts = Fact.objects.filter(subject__in=chunk, kind=int(FactKind.complained))
        found += facts.values_list("subject", "occurred_at")
    last = max(closed.values(), default=None)
    return tuple(sorted(at for _, at in found if last is None or at > last))


def find_leases(people: Mapping[int, int], since: datetime) -> list[ContactLease]:
    """Slots under these identity keys that were not given back and had not expired at an instant."""
    found: list[ContactLease] = []
    for chunk in in_chunks(sorted(people)):
        found += ContactLease.objects.filter(subject__in=chunk, until__gt=since).exclude(ended=GIVEN_BACK)
    return found


def _facts(people: Mapping[int, int], kinds: list[int], since: datetime) -> list[Fact]:
    found: list[Fact] = []
    for chunk in in_chunks(sorted(people)):
        found += Fact.objects.filter(subject__in=chunk, kind__in=kinds, occurred_at__gt=since)
    gone = find_withdrawn({fact.subject for fact in found})
    return sorted(
        (fact for fact in found if fact.seq not in gone),
        key=lambda fact: (fact.occurred_at, fact.source, fact.source_id),
    )
