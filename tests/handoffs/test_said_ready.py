"""Sales-ready by word, here or in the CRM: the next team has the lead at once, once, and never by a word taken back."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Fact
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.act import end_lead, undo_lead
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AT = START + 5 * MINUTE
READY = Ending(HandoffState.sales_ready)
ANN, RITA = person("ann"), PEOPLE["rita"][3]
WITH_SUCCESS = AGREEMENT.replace(
    "from: sdr, to: ae, accept_within: 8 working hours}",
    "from: sdr, to: ae, accept_within: 8 working hours}\n"
    "  - {id: ae_to_success, from: ae, to: success, accept_within: 8 working hours}",
)


@pytest.fixture
def ann(cast: Cast) -> Handoff:
    """Rita's lead, who develops it; an account executive stands ready."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    User.objects.create(
        email="abe@x.example", name="Abe", role="rep", team="ae", sales_id="005000000000006AAA"
    )
    assert WITH_SUCCESS != AGREEMENT
    live(WITH_SUCCESS)
    say(asks(ANN, START), START)
    work_until(START)
    return Handoff.objects.get()


def following() -> list[tuple[str, str, datetime, datetime]]:
    rows = Handoff.objects.exclude(kind="mql_to_sdr")
    return [(row.kind, row.state, row.touched_at, row.offered_at) for row in rows]


def test_the_word_of_who_developed_it_offers_it_to_the_next_team(cast: Cast, ann: Handoff) -> None:
    say([touch(ANN, FactKind.call_connected, AT - MINUTE, actor=RITA)], AT - MINUTE)
    end_lead(cast.rita, ann.key, READY, now=AT)
    say([touch(ANN, FactKind.demo_request, AT + SECOND)], AT + SECOND)  # looked at within the ten seconds
    work_until(AT + 9 * SECOND)
    assert following() == [], "what can still be taken back offers nothing"
    work_until(AT + 10 * SECOND)
    assert following() == [("sdr_to_ae", "offered", AT, AT + 10 * SECOND)], "and none of it is worked already"
    row = Handoff.objects.get(kind="sdr_to_ae")
    abe = User.objects.get(name="Abe")
    assert row.owner in (abe.sales_id, f"user:{abe.pk}") and row.due_at is not None
    assert Notice.objects.filter(user_id=abe.pk, cause=f"handoff:{row.key}:offered").exists()
    say([touch(ANN, FactKind.demo_request, AT + MINUTE)], AT + MINUTE)
    work_until(AT + 2 * MINUTE)
    end_lead(cast.olga, row.key, READY, now=AT + 3 * MINUTE)
    work_until(AT + 4 * MINUTE)
    assert [kind for kind, *_ in following()] == ["sdr_to_ae"], (
        "once; success has what was won, not what was said"
    )


def test_a_word_taken_back_offers_nothing(cast: Cast, ann: Handoff) -> None:
    end_lead(cast.rita, ann.key, READY, now=AT)
    undo_lead(cast.rita, ann.key, now=AT + 5 * SECOND)
    say([touch(ANN, FactKind.demo_request, AT + 6 * SECOND)], AT + 6 * SECOND)
    work_until(AT + 5 * MINUTE)
    assert following() == [] and not Fact.objects.filter(kind=FactKind.need_confirmed).exists()


def test_a_status_in_the_crm_says_so_too(cast: Cast, ann: Handoff) -> None:
    """Working it says nothing of the kind; called won it is the next team's, by who said so."""
    for value, n in (("ongoing:Qualified", 0), ("won:Sales ready", 1)):
        at = AT + n * MINUTE
        say([touch(ANN, FactKind.lead_status, at, value=value, actor=RITA)], at)
        work_until(at)
        assert len(following()) == n
    ann.refresh_from_db()
    assert (ann.state, ann.closed_at, ann.moved_by) == ("sales_ready", AT + MINUTE, RITA)
    assert following() == [("sdr_to_ae", "offered", AT + MINUTE, AT + MINUTE)]


def converts(at: datetime) -> list[RowRead]:
    """A conversion: the status is won by it, and the record is converted."""
    return [
        touch(ANN, FactKind.lead_status, at, value="won:Closed - Converted"),
        touch(ANN, FactKind.converted, at),
    ]


def deal(at: datetime) -> list[RowRead]:
    ref = Ref("web", RecordKind.deal, "d1")
    drafts = [
        FactDraft(f"d1:{kind.name}", ref, kind, at) for kind in (FactKind.deal_created, FactKind.deal_amount)
    ]
    return [RowRead(1, (RecordDraft(ref, {"id": "d1"}, modified_at=at, people=(ANN,)),), tuple(drafts))]


def test_a_conversion_needs_an_opportunity_with_amount_and_date(cast: Cast, ann: Handoff) -> None:
    say(converts(AT), AT)
    work_until(AT)
    ann.refresh_from_db()
    assert ann.state == "offered" and following() == []
    say(deal(AT + MINUTE), AT + MINUTE)
    work_until(AT + MINUTE)
    ann.refresh_from_db()
    assert (ann.state, ann.closed_at) == ("sales_ready", AT + MINUTE)
    assert following() == [("sdr_to_ae", "offered", AT + MINUTE, AT + MINUTE)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_comes_to_the_same_in_whatever_order_it_arrives(
    cast: Cast, ann: Handoff, order: tuple[int, ...]
) -> None:
    """A call, a word in the CRM a minute later, and a deal an hour after that."""
    brought = (
        [touch(ANN, FactKind.call_connected, AT, actor=RITA)],
        [touch(ANN, FactKind.lead_status, AT + MINUTE, value="won:Sales ready", actor=RITA)],
        deal(AT + 60 * MINUTE),
    )
    for n, which in enumerate(order):
        now = AT + 61 * MINUTE + n * SECOND
        say(brought[which], now)
    work_until(AT + 62 * MINUTE)
    ann.refresh_from_db()
    assert (ann.state, ann.closed_at) == ("sales_ready", AT + MINUTE)
    assert [kind for kind, *_ in following()] == ["sdr_to_ae"]
