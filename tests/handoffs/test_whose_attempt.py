"""Whose attempt stops the clock, what is said while the CRM cannot be asked, and who hears of a customer."""

from datetime import timedelta
from typing import Any

import pytest

from accord.contacts.models import Contact
from accord.handoffs.models import Handoff
from accord.ledger.models import Act, SyncObject, SyncSystem
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import START, asks, fits, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ANN, BOB = person("ann"), person("bob")


@pytest.fixture
def key(cast: Cast) -> int:
    """Rita's hot lead: half an hour promised."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    User.objects.filter(pk=cast.maya.user_id).update(sales_id="005000000000009AAA")
    live()
    say(asks(ANN, START), START)
    work_until(START)
    return Handoff.objects.get().key


def test_what_marketing_tries_is_no_attempt_of_sales(cast: Cast, key: int) -> None:
    at = START + 5 * MINUTE
    say([touch(ANN, FactKind.sales_email_sent, at, actor="005000000000009AAA")], at)
    work_until(START + 50 * MINUTE)
    row = Handoff.objects.get()
    assert (row.state, row.responded_at) == ("offered", None)
    assert Act.objects.filter(kind="handoff_overdue").exists(), "nobody of sales has tried"


@pytest.mark.parametrize("actor", [PEOPLE["rita"][3], PEOPLE["sam"][3], "nobody-we-know"])
def test_what_sales_tries_is_and_what_nobody_is_known_to_have_tried(cast: Cast, key: int, actor: str) -> None:
    at = START + 5 * MINUTE
    say([touch(ANN, FactKind.sales_email_sent, at, actor=actor)], at)
    work_until(START + 50 * MINUTE)
    assert Handoff.objects.get().responded_at == at
    assert not Act.objects.filter(kind="handoff_overdue").exists()


def test_a_conversation_stops_it_whoever_held_it(cast: Cast, key: int) -> None:
    at = START + 5 * MINUTE
    say([touch(ANN, FactKind.sales_email_reply, at, actor="005000000000009AAA")], at)
    work_until(START + 50 * MINUTE)
    assert Handoff.objects.get().responded_at == at


def test_an_unread_crm_pauses_alarms_and_that_is_said_once(cast: Cast, key: int) -> None:
    SyncSystem.objects.create(system="salesforce", source="salesforce", connected_at=START)
    SyncObject.objects.create(system="salesforce", object="task", read_at=START)
    said = Notice.objects.filter(kind="unread_crm")
    work_until(START + 45 * MINUTE)
    assert not said.exists(), "it is read every five minutes: nothing is wrong yet"
    work_until(START + 75 * MINUTE)
    assert set(said.values_list("user_id", flat=True)) == {cast.sam.user_id, cast.olga.user_id}
    assert said.count() == 2 and not Act.objects.filter(kind="handoff_overdue").exists()
    SyncObject.objects.update(read_at=START + 76 * MINUTE)
    work_until(START + 78 * MINUTE)
    assert Act.objects.filter(kind="handoff_overdue").exists() and said.count() == 2


@pytest.mark.parametrize("owner", ["", "005000000000007AAA", PEOPLE["rita"][3]])
def test_a_customer_who_asks_is_told_to_success_and_is_no_new_lead(cast: Cast, owner: str) -> None:
    """Whoever of success has the account, else one of them in turn; never the one who sold to it."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    for n in (7, 8):
        User.objects.create(
            email=f"s{n}@accord.example",
            name=f"S {n}",
            role="rep",
            team="success",
            sales_id=f"00500000000000{n}AAA",
        )
    live()
    firm: dict[str, Any] = {"firm": "acme", "company": "Acme"}
    say([*fits(ANN, START, **firm), *fits(BOB, START, **firm)], START)
    ref = Ref("web", RecordKind.deal, "d1")
    bought = FactDraft("won", ref, FactKind.deal_won, START, amount=1_000_00, currency="EUR")
    say([RowRead(1, (RecordDraft(ref, {"id": "d1"}, modified_at=START, people=(ANN,)),), (bought,))], START)
    Contact.objects.update(owner=owner)
    for n, who in enumerate((ANN, BOB, ANN), 1):  # the buyer, a colleague, the buyer once more
        say([touch(who, FactKind.demo_request, START + n * MINUTE, **firm)], START + n * MINUTE)
        work_until(START + n * MINUTE)
    rows = list(Handoff.objects.all())
    assert [row.state for row in rows] == ["known", "known"]
    success = {f"user:{one.pk}": one.sales_id for one in User.objects.filter(team="success")}
    for row in rows:
        assert row.owner in success
        assert owner not in success.values() or success[row.owner] == owner
    told = Notice.objects.filter(kind="customer_active").values_list("user_id", flat=True)
    assert sorted(told) == sorted(int(row.owner[5:]) for row in rows)
    assert not Notice.objects.filter(user_id=cast.rita.user_id).exists()
