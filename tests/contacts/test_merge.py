"""Merging is an act that can be taken back: merge, X, unmerge gives what X alone gives (invariant 5)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.contacts.doctor import check_identity
from accord.contacts.identity_map import latest_version, rows
from accord.contacts.merge import keep_apart, merge, unmerge
from accord.contacts.models import Contact, Identity, Ruling
from accord.contacts.reads import find_review_pairs, get_contact
from accord.contacts.review import decide_pair
from accord.ledger.acts import record_act
from accord.ledger.models import Act, Fact
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import NOW, bring, fact, person
from tests.contacts.natural import canonical_state
from tests.contacts.test_identity import Undone, histories

pytestmark = pytest.mark.django_db


def two_contacts() -> tuple[int, int]:
    keys = bring([person("1", email="a@acme.com"), person("2", email="b@beta.com")])
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    return seats[keys[Ref("crm", RecordKind.person, "1")]], seats[keys[Ref("crm", RecordKind.person, "2")]]


def test_merge_is_an_act_and_unmerge_gives_back_the_same_contacts(cast: Cast) -> None:
    left, right = two_contacts()
    before = canonical_state()
    done = merge(cast.maya, left, right, "same person, two jobs", NOW)
    assert done.one
    assert get_contact(cast.olga, right).id == left, "the merged number answers with the living contact"
    assert Act.objects.get(key=done.act_key).actor == cast.maya.actor
    undone = unmerge(cast.sam, done.act_key, "two people after all", NOW)
    assert (undone.left, undone.right) == (left, right)
    assert canonical_state() == before
    assert Act.objects.get(kind="unmerge").corrects == done.act_key
    assert check_identity() == []


def test_repeating_an_unmerge_is_harmless_and_a_second_merge_is_a_new_act(cast: Cast) -> None:
    left, right = two_contacts()
    first = merge(cast.maya, left, right, "", NOW)
    unmerge(cast.maya, first.act_key, "", NOW)
    unmerge(cast.maya, first.act_key, "", NOW)
    assert Act.objects.filter(kind="unmerge").count() == 1
    again = merge(cast.maya, left, right, "", NOW)
    assert again.act_key != first.act_key
    assert again.one


@pytest.mark.parametrize("name", ["rita", "victor", "iris"])
def test_who_may_not_merge_is_refused(cast: Cast, name: str) -> None:
    left, right = two_contacts()
    by = cast.everyone()[name]
    for act in (
        lambda: merge(by, left, right, "", NOW),
        lambda: unmerge(by, "merge/1/2/1", "", NOW),
        lambda: decide_pair(by, 1, True, NOW),
        lambda: keep_apart(by, left, [], "", NOW),
    ):
        with pytest.raises(Refused):
            act()
    assert not Ruling.objects.exists()


def test_merging_facts_rewrites_none_and_the_mirror_follows(cast: Cast) -> None:
    one, two = Ref("crm", RecordKind.person, "1"), Ref("crm", RecordKind.person, "2")
    keys = bring(
        [person("1", email="a@acme.com"), person("2", email="b@beta.com")],
        [fact(one, FactKind.demo_request), fact(two, FactKind.demo_request, 3)],
    )
    seen = latest_version()
    facts = list(Fact.objects.order_by("seq").values())
    seats = {row.key: row.contact_id for row in rows(0)}
    merge(cast.olga, seats[keys[one]], seats[keys[two]], "", NOW)
    assert list(Fact.objects.order_by("seq").values()) == facts
    assert {row.key: row.contact_id for row in rows(seen)} == {keys[two]: seats[keys[one]]}
    assert Contact.objects.get(gone=True).pk == seats[keys[two]]
    page = get_contact(cast.olga, seats[keys[one]])
    assert [t.occurred_at for t in page.touches] == [NOW + timedelta(days=3), NOW]


def test_acts_made_while_two_were_one_are_listed_for_review(cast: Cast) -> None:
    left, right = two_contacts()
    done = merge(cast.maya, left, right, "", NOW)
    key = Identity.objects.filter(contact_id=left).order_by("key").values_list("key", flat=True)[0]
    record_act(key="accept/1", kind="accept", actor="user:1", now=NOW, subject=key)
    assert unmerge(cast.maya, done.act_key, "", NOW).to_review == ("accept/1",)


def test_a_wrong_automatic_join_is_split_and_stays_split(cast: Cast) -> None:
    keys = bring([person("1", email="a@acme.com"), person("2", "marketing", email="a@acme.com")])
    contact = Identity.objects.values_list("contact_id", flat=True)[0]
    away = keys[Ref("marketing", RecordKind.person, "2")]
    split = keep_apart(cast.maya, contact, [away], "shared mailbox", NOW)
    assert not split.one
    bring([person("3", "ads", email="a@acme.com"), person("2", "marketing", email="a@acme.com", version=4)])
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    assert seats[keys[Ref("crm", RecordKind.person, "1")]] != seats[away]
    assert check_identity() == []
    with pytest.raises(Refused, match="two people"):
        merge(cast.maya, seats[away], seats[keys[Ref("crm", RecordKind.person, "1")]], "", NOW)
    unmerge(cast.maya, split.act_key, "no, one person", NOW)
    assert Contact.objects.filter(gone=False).count() == 1


def test_the_review_queue_shows_both_sides_and_takes_the_answer(cast: Cast) -> None:
    bring(
        [
            person("1", email="anna@gmail.com", name="Anna Berg"),
            person("2", "marketing", email="anna@gmail.com"),
        ]
    )
    page = find_review_pairs(cast.maya)
    assert page.total == 1
    assert {page.rows[0].left.name, page.rows[0].right.name} == {"Anna Berg", ""}
    assert page.rows[0].evidence == ("free_mail",)
    assert decide_pair(cast.maya, page.rows[0].id, True, NOW).one
    assert find_review_pairs(cast.maya).total == 0
    with pytest.raises(NotFound):
        decide_pair(cast.maya, page.rows[0].id, True, NOW)


def test_a_pair_decided_apart_is_not_asked_again(cast: Cast) -> None:
    bring([person("1", email="anna@gmail.com"), person("2", "marketing", email="anna@gmail.com")])
    decide_pair(cast.maya, find_review_pairs(cast.maya).rows[0].id, False, NOW)
    bring([person("2", "marketing", version=2, email="anna@gmail.com", phone="030 173 246 58")])
    assert find_review_pairs(cast.maya).total == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), histories(), st.integers(0, 100), st.integers(0, 100))
def test_merge_x_unmerge_is_x(
    cast: Cast, before: list[RecordDraft], x: list[RecordDraft], a: int, b: int
) -> None:
    later = [
        draft._replace(modified_at=draft.modified_at and draft.modified_at + timedelta(days=50))
        for draft in x
    ]

    def play(merging: bool) -> dict[str, str]:
        state: dict[str, str] = {}
        try:
            with transaction.atomic():
                bring(before)
                contacts = sorted(Contact.objects.filter(gone=False).values_list("pk", flat=True))
                left, right = contacts[a % len(contacts)], contacts[b % len(contacts)]
                done = merge(cast.olga, left, right, "", NOW) if merging and left != right else None
                bring(later)
                if done:
                    unmerge(cast.olga, done.act_key, "", NOW)
                state = canonical_state()
                assert check_identity() == []
                raise Undone
        except Undone:
            return state

    assert play(True) == play(False)


def test_mutant_an_unmerge_that_does_not_settle_is_caught(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    import accord.contacts.merge as room

    left, right = two_contacts()
    before = canonical_state()
    done = merge(cast.maya, left, right, "", NOW)
    monkeypatch.setattr(room, "resettle", lambda keys, numbers: None)
    unmerge(cast.maya, done.act_key, "", NOW)
    assert canonical_state() != before
    assert [issue.code for issue in check_identity()] == ["contact.misgrouped"]
