"""Records and facts are written once, whatever comes again and in whatever order."""

import random

import pytest
from django.db import transaction
from tests.ledger.made import NOW, ledger_state, person, person_ref, record, touch

from accord.ledger.keys import assign_keys, draw_key, find_keys, insert_stubs, make_digest
from accord.ledger.models import Fact, SourceRecord
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind, Ref

pytestmark = pytest.mark.django_db


def test_the_same_rows_again_change_nothing() -> None:
    rows = [person(n) for n in range(5)], [touch(n, person_ref(n % 5)) for n in range(20)]
    known, written = record(*rows)
    assert (written.new, written.known) == (20, 0)
    assert all(k.changed for k in known)
    before = ledger_state()
    known, written = record(*rows)
    assert (written.new, written.known) == (0, 20)
    assert not any(k.changed for k in known)
    assert ledger_state() == before


def test_a_fact_twice_in_one_batch_is_one_fact() -> None:
    _, written = record([person(1)], [touch(1, person_ref(1)), touch(1, person_ref(1))])
    assert (written.new, written.known) == (1, 1)


def test_one_natural_id_may_stand_in_two_sources() -> None:
    record([person(1)], [touch(1, person_ref(1))], source="crm")
    _, written = record([], [touch(1, person_ref(1))], source="marketing")
    assert written.new == 1
    assert Fact.objects.count() == 2


def test_a_newer_record_replaces_an_older_one_and_never_the_other_way() -> None:
    record([person(1, modified=5, values={"Status": "new"})])
    known, _ = record([person(1, modified=3, values={"Status": "old"})])
    assert [k.changed for k in known] == [False]
    assert '"new"' in SourceRecord.objects.get().values
    known, _ = record([person(1, modified=6, values={"Status": "newest"})])
    assert [k.changed for k in known] == [True]
    assert '"newest"' in SourceRecord.objects.get().values


def test_a_record_without_a_time_gives_way_to_one_with_a_time() -> None:
    record([person(1, modified=0, values={"Status": "dated"})])
    record([person(1, values={"Status": "undated"})])
    assert '"dated"' in SourceRecord.objects.get().values


def test_what_is_only_named_gets_a_stub_that_the_record_fills_under_the_same_key() -> None:
    deal = Ref("crm", RecordKind.deal, "D1")
    company = Ref("crm", RecordKind.company, "C1")
    known, _ = record([RecordDraft(deal, {"Id": "D1"}, belongs_to=company, people=(person_ref(1),))])
    assert {k.draft.ref for k in known} == {deal, company, person_ref(1)}
    assert all(k.changed for k in known)
    stub = find_keys([person_ref(1)])[person_ref(1)]
    known, _ = record([person(1)])
    assert [(k.key, k.changed) for k in known] == [(stub, True)]


def test_a_statement_without_values_never_replaces_a_record_but_is_handed_on() -> None:
    said = RecordDraft(person_ref(1), {}, belongs_to=Ref("crm", RecordKind.company, "C1"))
    record([person(1)])
    before = ledger_state()["records"]["crm/person/P000001"]
    for batch in ([said], [person(1), said], [said, person(1)]):
        known, _ = record(batch)
        assert said in [k.draft for k in known]
        assert ledger_state()["records"]["crm/person/P000001"] == before


def test_keys_are_random_distinct_and_stable() -> None:
    refs = [person_ref(n) for n in range(300)]
    keys = assign_keys(refs, now=NOW)
    assert len(set(keys.values())) == 300
    assert all(0 < key < 2**63 for key in keys.values())
    shuffled = random.Random(1).sample(refs, 300)
    assert assign_keys(shuffled, now=NOW) == keys


def test_the_digest_depends_on_the_secret_and_shows_nothing() -> None:
    one, other = make_digest("one"), make_digest("other")
    assert one("jane@example.com") == make_digest("one")("jane@example.com")
    assert one("jane@example.com") != other("jane@example.com")
    assert len(one("")) == 32


def test_values_longer_than_a_column_are_cut_alike_on_both_databases() -> None:
    record([person(1, name="n" * 500, phone="1" * 90)], [touch(1, person_ref(1), value="v" * 500)])
    kept = SourceRecord.objects.get()
    assert (len(kept.name), len(kept.phone), len(Fact.objects.get().value)) == (200, 40, 200)


def test_a_fact_about_nobody_has_subject_zero() -> None:
    record([], [touch(1, None, FactKind.spend, amount=1200, currency="EUR")])
    assert (Fact.objects.get().subject, Fact.objects.get().amount) == (0, 1200)


def test_writers_who_meet_the_same_new_records_agree_on_the_keys() -> None:
    refs = [person_ref(n) for n in range(100)]
    with transaction.atomic():
        found = find_keys(refs)
        assert not found
        # Another writer was faster after we had looked: its keys stand, ours are thrown away.
        theirs = assign_keys(refs[:50], now=NOW)
        insert_stubs([(draw_key(), ref) for ref in refs], now=NOW, import_id=None)
        ours = find_keys(refs)
    assert {ref: ours[ref] for ref in refs[:50]} == theirs
    assert len(set(ours.values())) == 100
