"""The whole state that rows leave behind, under outside names: keys and numbers are random or by arrival."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.ledger.made import ledger_state

from accord import agreement
from accord.agreement.tables import Tables
from accord.contacts.models import Contact, Deal, DealPerson, Evidence, Identity
from accord.journey.live import Fact as Happened
from accord.journey.live import fold_contact
from accord.ledger.models import Fact, SourceRecord

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def tables() -> Tables:
    """The compiled template of the agreement that the tests read journeys under."""
    text = agreement.templates.read("awareness-engage-attract-convert")
    parsed = agreement.parse(text)
    assert parsed.document is not None
    return agreement.compile(parsed.document, "test")


def whole_state() -> dict[str, Any]:
    """Records, facts, who is one contact, accounts, deals, owners, and every contact's journey."""
    names = {r.key: f"{r.source}/{r.kind}/{r.external_id}" for r in SourceRecord.objects.all()}
    members: dict[int, list[str]] = defaultdict(list)
    for identity in Identity.objects.all():
        members[identity.contact_id].append(names[identity.key])
    called = {contact: "+".join(sorted(keys)) for contact, keys in members.items()}
    contacts = {
        called[c.id]: [_account(c.account), c.owner]
        for c in Contact.objects.select_related("account")
        if c.id in called
    }
    people: dict[int, list[str]] = defaultdict(list)
    for pair in DealPerson.objects.all():
        people[pair.deal_key].append(names[pair.person_key])
    deals = {
        names[d.key]: [_account(d.account), d.owner, called.get(d.contact, ""), sorted(people[d.key])]
        for d in Deal.objects.select_related("account")
    }
    evidence = sorted(f"{e.kind} {names[e.key]}" for e in Evidence.objects.all())
    return ledger_state() | {
        "contacts": contacts,
        "deals": deals,
        "evidence": evidence,
        "journeys": _journeys(called),
    }


def _account(account: Any) -> str:
    return "" if account is None else f"{account.name} {account.domain} {account.country}"


def _journeys(called: dict[int, str]) -> dict[str, str]:
    """Each contact's passes as text, folded from facts in the order the database gives them."""
    home = dict(Identity.objects.values_list("key", "contact_id"))
    happened: dict[int, list[Happened]] = defaultdict(list)
    for f in Fact.objects.order_by("seq"):
        if f.subject in home:
            fact = Happened(f.occurred_at, f.source, f.source_id, f.kind, f.value, f.agent)
            happened[home[f.subject]].append(fact)
    return {called[c]: repr(fold_contact(facts, tables(), AS_OF)) for c, facts in happened.items()}
