"""One account from many spellings: the vendor's record, the domain, the name, similar names."""

import random
from datetime import timedelta

import pytest
from django.db import transaction

from accord.contacts import accounts as accounts_room
from accord.contacts import clusters
from accord.contacts import deals as deals_room
from accord.contacts.account_matching import match_accounts
from accord.contacts.doctor import check_identity
from accord.contacts.merge import unmerge
from accord.contacts.models import Account, AccountAlias, AccountLink, Contact, Deal, Identity, ReviewPair
from accord.contacts.names import find_names
from accord.contacts.review import decide_pair
from accord.ledger.models import Act, Job, SourceRecord
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import NOW, bring, company, deal, person, statement
from tests.contacts.natural import canonical_state
from tests.contacts.test_identity import Undone

pytestmark = pytest.mark.django_db


def account_of(*drafts: RecordDraft) -> list[int | None]:
    """The accounts of these persons, after all of them arrived."""
    keys = bring(drafts)
    contact = dict(Identity.objects.values_list("key", "contact_id"))
    account = dict(Contact.objects.values_list("pk", "account_id"))
    return [account[contact[keys[d.ref]]] for d in drafts if d.ref.kind == RecordKind.person]


def one(*drafts: RecordDraft) -> bool:
    found = account_of(*drafts)
    return len(set(found)) == 1 and found[0] is not None


def test_colleagues_share_an_account_by_domain() -> None:
    assert one(person("1", email="a@acme.com"), person("2", "marketing", email="b@sales.acme.com"))


def test_free_mail_makes_no_account() -> None:
    assert account_of(person("1", email="a@gmail.com"), person("2", domain="gmail.com")) == [None, None]


def test_a_company_record_brings_domain_and_name_together() -> None:
    acme = company("c1", name="Acme Water GmbH", domain="www.acme-water.com", country="Germany")
    assert one(
        acme,
        person("1", email="a@acme-water.com"),
        person("2", "marketing", company="ACME WATER", country="DE"),
        person("3", belongs_to=acme.ref),
    )
    assert Account.objects.get().name == "Acme Water GmbH"


def test_the_record_named_is_stronger_than_the_domain() -> None:
    beta = company("c2", name="Beta", domain="beta.com")
    first, second = account_of(
        beta, person("1", email="a@acme.com", belongs_to=beta.ref), person("2", email="b@beta.com")
    )
    assert first == second


def test_an_association_table_moves_a_person_and_outlives_the_next_row() -> None:
    beta = company("c2", name="Beta", domain="beta.com")
    bring([beta, person("1", email="a@acme.com"), person("2", email="b@beta.com")])
    bring([statement(Ref("crm", RecordKind.person, "1"), belongs_to=beta.ref)])
    assert one(person("1", email="a@acme.com", version=7), person("2", email="b@beta.com", version=7))


def test_an_equal_name_does_not_join_two_domains() -> None:
    assert not one(
        company("c1", name="Atlas AG", domain="atlas.com"),
        company("c2", name="Atlas AG", domain="atlas-copco.com"),
        person("1", email="a@atlas.com"),
        person("2", email="a@atlas-copco.com"),
    )
    assert one(
        company("c3", name="Acme", domain="acme.com"),
        company("c4", name="Acme", domain="acme.de"),
        person("3", email="a@acme.com"),
        person("4", email="a@acme.de"),
    )


def test_an_account_splits_when_the_record_changes_its_domain() -> None:
    acme = company("c1", name="Acme", domain="acme.com")
    assert one(acme, person("1", email="a@acme.com"), person("2", belongs_to=acme.ref))
    assert not one(
        company("c1", name="Acme", domain="other.com", version=2),
        person("1", email="a@acme.com"),
        person("2", belongs_to=acme.ref),
    )
    assert check_identity() == []


def test_similar_names_are_joined_asked_about_or_left_apart() -> None:
    bring(
        [
            person("1", company="Koninklijke Boskalis Electronics N.V."),
            person("2", company="KONINKLIKE BOSKALIS ELECTRONICS NV"),
            person("3", company="Boskalis Electronics Netherlands B.V."),
            person("4", company="Boskalis Chemicals GmbH"),
            person("5", company="Boskalis Finance B.V."),
        ]
    )
    assert Job.objects.filter(kind="match_accounts", done_at=None).count() == 1
    match_accounts(NOW)
    accounts = {
        name: Contact.objects.get(pk=Identity.objects.get(key=key).contact_id).account_id
        for key, name in SourceRecord.objects.filter(kind="person").values_list("key", "external_id")
    }
    assert accounts["1"] == accounts["2"] == accounts["3"]
    assert len({accounts["1"], accounts["4"], accounts["5"]}) == 3
    asked = ReviewPair.objects.filter(what="account").values_list("left", "right")
    aliases = dict(AccountAlias.objects.values_list("pk", "account_id"))
    assert {frozenset(map(aliases.__getitem__, pair)) for pair in asked} == {
        frozenset({accounts["1"], accounts["4"]})
    }
    assert match_accounts(NOW).joined == AccountLink.objects.filter(why="fuzzy").count()
    assert check_identity() == []


def test_two_countries_are_asked_about_and_a_person_decides(cast: Cast) -> None:
    bring(
        [
            person("1", company="Atlas GmbH", country="Germany"),
            person("2", company="Atlas SARL", country="France"),
        ]
    )
    match_accounts(NOW)
    pair = ReviewPair.objects.get(what="account")
    first, second = AccountAlias.objects.filter(kind="name").values_list("account_id", flat=True)
    assert first != second
    assert decide_pair(cast.sam, pair.pk, True, NOW).one
    match_accounts(NOW)
    assert len(set(Contact.objects.values_list("account_id", flat=True))) == 1
    assert check_identity() == []


def atlas_in_two_countries() -> int:
    bring(
        [
            person("1", company="Atlas GmbH", country="Germany"),
            person("2", company="Atlas SARL", country="France"),
        ]
    )
    match_accounts(NOW)
    return ReviewPair.objects.get(what="account").pk


def people_of_accounts() -> list[int | None]:
    return sorted(Contact.objects.values_list("account_id", flat=True), key=str)


def test_a_word_on_accounts_is_taken_back_and_asked_again(cast: Cast) -> None:
    pair = atlas_in_two_countries()
    before = people_of_accounts()
    joined = decide_pair(cast.sam, pair, True, NOW)
    assert len(set(people_of_accounts())) == 1
    undone = unmerge(cast.sam, joined.act_key, "two countries, two budgets", NOW)
    assert not undone.one
    assert people_of_accounts() == before
    assert ReviewPair.objects.get(pk=pair).state == "open"
    assert unmerge(cast.sam, joined.act_key, "again", NOW) == undone
    assert Act.objects.filter(kind="unmerge").count() == 1
    assert check_identity() == []


def test_the_word_before_the_one_taken_back_stands_again(cast: Cast) -> None:
    pair = atlas_in_two_countries()
    decide_pair(cast.sam, pair, True, NOW)
    ReviewPair.objects.update(state="open")
    apart = decide_pair(cast.olga, pair, False, NOW + timedelta(hours=1))
    assert len(set(people_of_accounts())) == 2
    assert unmerge(cast.olga, apart.act_key, "", NOW + timedelta(hours=2)).one
    assert len(set(people_of_accounts())) == 1


def test_who_may_not_merge_takes_no_word_on_accounts_back(cast: Cast) -> None:
    joined = decide_pair(cast.sam, atlas_in_two_countries(), True, NOW)
    with pytest.raises(Refused):
        unmerge(cast.victor, joined.act_key, "", NOW)
    with pytest.raises(NotFound):
        unmerge(cast.sam, "merge_accounts/1/2/never", "", NOW)


def _places(arrivals: list[list[RecordDraft]]) -> list[tuple[str, str]]:
    """Who works where, and whose deals are whose, after these batches."""
    for batch in arrivals:
        bring(batch)
    contacts = dict(Identity.objects.values_list("key", "contact__account__name"))
    deals = dict(Deal.objects.values_list("key", "account__name"))
    names = find_names([*contacts, *deals])
    return sorted((names[key][2], place or "") for key, place in (contacts | deals).items())


def test_two_associations_that_disagree_are_settled_alike_in_every_order() -> None:
    one, dealt = Ref("crm", RecordKind.person, "1"), Ref("crm", RecordKind.deal, "d")
    firms = [company(name, name=name, domain=f"{name.lower()}.com") for name in ("Alder", "Birch", "Cedar")]
    drafts = [
        *firms,
        person("1", email="a@birch.com", belongs_to=firms[2].ref),
        deal("d", belongs_to=firms[2].ref),
        *(statement(ref, belongs_to=firm.ref) for ref in (one, dealt) for firm in firms[:2]),
    ]
    states = []
    for seed in range(40):
        order = random.Random(seed).sample(drafts, len(drafts))
        size = seed % 5 + 1
        try:
            with transaction.atomic():
                states.append(_places([order[at : at + size] for at in range(0, len(order), size)]))
                assert check_identity() == []
                raise Undone
        except Undone:
            continue
    assert states == [[("1", "Alder"), ("d", "Alder")]] * 40


def test_mutant_the_last_association_wins_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (clusters, deals_room, accounts_room):
        monkeypatch.setattr(room, "replace_places", lambda standing, new: dict(new))
    with pytest.raises(AssertionError):
        test_two_associations_that_disagree_are_settled_alike_in_every_order()


def test_accounts_do_not_depend_on_the_order_of_arrival() -> None:
    acme = company("c1", name="Acme", domain="acme.com")
    merged = Ref("marketing", RecordKind.company, "c4")
    drafts = [
        acme,
        company("c2", "marketing", name="Acme Inc.", country="US"),
        company("c3", "marketing", name="Beta GmbH", domain="beta.de", merged=(merged,)),
        company("c4", "marketing", name="Beta Software"),
        person("1", email="a@acme.com", company="Acme"),
        person("2", company="ACME Inc", country="USA"),
        person("3", belongs_to=Ref("marketing", RecordKind.company, "c4")),
        person("4", email="x@beta.de", company="Beta"),
        company("c1", name="Acme", domain="acme.io", version=2),
    ]  # fmt: skip
    states = set()
    for seed in range(25):
        shuffled = random.Random(seed).sample(drafts, len(drafts))
        try:
            with transaction.atomic():
                for draft in shuffled:
                    bring([draft])
                match_accounts(NOW)
                states.add(_account_partition())
                assert check_identity() == []
                raise Undone
        except Undone:
            continue
    assert len(states) == 1


def _account_partition() -> frozenset[frozenset[str]]:
    """Persons by account, by their natural names."""
    called = canonical_state()
    groups: dict[int | None, set[str]] = {}
    contact = dict(Identity.objects.values_list("key", "contact_id"))
    account = dict(Contact.objects.values_list("pk", "account_id"))
    for record in SourceRecord.objects.filter(kind="person"):
        name = f"{record.source}/person/{record.external_id}"
        if name in called:
            groups.setdefault(account[contact[record.pk]], set()).add(name)
    return frozenset(frozenset(group) for group in groups.values())
