"""Who is whose: evidence by rank, whatever the order of arrival, and split again when it goes away."""

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.contacts import evidence as evidence_room
from accord.contacts.doctor import check_identity
from accord.contacts.models import Contact, Identity, ReviewPair
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref
from tests.contacts.bringing import bring, person, statement
from tests.contacts.natural import canonical_state

pytestmark = pytest.mark.django_db
PERSON = RecordKind.person


def contacts_of(*drafts: RecordDraft) -> list[int]:
    keys = bring(drafts)
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    return [seats[keys[draft.ref]] for draft in drafts]


def together(*drafts: RecordDraft) -> bool:
    return len(set(contacts_of(*drafts))) == 1


def test_the_same_work_address_is_one_person() -> None:
    assert together(
        person("1", "marketing", email="Anna.Berg@Acme.com"), person("2", email="mailto:anna.berg@acme.com")
    )


def as_hubspot_says(number: str, email: str, *others: str) -> list[RecordDraft]:
    """A contact with further addresses, as the HubSpot connector gives it."""
    known = [person(f"email:{other}", "hubspot", email=other) for other in others]
    return [person(number, "hubspot", email=email, same_as=tuple(r.ref for r in known)), *known]


def test_a_further_work_address_joins_and_a_free_mail_or_role_address_does_not() -> None:
    lead = person("1", email="anna.berg@acme.com")
    assert len(set(contacts_of(*as_hubspot_says("9", "anna@acme.com", "anna.berg@acme.com"), lead))) == 1
    for shared in ("anna@gmail.com", "info@beta.com"):
        drafts = [*as_hubspot_says("8", "berg@beta.com", shared), person("2", email=shared)]
        assert len(set(contacts_of(*drafts))) == 2, shared


def test_a_work_domain_and_the_same_name_is_one_person() -> None:
    assert together(
        person("1", email="anna@acme.com", name="Anna Berg"),
        person("2", "marketing", email="a.berg@mail.acme.com", name="Berg, Änna"),
    )


def test_a_vendors_link_is_one_person_whatever_else_differs() -> None:
    other = Ref("marketing", PERSON, "9")
    assert together(
        person("1", email="x@acme.com", same_as=(other,)), person("9", "marketing", email="y@beta.com")
    )


def test_a_vendors_merge_is_followed_in_either_order() -> None:
    gone = Ref("crm", PERSON, "2")
    assert together(person("1", merged=(gone,)), person("2", name="Old Name"))
    assert together(person("4"), person("3", merged=(Ref("crm", PERSON, "4"),)))


def test_a_merge_table_row_alone_is_followed_and_outlives_the_next_row() -> None:
    one, two = Ref("crm", PERSON, "1"), Ref("crm", PERSON, "2")
    assert together(person("1"), person("2"), statement(one, merged=(two,)))
    assert together(person("1", version=5, email="new@acme.com"), person("2", version=5))


@pytest.mark.parametrize("address", ["anna@gmail.com", "info@acme.com", "no-reply@acme.com"])
def test_a_free_or_role_address_alone_never_decides_but_is_asked_about(address: str) -> None:
    assert not together(person("1", email=address, name="Anna Berg"), person("2", "marketing", email=address))
    assert ReviewPair.objects.filter(what="contact", state="open").count() == 1


def test_a_free_address_with_the_same_name_decides() -> None:
    assert together(
        person("1", email="anna@gmail.com", name="Anna Berg"),
        person("2", "marketing", email="anna@gmail.com", name="BERG Anna"),
    )


def test_a_telephone_never_decides() -> None:
    assert not together(
        person("1", phone="+49 30 173 246 58", name="Anna Berg"),
        person("2", phone="030 / 173 246 58", name="Anna Berg"),
    )
    assert ReviewPair.objects.get().evidence == ["phone"]


def test_evidence_shared_by_a_crowd_is_ignored() -> None:
    few = [person(str(i), email="shared@acme.com") for i in range(20)]
    assert len(set(contacts_of(*few))) == 1
    bring([person("20", email="shared@acme.com")])
    assert Contact.objects.filter(gone=False).count() == 21
    bring([person("20", version=2, email="own@acme.com")])
    assert Contact.objects.filter(gone=False).count() == 2


def test_a_contact_splits_when_the_evidence_goes_away() -> None:
    first, second = contacts_of(person("1", email="a@acme.com"), person("2", "marketing", email="a@acme.com"))
    assert first == second
    one, two = contacts_of(
        person("1", email="a@acme.com"), person("2", "marketing", version=2, email="b@acme.com")
    )
    assert one != two
    assert first == one, "the canonical record keeps the contact's number"
    assert check_identity() == []


def test_a_person_in_the_middle_splits_both_sides() -> None:
    middle, left, right = "m@acme.com", "l@acme.com", "r@acme.com"
    bring([person("l", email=left), person("r", email=right)])
    bring([statement(Ref("x", PERSON, "m"), same_as=(Ref("crm", PERSON, "l"), Ref("crm", PERSON, "r")))])
    assert Contact.objects.filter(gone=False).count() == 1
    bring([person("m", "y", email=middle, same_as=(Ref("crm", PERSON, "l"),))])
    assert Contact.objects.filter(gone=False).count() == 1
    bring([person("m", "y", email=middle, version=2)])
    assert Contact.objects.filter(gone=False).count() == 2
    assert check_identity() == []


EMAILS = ["", "a@acme.com", "b@acme.com", "a@beta.com", "p@gmail.com", "info@acme.com"]
NAMES = ["", "Anna Berg", "Berg Anna", "Otto Kahn", "A. Berg"]
REFS = [Ref(source, PERSON, str(n)) for source in ("crm", "marketing") for n in range(4)]


@st.composite
def histories(draw: st.DrawFn) -> list[RecordDraft]:
    """Versions of a few persons' records, and associations between them."""
    drafts = []
    for number in range(draw(st.integers(2, 12))):
        ref = draw(st.sampled_from(REFS))
        links = tuple(draw(st.lists(st.sampled_from(REFS), max_size=1)))
        if draw(st.integers(0, 9)) == 0:
            drafts.append(statement(ref, merged=links))
            continue
        fields = {
            "email": draw(st.sampled_from(EMAILS)),
            "name": draw(st.sampled_from(NAMES)),
            "phone": draw(st.sampled_from(["", "+49 30 173 246 58"])),
        }
        drafts.append(person(ref.external_id, ref.source, version=number, same_as=links, **fields))
    return drafts


class Undone(Exception):
    """Leave no trace of one example."""


def state_of(batches: list[list[RecordDraft]]) -> dict[str, str]:
    """The state that these batches give, in a database that forgets them afterwards."""
    state: dict[str, str] = {}
    try:
        with transaction.atomic():
            for batch in batches:
                bring(batch)
            state = canonical_state()
            assert check_identity() == []
            raise Undone
    except Undone:
        return state


def split(drafts: list[RecordDraft], seed: int) -> list[list[RecordDraft]]:
    """The same drafts in another order and in other batches."""
    chance = random.Random(seed)
    shuffled = chance.sample(drafts, len(drafts))
    batches: list[list[RecordDraft]] = [[]]
    for draft in shuffled:
        if chance.random() < 0.4:
            batches.append([])
        batches[-1].append(draft)
    return [batch for batch in batches if batch]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), st.integers(0, 10**6))
def test_arrival_order_and_batches_never_matter(drafts: list[RecordDraft], seed: int) -> None:
    assert state_of([drafts]) == state_of(split(drafts, seed)) == naive_state(drafts)


def naive_state(drafts: list[RecordDraft]) -> dict[str, str]:
    """The same, reckoned by hand: the newest version of each record, every pair compared."""
    newest: dict[Ref, RecordDraft] = {}
    said: list[tuple[Ref, Ref]] = []
    refs: set[Ref] = set()
    for draft in drafts:
        refs |= {draft.ref, *draft.same_as, *draft.merged}
        if not draft.values:
            said += [(draft.ref, other) for other in draft.merged]
        elif draft.ref not in newest or (draft.modified_at or 0) > (newest[draft.ref].modified_at or 0):  # type: ignore[operator]
            newest[draft.ref] = draft
    pairs = said + [(d.ref, other) for d in newest.values() for other in d.same_as]
    for a in newest.values():
        for b in newest.values():
            if a.ref < b.ref and _same_by_hand(a, b):
                pairs.append((a.ref, b.ref))
    group = {ref: {ref} for ref in refs}
    for a_ref, b_ref in pairs:
        merged = group[a_ref] | group[b_ref]
        for ref in merged:
            group[ref] = merged
    return {"/".join(map(str, ref)): "/".join(map(str, min(group[ref]))) for ref in newest}


def _same_by_hand(a: RecordDraft, b: RecordDraft) -> bool:
    anna = {"Anna Berg", "Berg Anna"}
    same_name = a.name == b.name == "Otto Kahn" or (a.name in anna and b.name in anna)
    if a.email and a.email == b.email and not a.email.startswith(("p@", "info@")):
        return True
    if a.email and a.email == b.email == "p@gmail.com":
        return same_name
    ours, theirs = a.email.partition("@")[2], b.email.partition("@")[2]
    return bool(ours) and ours == theirs and ours != "gmail.com" and same_name


def test_mutant_crowds_that_are_not_ignored_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    import accord.contacts.graph as graph
    import accord.contacts.identify as identify

    for module in (evidence_room, graph, identify):
        monkeypatch.setattr(module, "CROWD", 1000)
    with pytest.raises(AssertionError):
        test_evidence_shared_by_a_crowd_is_ignored()


def test_a_batch_asks_the_same_number_of_questions_whatever_its_size() -> None:
    bring([person("0", email="first@firm.com")])
    counts = []
    for size in (5, 100):
        with CaptureQueriesContext(connection) as captured:
            bring(
                [
                    person(f"{size}-{i}", email=f"p{i}@firm{size}-{i}.com", name=f"Nora N{i}x")
                    for i in range(size)
                ]
            )
        counts.append(len(captured))
    assert counts[0] == counts[1]
