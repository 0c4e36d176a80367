"""What the record says of reaching out: touches of both teams, conversations, complaints, less what was withdrawn."""

from collections import defaultdict
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


def find_spoken(people: Mapping[int, int], since: datetime) -> dict[int, tuple[Spoke, ...]]:
    """Conversations with sales after an instant by person (key to person); an automatic reply is none."""
    found: dict[int, list[Spoke]] = defaultdict(list)
    for fact in _facts(people, [int(kind) for kind in TWO_WAY], since):
        if fact.agent != Agent.machine:
            spoke = Spoke(fact.occurred_at, FactKind(fact.kind), fact.actor, fact.seq)
            found[people[fact.subject]].append(spoke)
    return {person: tuple(spoken) for person, spoken in found.items()}


def find_complaints(keys: Collection[int]) -> tuple[datetime, ...]:
    """Complaints of the one person behind these keys that nobody has closed since."""
    return find_complaints_of(dict.fromkeys(keys, 0)).get(0, ())


def find_complaints_of(people: Mapping[int, int]) -> dict[int, tuple[datetime, ...]]:
    """The same by person, of those who have any (key to person)."""
    closed: dict[int, datetime] = {}
    found: dict[int, list[datetime]] = defaultdict(list)
    for chunk in in_chunks(sorted(people)):
        for act in Act.objects.filter(kind=COMPLAINT_CLOSED, subject__in=chunk):
            person = people[act.subject]
            closed[person] = max(act.occurred_at, closed.get(person, act.occurred_at))
        facts = Fact.objects.filter(subject__in=chunk, kind=int(FactKind.complained))
        for subject, at in facts.values_list("subject", "occurred_at"):
            found[people[subject]].append(at)
    return {
        person: tuple(sorted(at for at in times if person not in closed or at > closed[person]))
        for person, times in found.items()
    }


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
