"""Records that share nothing take the short way, and it leads where the long way leads."""

import random
from collections.abc import Callable, Collection

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.contacts import identify
from accord.contacts.alone import find_alone
from accord.contacts.evidence import EvidenceRow
from accord.contacts.models import Account, AccountAlias, Contact, Counter, Identity
from accord.ledger.models import SourceRecord
from accord.vocabulary.facts import RecordDraft
from tests.contacts.bringing import bring, company, person

pytestmark = pytest.mark.django_db
Find = Callable[[Collection[int], Collection[EvidenceRow], Collection[str]], set[int]]


def mixed(count: int, seed: int = 1) -> list[RecordDraft]:
    """Persons of whom some share an address, a name at work, a link, a telephone or nothing at all."""
    chance = random.Random(seed)
    drafts = [company("c0", name="Firm", domain="firm0.com")]
    for n in range(count):
        twin = chance.randrange(n) if n and chance.random() < 0.3 else n
        links = (drafts[1 + twin].ref,) if twin != n and chance.random() < 0.3 else ()
        drafts.append(
            person(
                f"p{n:03}",
                chance.choice(("crm", "marketing")),
                email="" if links else f"p{twin}@firm{twin % 7}.com",
                name=f"Pia P{twin}x",
                company=f"Firm{twin % 7}",
                phone="+49 30 5500123" if n % 9 == 0 else "",
                same_as=links,
            )
        )
    return drafts


def picture() -> list[tuple[object, ...]]:
    """Everything identity knows, by natural name and by number."""
    named = {r.key: (r.source, r.kind, r.external_id) for r in SourceRecord.objects.all()}
    accounts = {a.pk: (a.name, a.domain, a.country) for a in Account.objects.all()}
    groups: dict[int, list[object]] = {}
    for one in Identity.objects.all():
        groups.setdefault(one.contact_id, []).append(
            (named[one.key], one.home == one.contact_id, one.version)
        )
    return sorted(
        (sorted(groups[c.pk], key=str), accounts.get(c.account_id or 0), c.version, c.gone)
        for c in Contact.objects.filter(gone=False)
    )


def outcome(monkeypatch: pytest.MonkeyPatch, find: Find) -> list[tuple[object, ...]]:
    """The picture after three batches by one way; the database is as it was afterwards."""
    monkeypatch.setattr(identify, "find_alone", find)
    for model in (Identity, Contact, AccountAlias, Account, Counter, SourceRecord):
        model.objects.all().delete()
    connection.cursor().execute("DELETE FROM contacts_evidence")
    drafts = mixed(60)
    for start in (0, 20, 40):
        bring(drafts[start : start + 20])
    return picture()


def the_long_way(new: Collection[int], added: Collection[EvidenceRow], shared: Collection[str]) -> set[int]:
    """Nobody is alone: everybody is settled over the graph."""
    return set()


def careless(new: Collection[int], added: Collection[EvidenceRow], shared: Collection[str]) -> set[int]:
    """The mutant: looks at its own batch only."""
    return find_alone(new, added, ())


def hasty(new: Collection[int], added: Collection[EvidenceRow], shared: Collection[str]) -> set[int]:
    """The mutant: looks at what stood before the batch only."""
    return set(new) - {row.key for row in added if row.digest in shared}


def test_the_short_way_leads_where_the_long_way_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    by_graph = outcome(monkeypatch, the_long_way)
    assert len(by_graph) < 60
    assert outcome(monkeypatch, find_alone) == by_graph


@pytest.mark.parametrize("mutant", [careless, hasty])
def test_who_forgets_whom_a_record_shares_with_is_caught(
    monkeypatch: pytest.MonkeyPatch, mutant: Find
) -> None:
    assert outcome(monkeypatch, mutant) != outcome(monkeypatch, the_long_way)


def test_a_batch_asks_the_same_number_of_questions_whatever_its_size() -> None:
    bring([person("first", email="first@first.com", name="Fay First")])
    counts = []
    for start, size in ((0, 20), (1000, 400)):
        drafts = [
            person(f"n{n}", email=f"n{n}@firm{n}.com", name=f"Pia N{n}x", company=f"Made{n}")
            for n in range(start, start + size)
        ]
        with CaptureQueriesContext(connection) as captured:
            bring(drafts)
        counts.append(len(captured))
    assert counts[0] == counts[1]
