"""What pages read: who sees what, side by side, in the same number of questions whatever the size."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.contacts.models import Contact, Identity
from accord.contacts.reads import (
    find_accounts,
    find_contacts,
    find_names,
    find_review_pairs,
    get_account,
    get_contact,
)
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref, Team
from tests.cast import Cast
from tests.contacts.bringing import bring, company, deal, fact, person

pytestmark = pytest.mark.django_db


def ref(external_id: str, source: str = "crm") -> Ref:
    return Ref(source, RecordKind.person, external_id)


def contact_of(keys: dict[Ref, int], about: Ref) -> int:
    return Identity.objects.values_list("contact_id", flat=True).get(key=keys[about])


def three_owned() -> dict[str, int]:
    """Rita's, another team's and nobody's contact."""
    keys = bring(
        [
            person("1", email="anna@acme.com", name="Anna Berg"),
            person("2", email="otto@beta.com", name="Otto Kahn"),
            person("3", email="nora@gamma.com", name="Nora Lind"),
        ],
        [
            fact(ref("1"), FactKind.owner_assigned, actor="crm-rita"),
            fact(ref("2"), FactKind.owner_assigned, actor="crm-someone"),
        ],
    )
    return {name: contact_of(keys, ref(n)) for name, n in {"mine": "1", "theirs": "2", "queue": "3"}.items()}


def test_everybody_finds_what_their_role_may_see(cast: Cast) -> None:
    ids = three_owned()
    for viewer in (cast.olga, cast.maya, cast.sam):
        assert {row.id for row in find_contacts(viewer).rows} == set(ids.values())
    assert {row.id for row in find_contacts(cast.rita).rows} == {ids["mine"], ids["queue"]}
    for viewer in (cast.victor, cast.iris):
        for read in (
            lambda v=viewer: find_contacts(v),
            lambda v=viewer: get_contact(v, ids["mine"]),
            lambda v=viewer: find_accounts(v),
            lambda v=viewer: get_account(v, 1),
            lambda v=viewer: find_review_pairs(v),
        ):
            with pytest.raises(Refused):
                read()
        assert find_names(viewer, ids.values()) == {}


def test_another_teams_contact_and_none_at_all_look_the_same(cast: Cast) -> None:
    ids = three_owned()
    with pytest.raises(NotFound) as hidden:
        get_contact(cast.rita, ids["theirs"])
    with pytest.raises(NotFound) as missing:
        get_contact(cast.rita, 987654)
    assert str(hidden.value).replace(str(ids["theirs"]), "N") == str(missing.value).replace("987654", "N")
    account = Contact.objects.get(pk=ids["theirs"]).account_id
    assert account
    with pytest.raises(NotFound) as hidden_account:
        get_account(cast.rita, account)
    with pytest.raises(NotFound) as missing_account:
        get_account(cast.rita, 987654)
    assert str(hidden_account.value).replace(str(account), "N") == str(missing_account.value).replace(
        "987654", "N"
    )
    assert account not in {row.id for row in find_accounts(cast.rita).rows}
    assert find_names(cast.rita, ids.values()) == {ids["mine"]: "Anna Berg", ids["queue"]: "Nora Lind"}


def test_mutant_a_read_without_its_filter_is_caught(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    import accord.contacts.find as room

    monkeypatch.setattr(room, "visible_contacts", lambda viewer: Contact.objects.filter(gone=False))
    with pytest.raises(AssertionError):
        test_everybody_finds_what_their_role_may_see(cast)


def test_the_latest_owner_wins_whenever_it_arrives(cast: Cast) -> None:
    keys = bring(
        [person("1", email="a@acme.com")], [fact(ref("1"), FactKind.owner_assigned, 5, actor="crm-sam")]
    )
    bring([], [fact(ref("1"), FactKind.owner_assigned, 2, actor="crm-rita")])
    bring([person("1", email="a@acme.com")], [])
    assert get_contact(cast.olga, contact_of(keys, ref("1"))).owner == "crm-sam"


@pytest.mark.parametrize("text", ["anna", "BERG", "anna@acme", "Acme Water"])
def test_search_finds_by_name_address_and_company(cast: Cast, text: str) -> None:
    bring(
        [
            person("1", email="anna@acme.com", name="Anna Berg", company="Acme Water"),
            person("2", email="otto@beta.com", name="Otto Kahn"),
        ]
    )
    assert [row.name for row in find_contacts(cast.olga, text).rows] == ["Anna Berg"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "100%"])
def test_search_signs_stand_for_themselves(cast: Cast, text: str) -> None:
    bring([person("1", name="Anna Berg"), person("2", name=f"Weird {text} Name")])
    assert [row.name for row in find_contacts(cast.olga, text).rows] == [f"Weird {text} Name"]


def test_a_contact_shows_its_records_side_by_side_and_both_teams_touches(cast: Cast) -> None:
    keys = bring(
        [
            person("1", email="anna@acme.com", name="Anna Berg", phone="030 1"),
            person("9", "marketing", email="Anna@Acme.com", name="A. Berg", company="Acme"),
        ],
        [
            fact(ref("9", "marketing"), FactKind.webinar_attended, 1, channel="webinar"),
            fact(ref("1"), FactKind.call_connected, 3),
            fact(ref("9", "marketing"), FactKind.email_sent, 2),
            fact(ref("1"), FactKind.lead_status, 2, value="open"),
        ],
    )
    page = get_contact(cast.rita, contact_of(keys, ref("1")))
    assert [(r.source, r.name, r.values["email"]) for r in page.records] == [
        ("crm", "Anna Berg", "anna@acme.com"),
        ("marketing", "A. Berg", "Anna@Acme.com"),
    ]
    assert [(t.kind, t.team) for t in page.touches] == [
        (FactKind.call_connected, Team.sales),
        (FactKind.email_sent, Team.marketing),
        (FactKind.webinar_attended, Team.buyer),
    ]
    assert (page.name, page.account) == ("Anna Berg", "Acme")


def test_an_account_shows_people_deals_and_what_both_teams_did(cast: Cast) -> None:
    acme = company("c1", name="Acme GmbH", domain="acme.com")
    sale = deal("d1", name="Pumps", belongs_to=acme.ref, people=(ref("1"),))
    keys = bring(
        [acme, sale, person("1", email="a@acme.com", name="Anna Berg"), person("2", email="b@acme.com")],
        [
            fact(ref("1"), FactKind.demo_request, 0),
            fact(ref("1"), FactKind.call_connected, 2),
            fact(ref("2"), FactKind.email_sent, 1),
            fact(ref("2"), FactKind.owner_assigned, 1, actor="crm-other"),
            fact(sale.ref, FactKind.deal_created, 3),
            fact(sale.ref, FactKind.deal_won, 9, amount=120000, currency="EUR"),
        ],
    )
    account = Contact.objects.get(pk=contact_of(keys, ref("1"))).account_id
    assert account
    page = get_account(cast.rita, account)
    assert [row.name for row in page.people] == ["Anna Berg"]
    assert page.people_total == 2, "she is told how many there are"
    assert {c.team: (c.touches, c.contacts) for c in page.coverage} == {
        Team.buyer: (1, 1),
        Team.marketing: (1, 1),
        Team.sales: (1, 1),
    }
    (shown,) = page.deals
    assert (shown.name, shown.state, shown.amount, shown.currency) == ("Pumps", "won", 120000, "EUR")
    assert shown.contact_id == contact_of(keys, ref("1"))
    assert find_accounts(cast.olga, "acme").rows[0].deals == 1
    assert get_contact(cast.rita, shown.contact_id).deals == page.deals


def many(count: int) -> None:
    people, facts = [], []
    for n in range(count):
        people += [
            person(str(n), email=f"p{n}@firm{n % 3}.com", name=f"Pia P{n}x", phone=f"+49 30 55{n:05}"),
            person(str(n), "marketing", email=f"p{n}@gmail.com", name=f"Pia P{n}x", phone=f"+49 30 55{n:05}"),
        ]
        facts += [fact(ref(str(n)), FactKind.call_connected, n), fact(ref(str(n)), FactKind.email_sent, n)]
    sales = [deal(f"d{n}", people=(ref(str(n)),)) for n in range(count)]
    bring([*people, *sales, company("c", name="Firm", domain="firm0.com")], facts)


READS: dict[str, Callable[[Cast], object]] = {
    "contacts": lambda cast: find_contacts(cast.rita),
    "contacts searched": lambda cast: find_contacts(cast.rita, "p"),
    "accounts": lambda cast: find_accounts(cast.rita),
    "names": lambda cast: find_names(cast.rita, range(500)),
    "contact": lambda cast: get_contact(cast.rita, find_contacts(cast.rita, "p1@").rows[0].id),
    "account": lambda cast: get_account(cast.rita, find_accounts(cast.rita, "firm0").rows[0].id),
    "review": lambda cast: find_review_pairs(cast.sam),
}


@pytest.mark.parametrize("name", READS)
def test_a_list_asks_the_same_number_of_questions_whatever_its_size(cast: Cast, name: str) -> None:
    counts = []
    for size in (3, 40):
        many(size)
        with CaptureQueriesContext(connection) as captured:
            READS[name](cast)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16
