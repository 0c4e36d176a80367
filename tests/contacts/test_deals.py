"""Whose journey a deal ends: one contact, by role, else by who was active in the account before."""

import random

import pytest
from django.db import transaction

from accord.contacts.identity_map import rows
from accord.contacts.models import Deal, Identity
from accord.contacts.names import find_names
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref
from tests.contacts.bringing import bring, company, deal, fact, person, statement
from tests.contacts.test_identity import Undone

pytestmark = pytest.mark.django_db


def ref(external_id: str, kind: RecordKind = RecordKind.person) -> Ref:
    return Ref("crm", kind, external_id)


def whose(external_id: str = "d1") -> set[str]:
    """The records of the contact that a deal belongs to."""
    names = find_names(
        list(Identity.objects.values_list("key", flat=True)) + list(Deal.objects.values_list("pk", flat=True))
    )
    key = next(k for k, n in names.items() if n[1:] == ("deal", external_id))
    contact = Deal.objects.get(pk=key).contact
    return {names[k][2] for k in Identity.objects.filter(contact_id=contact).values_list("key", flat=True)}


def test_the_person_named_in_the_deal_is_whose_it_is() -> None:
    bring([person("1"), person("2"), deal("d1", people=(ref("2"),))], [fact(ref("1"), FactKind.demo_request)])
    assert whose() == {"2"}


def test_among_several_it_is_the_earliest_lead_even_when_that_is_learnt_late() -> None:
    bring(
        [person("1"), person("2"), deal("d1", people=(ref("1"), ref("2")))],
        [fact(ref("1"), FactKind.demo_request, 3), fact(ref("2"), FactKind.demo_request, 5)],
    )
    assert whose() == {"1"}
    bring([], [fact(ref("2"), FactKind.page_view, 1)])
    assert whose() == {"2"}


def test_without_a_person_it_is_who_was_active_in_the_account_before() -> None:
    acme = company("c1", name="Acme", domain="acme.com")
    bring(
        [
            acme,
            person("1", email="a@acme.com"),
            person("2", email="b@acme.com"),
            deal("d1", belongs_to=acme.ref),
        ],
        [
            fact(ref("1"), FactKind.demo_request, 9),
            fact(ref("2"), FactKind.demo_request, 4),
            fact(ref("d1", RecordKind.deal), FactKind.deal_created, 6),
        ],
    )
    assert whose() == {"2"}


def test_contact_roles_from_a_table_of_their_own_are_kept() -> None:
    bring([person("1"), person("2"), deal("d1", people=(ref("1"),))])
    bring([statement(ref("d1", RecordKind.deal), people=(ref("2"),))])
    bring([deal("d1", version=3)])
    assert whose() == {"2"}


def test_the_map_leads_from_the_deal_to_the_contact_and_the_account() -> None:
    keys = bring([person("1", email="a@acme.com"), deal("d1", people=(ref("1"),))])
    found = {row.key: row for row in rows()}
    person_row, deal_row = found[keys[ref("1")]], found[keys[ref("d1", RecordKind.deal)]]
    assert deal_row.contact_id == person_row.contact_id
    assert deal_row.account_id == person_row.account_id is not None
    assert deal_row.kind == RecordKind.deal


def test_it_does_not_depend_on_the_order_of_arrival() -> None:
    acme = company("c1", name="Acme", domain="acme.com")
    brought: list[tuple[list[RecordDraft], list[FactDraft]]] = [
        ([acme], []),
        ([person("1", email="a@acme.com")], [fact(ref("1"), FactKind.demo_request, 4)]),
        ([person("2", email="b@acme.com")], [fact(ref("2"), FactKind.page_view, 2)]),
        ([person("3", email="b@acme.com")], []),
        ([deal("d1", belongs_to=acme.ref)], [fact(ref("d1", RecordKind.deal), FactKind.deal_created, 6)]),
        ([deal("d2", people=(ref("1"), ref("3")))], []),
        ([deal("d3", belongs_to=acme.ref), statement(ref("d3", RecordKind.deal), people=(ref("1"),))], []),
        ([person("4", domain="acme.com")], [fact(ref("4"), FactKind.page_view, 1)]),
    ]
    outcomes = set()
    for seed in range(40):
        try:
            with transaction.atomic():
                for drafts, facts in random.Random(seed).sample(brought, len(brought)):
                    bring(drafts, facts)
                outcomes.add(tuple(frozenset(whose(d)) for d in ("d1", "d2", "d3")))
                raise Undone
        except Undone:
            continue
    assert outcomes == {(frozenset({"4"}), frozenset({"2", "3"}), frozenset({"1"}))}
