"""Two open leads of one person: the later is closed as a duplicate of the first, for as long as they are one."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.contacts.merge import merge, unmerge
from accord.contacts.models import Contact, Identity
from accord.contacts.names import find_names
from accord.contacts.shapes import LeadView
from accord.measures.mirror import open_mirror
from accord.reporting import leads as reading
from accord.reporting.dashboard import board, rows_behind
from accord.reporting.leads import find_leads, get_contact
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import refresh
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import bring, deal, fact, person
from tests.contacts.test_identity import Undone, histories
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db
FORM, VISIT = FactKind.form_submitted, FactKind.page_view


def ref(number: int | str, source: str = "crm", kind: RecordKind = RecordKind.person) -> Ref:
    return Ref(source, kind, str(number))


def two_leads() -> tuple[dict[Ref, int], int, int]:
    keys = bring(
        [person("1", email="a@acme.com"), person("2", email="b@beta.com")],
        [fact(ref(1), FORM, 1), fact(ref(2), FORM, 3), fact(ref(2), VISIT, 4)],
    )
    seats = dict(Identity.objects.values_list("key", "contact_id"))
    return keys, seats[keys[ref(1)]], seats[keys[ref(2)]]


def everyones_leads() -> dict[int, tuple[LeadView, ...]]:
    living = Contact.objects.filter(gone=False).values_list("pk", flat=True)
    return {contact: find_leads(contact, NOW) for contact in living}


def test_the_later_is_closed_as_duplicate_of_the_first_and_comes_back(
    folder: Path, draft: str, cast: Cast
) -> None:
    keys, one, two = two_leads()
    before = everyones_leads()
    assert [[lead.outcome for lead in leads] for leads in before.values()] == [["open"], ["open"]]
    done = merge(cast.maya, one, two, "one person", NOW)
    stays, twice = get_contact(cast.maya, two, NOW).leads
    assert (stays.outcome, stays.opened_by, stays.number) == ("open", keys[ref(1)], 1)
    assert (twice.outcome, twice.opened_by, twice.duplicate_of) == ("duplicate", keys[ref(2)], keys[ref(1)])
    assert twice.closed_at == twice.opened_at == before[two][0].opened_at
    unmerge(cast.maya, done.act_key, "two after all", NOW)
    assert everyones_leads() == before


def test_the_board_counts_it_apart_and_names_its_row(folder: Path, draft: str, cast: Cast) -> None:
    _, one, two = two_leads()
    done = merge(cast.maya, one, two, "", NOW)
    shown = board(cast.sam, now=NOW)
    (number,) = [n for n in shown.trust if n.name == "duplicate_leads"]
    assert number.value == 1 and number.rows
    assert shown.funnel.stages[0].entered.value == 1, "one person is one lead"
    assert [row.value for row in rows_behind(cast.sam, number.rows, now=NOW).rows] == ["duplicate of lead 1"]
    unmerge(cast.maya, done.act_key, "", NOW)
    assert [n.value for n in board(cast.sam, now=NOW).trust if n.name == "duplicate_leads"] == [0]


def test_two_records_of_one_system_that_evidence_joins_are_two_copies(folder: Path, draft: str) -> None:
    bring(
        [person("1", email="a@acme.com"), person("2", email="a@acme.com")],
        [fact(ref(1), FORM, 1), fact(ref(2), FORM, 3)],
    )
    ((stays, twice),) = everyones_leads().values()
    assert (stays.outcome, twice.outcome) == ("open", "duplicate")


@pytest.mark.parametrize(
    "other",
    [
        person("2", "marketing", email="a@acme.com"),
        person("2", same_as=(ref(1),)),
        person("2", merged=(ref(1),)),
    ],
    ids=["another team's record", "a vendor's link", "a vendor's merge"],
)
def test_what_is_one_lead_in_two_records_is_no_duplicate(
    folder: Path, draft: str, other: RecordDraft
) -> None:
    bring([person("1", email="a@acme.com"), other], [fact(ref(1), FORM, 1), fact(other.ref, FORM, 3)])
    assert [[lead.outcome for lead in leads] for leads in everyones_leads().values()] == [["open"]]


def test_both_teams_records_of_both_copies_are_one_duplicate(folder: Path, draft: str) -> None:
    drafts = [person(str(n), source, email="a@acme.com") for n in (1, 2) for source in ("crm", "marketing")]
    bring(drafts, [fact(d.ref, FORM, day) for day, d in enumerate(drafts)])
    ((stays, twice),) = everyones_leads().values()
    assert (stays.outcome, twice.outcome) == ("open", "duplicate")


def test_after_the_first_has_ended_the_next_is_a_lead_of_its_own(
    folder: Path, draft: str, cast: Cast
) -> None:
    bring(
        [person("1", email="a@acme.com"), person("2", email="b@beta.com")],
        [fact(ref(1), FORM, 1), fact(ref(1), FactKind.disqualified, 2), fact(ref(2), FORM, 3)],
    )
    one, two = sorted(everyones_leads())
    merge(cast.maya, one, two, "", NOW)
    assert [lead.outcome for lead in find_leads(one, NOW)] == ["disqualified", "open"]


def test_a_lead_that_only_a_deal_began_is_a_duplicate_too(folder: Path, draft: str, cast: Cast) -> None:
    opened = ref("d", kind=RecordKind.deal)
    bring(
        [person("1", email="a@acme.com"), person("2", email="b@beta.com"), deal("d", people=(ref(2),))],
        [fact(ref(1), FORM, 1), fact(opened, FactKind.deal_created, 3)],
    )
    one, two = sorted(everyones_leads())
    merge(cast.maya, one, two, "", NOW)
    assert [lead.outcome for lead in find_leads(one, NOW)] == ["open", "duplicate"]


def test_evidence_that_says_otherwise_later_is_followed(folder: Path, draft: str) -> None:
    bring(
        [person("1", email="a@acme.com"), person("2", email="a@acme.com")],
        [fact(ref(1), FORM, 1), fact(ref(2), FORM, 3)],
    )
    refresh(folder, NOW)
    bring([person("2", version=5, email="a@acme.com", same_as=(ref(1),))])
    refresh(folder, NOW)
    mirror = open_mirror(folder)
    assert mirror.fetch("SELECT count(*) AS n FROM duplicates") == [{"n": 0}]
    mirror.close()
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_who_may_not_see_the_contact_sees_no_lead(folder: Path, draft: str, cast: Cast) -> None:
    _, one, _ = two_leads()
    with pytest.raises(Refused):
        get_contact(cast.iris, one, NOW)


Leads = list[tuple[object, ...]]


def by_name(leads: dict[int, tuple[LeadView, ...]]) -> Leads:
    """Leads by natural names, so that installations compare."""
    keys = {k for group in leads.values() for lead in group for k in (lead.opened_by, lead.duplicate_of) if k}
    names = find_names(keys)
    return sorted(
        (names[lead.opened_by], names.get(lead.duplicate_of or 0), lead.number, lead.outcome, lead.opened_at)
        for group in leads.values()
        for lead in group
    )


def happenings(drafts: list[RecordDraft], days: list[int]) -> list[FactDraft]:
    """One fact that can begin a lead for each record, on days of their own."""
    refs = sorted({draft.ref for draft in drafts})
    return [fact(about, FORM, day) for about, day in zip(refs, days, strict=False)]


DAYS = st.lists(st.integers(0, 40), min_size=8, max_size=8, unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), histories(), DAYS, st.integers(0, 100), st.integers(0, 100))
def test_merge_x_unmerge_gives_the_leads_that_x_gives(
    folder: Path,
    draft: str,
    cast: Cast,
    before: list[RecordDraft],
    x: list[RecordDraft],
    days: list[int],
    a: int,
    b: int,
) -> None:
    """Invariant 5, for leads: with what was closed as duplicate."""
    later = [d._replace(modified_at=d.modified_at and d.modified_at + timedelta(days=50)) for d in x]

    def play(merging: bool) -> Leads:
        try:
            with transaction.atomic():
                bring(before, happenings(before, days))
                contacts = sorted(Contact.objects.filter(gone=False).values_list("pk", flat=True))
                left, right = contacts[a % len(contacts)], contacts[b % len(contacts)]
                done = merge(cast.olga, left, right, "", NOW) if merging and left != right else None
                bring(later, happenings(later, [day + 50 for day in days]))
                if done:
                    unmerge(cast.olga, done.act_key, "", NOW)
                played.append(by_name(everyones_leads()))
                raise Undone
        except Undone:
            return played.pop()

    played: list[Leads] = []
    assert play(True) == play(False)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), DAYS, st.integers(0, 1000), st.booleans())
def test_whatever_the_order_of_arrival_the_same_leads_are_duplicates(
    folder: Path, draft: str, cast: Cast, drafts: list[RecordDraft], days: list[int], seed: int, whole: bool
) -> None:
    def play(shuffled: bool) -> Leads:
        order = list(drafts)
        if shuffled:
            random.Random(seed).shuffle(order)
        try:
            with transaction.atomic():
                for part in [order] if whole else [order[::2], order[1::2]]:
                    bring(part)
                bring([], happenings(drafts, days))
                played.append(by_name(everyones_leads()))
                raise Undone
        except Undone:
            return played.pop()

    played: list[Leads] = []
    assert play(True) == play(False)


def test_mutant_copies_that_forget_who_merged_are_caught(
    folder: Path, draft: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, one, two = two_leads()
    merge(cast.maya, one, two, "", NOW)
    monkeypatch.setattr(reading, "find_copies", lambda contacts: {})
    assert [lead.outcome for lead in find_leads(one, NOW)] == ["open"], "the later lead went without a trace"
