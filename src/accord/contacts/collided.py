"""What the record holds of a stretch of time, as the policy's collisions are found in it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from accord.agreement.contact.asked import Spoke, Touch
from accord.agreement.contact.caps import join_reports
from accord.agreement.contact.overlaps import DealSpan, Known
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY
from accord.contacts.contact_deals import APPROVED
from accord.contacts.models import Deal, DealPerson, Identity
from accord.contacts.reached import touch_of
from accord.ledger.models import Act, Fact
from accord.ledger.sql import in_chunks
from accord.ledger.withdrawn import find_withdrawn
from accord.vocabulary.facts import Agent, FactKind

_FOREVER = datetime.max.replace(tzinfo=UTC)
_DEAL_KINDS = (
    FactKind.deal_created,
    FactKind.deal_stage,
    FactKind.deal_won,
    FactKind.deal_lost,
    FactKind.deal_reopened,
)
_ENDS = (FactKind.deal_won, FactKind.deal_lost)


class Stretch(NamedTuple):
    """Touches of both teams from `since - before` on, and what stood beside them."""

    touches: tuple[Touch, ...]
    known: Known


def read_stretch(since: datetime, until: datetime, before: timedelta) -> Stretch:
    """Everything the policy counts between two instants, and as far back before them as its windows reach."""
    kinds = sorted({*REACHES, *map(int, TWO_WAY)})
    rows = Fact.objects.filter(kind__in=kinds, occurred_at__gte=since - before, occurred_at__lt=until)
    facts = list(rows)
    gone = find_withdrawn({fact.subject for fact in facts})
    person = _people({fact.subject for fact in facts})
    standing = [fact for fact in facts if fact.seq not in gone and fact.subject in person]
    touches = join_reports(touch_of(f, person[f.subject]) for f in standing if f.kind in REACHES)
    spoke: dict[int, list[Spoke]] = defaultdict(list)
    for fact in standing:
        if fact.kind in TWO_WAY and fact.agent != Agent.machine:
            spoke[person[fact.subject]].append(
                Spoke(fact.occurred_at, FactKind(fact.kind), fact.actor, fact.seq)
            )
    people = {touch.person for touch in touches}
    account = _accounts(people)
    return Stretch(touches, Known(spoke, _deals(people, account), account))


def _people(subjects: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in in_chunks(sorted(subjects)):
        found.update(Identity.objects.filter(key__in=chunk).values_list("key", "contact_id"))
    return found


def _accounts(people: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in in_chunks(sorted(people)):
        rows = Identity.objects.filter(contact_id__in=chunk, contact__account_id__isnull=False)
        found.update(rows.values_list("contact_id", "contact__account_id"))
    return found


def _deals(people: Collection[int], account: dict[int, int]) -> dict[int, list[DealSpan]]:
    """The spans in which each person's opportunities were open: those that name them, and their account's."""
    of_account: dict[int, set[int]] = defaultdict(set)
    owner: dict[int, str] = {}
    named: dict[int, set[int]] = defaultdict(set)
    for key, at, contact, who in Deal.objects.values_list("pk", "account_id", "contact", "owner"):
        owner[key] = who
        if at is not None:
            of_account[at].add(key)
        if contact:
            named[contact].add(key)
    pairs = list(DealPerson.objects.values_list("deal_key", "person_key"))
    seats = _people({key for _, key in pairs})
    for deal, key in pairs:
        named[seats.get(key, 0)].add(deal)
    theirs = {who: named[who] | of_account[account.get(who, 0)] for who in people}
    spans = _spans({key for keys in theirs.values() for key in keys}, owner)
    return {
        who: [span for key in sorted(keys) for span in spans.get(key, ())] for who, keys in theirs.items()
    }


def _spans(deals: Collection[int], owner: dict[int, str]) -> dict[int, list[DealSpan]]:
    approved: dict[int, dict[str, datetime]] = defaultdict(dict)
    facts: dict[int, list[Fact]] = defaultdict(list)
    gone = find_withdrawn(deals)
    for chunk in in_chunks(sorted(deals)):
        for act in Act.objects.filter(kind=APPROVED, subject__in=chunk):
            approved[act.subject][str(act.payload.get("campaign", ""))] = act.occurred_at
        rows = Fact.objects.filter(subject__in=chunk, kind__in=[int(kind) for kind in _DEAL_KINDS])
        for fact in rows.order_by("occurred_at", "source", "source_id"):
            if fact.seq not in gone:
                facts[fact.subject].append(fact)
    found: dict[int, list[DealSpan]] = {}
    for key, said in facts.items():
        opened: datetime | None = None
        spans = []
        for fact in said:
            if fact.kind in _ENDS and opened is not None:
                spans.append(DealSpan(key, owner.get(key, ""), opened, fact.occurred_at, approved[key]))
                opened = None
            elif fact.kind not in _ENDS and opened is None:
                opened = fact.occurred_at
        if opened is not None:
            spans.append(DealSpan(key, owner.get(key, ""), opened, _FOREVER, approved[key]))
        found[key] = spans
    return found
