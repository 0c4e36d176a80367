"""What qualifies reaches the right person once, an attempt accepts by itself, an outcome is heard by marketing."""

from datetime import timedelta

import pytest

from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.work import Ending
from accord.ledger.models import Act, Fact
from accord.teams.notices.models import Notice
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.act import accept_lead, end_lead, undo_lead
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import START, asks, key_of, live, person, qualifies, say, touch, work_until

pytestmark = pytest.mark.django_db
RITA = PEOPLE["rita"][3]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live, with Rita as the only one who develops leads."""
    from accord.teams.models import User

    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live()
    return cast


def only() -> Handoff:
    return Handoff.objects.get()


def test_a_qualified_lead_is_offered_once_with_its_reasons(company: Cast) -> None:
    say(qualifies(person("ann"), START), START)
    work_until(START + MINUTE)
    row = only()
    assert (row.state, row.kind, row.klass) == ("offered", "mql_to_sdr", "A2")
    assert row.subject == key_of(person("ann"))
    assert row.owner == company.rita.actor
    fit = sum(points for axis, _, points, _ in row.lines if axis == "fit")
    engagement = sum(points for axis, _, points, _ in row.lines if axis == "engagement")
    assert (fit, engagement) == (row.fit, row.engagement) == (15_000, 14_000)
    # Four working hours from 9:01 in Amsterdam, over lunch: 13:46.
    assert row.due_at == START + timedelta(hours=4, minutes=45) + MINUTE
    assert Notice.objects.filter(user_id=company.rita.user_id, kind="lead_offered").count() == 1
    say([touch(person("ann"), FactKind.case_study, START + 2 * MINUTE)], START + 2 * MINUTE)
    work_until(START + 10 * MINUTE)
    assert Handoff.objects.count() == 1


def test_a_hand_raise_is_offered_at_once_and_is_hot(company: Cast) -> None:
    say(asks(person("bob"), START), START)
    work_until(START)
    row = only()
    assert row.hot and row.state == "offered" and row.due_at == START + 30 * MINUTE
    assert Notice.objects.filter(kind="hot_lead", user_id=company.rita.user_id).count() == 1


def test_what_else_came_with_the_form_takes_nothing_from_the_hand_raise(company: Cast) -> None:
    bob = person("bob")
    for kind in (FactKind.attribute, FactKind.lifecycle_stage, FactKind.record_created):
        say([touch(bob, kind, START)], START)
    say(asks(bob, START), START)
    work_until(START)
    row = only()
    assert row.hot and row.due_at == START + 30 * MINUTE and row.touched_at == START


def test_history_begins_nothing(company: Cast) -> None:
    old = START - timedelta(days=6)
    say(qualifies(person("old"), old), START)  # before go-live
    say(qualifies(person("late"), START), START + timedelta(days=7))  # later than the agreement acts on
    work_until(START + timedelta(days=8))
    assert not Handoff.objects.exists()


def test_fifty_touches_in_a_minute_cost_one_look(company: Cast) -> None:
    from accord.ledger.models import Job

    for n in range(50):
        at = START + timedelta(seconds=n)
        say([touch(person("busy"), FactKind.page_view, at)], at)
    assert Job.objects.filter(kind="look_at_lead").count() == 1
    assert work_until(START + 2 * MINUTE) == 1


def test_a_first_genuine_attempt_accepts_by_itself(company: Cast) -> None:
    ann = person("ann")
    say(asks(ann, START), START)
    work_until(START)
    called = START + 7 * MINUTE
    say([touch(ann, FactKind.call_attempted, called, actor=RITA)], called + MINUTE)
    work_until(called + MINUTE)
    row = only()
    assert (row.state, row.accepted_at, row.responded_at) == ("accepted", called, called)
    work_until(START + timedelta(days=3))
    assert not Act.objects.filter(
        kind__in=("handoff_overdue", "handoff_reminded", "handoff_expired")
    ).exists()


@pytest.mark.parametrize(
    "kind", [FactKind.lead_status, FactKind.sequence_email_sent, FactKind.email_bounced, FactKind.note]
)
def test_what_is_no_attempt_stops_nothing(company: Cast, kind: FactKind) -> None:
    ann = person("ann")
    say(asks(ann, START), START)
    work_until(START)
    say([touch(ann, kind, START + MINUTE, actor=RITA)], START + MINUTE)
    work_until(START + 2 * MINUTE)
    assert only().responded_at is None and only().state == "offered"


def test_two_accept_and_one_is_told_who(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    accept_lead(company.rita, only().key, now=START + MINUTE)
    with pytest.raises(Refused, match="handoff.moved") as told:
        accept_lead(company.sam, only().key, now=START + MINUTE)
    assert told.value.fields["by"] == company.rita.actor
    again = accept_lead(company.rita, only().key, now=START + 2 * MINUTE)
    assert again.state is HandoffState.accepted and again.accepted_at == START + MINUTE


def test_an_outcome_becomes_a_fact_and_marketing_hears(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    key, now = only().key, START + 5 * MINUTE
    said = end_lead(company.rita, key, Ending(HandoffState.recycled, "no budget"), now=now)
    assert said.back_at == now + timedelta(days=120)
    assert said.contradicts == "no two-way conversation is recorded"
    assert Notice.objects.filter(user_id=company.maya.user_id, kind="outcome").count() == 1
    assert not Fact.objects.filter(source="accord").exists()
    work_until(now + timedelta(seconds=10))
    (fact,) = Fact.objects.filter(source="accord")
    assert fact.kind == FactKind.recycled and fact.value == "no budget"
    again = end_lead(company.rita, key, Ending(HandoffState.recycled, "no budget"), now=now + MINUTE)
    assert again.version == said.version
    with pytest.raises(Refused, match="handoff.moved"):
        end_lead(company.rita, key, Ending(HandoffState.returned, "duplicate"), now=now)


def test_a_reason_must_be_agreed(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    with pytest.raises(Invalid, match="handoff.reason_unknown"):
        end_lead(company.rita, only().key, Ending(HandoffState.recycled, "bad mood"), now=START)


def test_ones_own_act_is_undone_within_ten_seconds(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    key, now = only().key, START + MINUTE
    end_lead(company.rita, key, Ending(HandoffState.returned, "duplicate"), now=now)
    undo_lead(company.rita, key, now=now + timedelta(seconds=9))
    assert only().state == "offered" and only().closed_at is None
    work_until(now + timedelta(seconds=20))
    assert (
        not Notice.objects.filter(kind="returned").exists()
        and not Fact.objects.filter(source="accord").exists()
    )
    end_lead(company.rita, key, Ending(HandoffState.returned, "duplicate"), now=now + MINUTE)
    with pytest.raises(Refused, match="handoff.too_late"):
        undo_lead(company.rita, key, now=now + 2 * MINUTE)


def test_who_lets_it_lie_loses_it_to_the_next_after_everybody_was_told(company: Cast) -> None:
    say(asks(person("ann"), START), START)
    work_until(START)
    work_until(START + timedelta(hours=4))
    kinds = list(
        Act.objects.filter(kind__startswith="handoff_").order_by("id").values_list("kind", flat=True)
    )
    assert kinds[:4] == ["handoff_offered", "handoff_reminded", "handoff_overdue", "handoff_overdue"]
    work_until(START + timedelta(hours=7))
    row = only()
    assert row.turn >= 2 and row.owner != company.rita.actor
    assert HandoffTurn.objects.filter(handoff=row).count() == row.turn
    assert Act.objects.filter(kind="handoff_expired").exists()


def test_a_call_that_came_late_blames_nobody(company: Cast) -> None:
    ann = person("ann")
    say(asks(ann, START), START)
    work_until(START)
    called = START + 20 * MINUTE  # within the half hour, but it reaches us after
    work_until(START + 29 * MINUTE)
    say([touch(ann, FactKind.call_attempted, called, actor=RITA)], START + 34 * MINUTE)
    work_until(START + timedelta(hours=2))
    assert not Act.objects.filter(kind="handoff_overdue").exists()


def test_a_call_that_came_after_the_blame_takes_it_back(company: Cast) -> None:
    ann = person("ann")
    say(asks(ann, START), START)
    work_until(START)
    work_until(START + 50 * MINUTE)
    assert Act.objects.filter(kind="handoff_overdue").count() == 1
    say([touch(ann, FactKind.call_attempted, START + 20 * MINUTE, actor=RITA)], START + 51 * MINUTE)
    work_until(START + 51 * MINUTE)
    act = Act.objects.get(kind="handoff_overdue")
    assert Act.objects.get(kind="handoff_overdue_corrected").corrects == act.key
    assert only().responded_at == START + 20 * MINUTE


def test_who_leaves_leaves_nobody_alone(company: Cast) -> None:
    from accord.teams.models import User

    say(asks(person("ann"), START), START)
    work_until(START)
    assert only().owner == company.rita.actor
    User.objects.filter(pk=company.rita.user_id).update(is_active=False)
    work_until(START + 2 * MINUTE, sweeping=True)
    row = only()
    assert row.owner != company.rita.actor and row.state == "offered" and row.turn == 2
    assert row.due_at is not None and row.due_at > START + 30 * MINUTE  # the human part began anew


def test_the_same_account_in_the_same_week_is_one_handoff(company: Cast) -> None:
    say(asks(person("ann"), START, firm="acme", company="Acme"), START)
    work_until(START)
    say(asks(person("bob"), START + MINUTE, firm="acme", company="Acme"), START + MINUTE)
    work_until(START + MINUTE)
    first, second = Handoff.objects.order_by("offered_at", "key")
    assert (first.state, second.state, second.joined) == ("offered", "joined", first.key)
    assert second.owner == first.owner


def test_operations_adopts_what_was_under_way(company: Cast) -> None:
    from accord.workflows.handoffs.adopt import adopt, find_adoptable

    old = START - timedelta(days=3)
    say(qualifies(person("old"), old), old)
    work_until(START)
    assert not Handoff.objects.exists()
    assert adopt(company.olga, [key_of(person("old"))], now=START).handed_over == 1
    row = Handoff.objects.get()
    assert row.offered_at == row.touched_at == START and row.qualified_at == old
    assert adopt(company.olga, [key_of(person("old"))], now=START).handed_over == 0
    assert find_adoptable(company.olga, START).leads == ()
    with pytest.raises(Refused, match="right.missing"):
        adopt(company.maya, [], now=START)


def test_of_two_who_pass_it_on_at_once_the_turns_do_not_overlap(company: Cast) -> None:
    from accord.handoffs.move import pass_on

    say(qualifies(person("ann"), START), START)
    work_until(START + MINUTE)
    row = only()
    for owner, heard in (("user:901", 3), ("user:902", 2)):  # the second asked before the first, and waited
        pass_on(row, owner, step="", why="", actor=company.olga.actor, now=START + heard * MINUTE)
    since = list(HandoffTurn.objects.filter(handoff=row).order_by("turn").values_list("since", flat=True))
    assert since == sorted(since) and since[1] == since[2] == START + 3 * MINUTE


def test_after_an_undo_it_is_theirs_who_made_it_so(company: Cast) -> None:
    say(qualifies(person("ann"), START), START)
    work_until(START + MINUTE)
    key = only().key
    accept_lead(company.rita, key, now=START + MINUTE)
    end_lead(company.sam, key, Ending(HandoffState.disqualified, "no need"), now=START + 2 * MINUTE)
    undo_lead(company.sam, key, now=START + 2 * MINUTE)
    row = only()
    assert (row.state, row.moved_by) == ("accepted", company.rita.actor)
    assert accept_lead(company.rita, key, now=START + 3 * MINUTE).state == "accepted"  # hers already
    with pytest.raises(Refused, match="handoff.moved") as told:  # and Sam does not hear that it was he
        accept_lead(company.sam, key, now=START + 3 * MINUTE)
    assert told.value.fields["by"] == company.rita.actor


def test_what_is_undone_leaves_no_trace_of_an_acceptance_that_never_was(company: Cast) -> None:
    say(qualifies(person("ann"), START), START)
    work_until(START + MINUTE)
    before = only()
    end_lead(company.rita, before.key, Ending(HandoffState.sales_ready), now=START + MINUTE)
    assert only().accepted_at is not None
    undo_lead(company.rita, before.key, now=START + MINUTE)
    row = only()
    for name in ("state", "moved_by", "accepted_at", "worked_at", "closed_at", "reason"):
        assert getattr(row, name) == getattr(before, name), name
