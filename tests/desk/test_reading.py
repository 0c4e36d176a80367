"""The desk reads: what is due next, the dossier whose lines sum, what became of every lead."""

from datetime import timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.reporting.desk.became import became
from accord.reporting.desk.due import desk, desk_version
from accord.reporting.desk.find import Wanted, find_leads
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import Became
from accord.workflows.handoffs.at_desk import accept_at_desk, end_at_desk
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.handoffs.company import START, asks, person, qualifies, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def lead_of(name: str) -> Handoff:
    """The hand-off of a person."""
    from tests.handoffs.company import key_of

    return Handoff.objects.get(subject=key_of(person(name)))


def test_the_next_due_stands_first_with_why(company: Cast) -> None:
    say(qualifies(person("ann"), START, name="Ann Ash", company="Alpha"), START)
    work_until(START + MINUTE)
    say(asks(person("bob"), START + MINUTE, name="Bob Birch", company="Beta"), START + MINUTE)
    work_until(START + 2 * MINUTE)
    found = desk(company.rita, START + 2 * MINUTE)
    assert [row.name for row in found.mine] == ["Bob Birch", "Ann Ash"]  # 30 minutes go before 4 hours
    bob, ann = found.mine
    assert bob.hot and bob.next_due == START + 31 * MINUTE
    assert bob.why.startswith("demo request; fit 15")
    assert "case study" in ann.why and "pricing page" in ann.why
    assert found.loads == () and found.asked == () and found.back == ()
    assert desk(company.sam, START + 2 * MINUTE).mine == ()


def test_what_is_near_its_time_is_said_after_looking_and_only_to_whom_it_concerns(company: Cast) -> None:
    say(asks(person("bob"), START), START)
    work_until(START)
    now = START + 23 * MINUTE  # three quarters of thirty minutes have passed, the grace has not
    assert not desk(company.rita, now).mine[0].near
    now = START + 38 * MINUTE
    work_until(now)
    assert desk(company.rita, now).mine[0].near and not desk(company.rita, now).mine[0].late
    now = START + 46 * MINUTE
    work_until(now)
    assert desk(company.rita, now).mine[0].late
    [load] = [one for one in desk(company.sam, now).loads if one.open]
    assert (load.owner, load.open, load.capacity, load.late) == (company.rita.actor, 1, 4, 1)
    assert find_leads(company.sam, Wanted(), now).rows[0].late
    assert not find_leads(company.maya, Wanted(), now).rows[0].late
    with pytest.raises(Refused):
        find_leads(company.maya, Wanted(whose=company.rita.actor), now)


def test_the_dossier_holds_all_and_its_lines_sum(company: Cast) -> None:
    say(
        qualifies(
            person(
                "ann",
            ),
            START,
            name="Ann Ash",
            firm="alpha",
            phone="+31201234567",
        ),
        START,
    )
    work_until(START + MINUTE)
    row = lead_of("ann")
    found = get_dossier(company.rita, row.key, START + 2 * MINUTE)
    assert sum(line.milli_points for line in found.fit_lines) == found.lead.fit == 15_000
    assert sum(line.milli_points for line in found.engagement_lines) == found.lead.engagement == 14_000
    assert found.phone == "+31201234567" and found.touches_total == 2
    assert found.next.act == "call" and found.next.why == "nobody has tried yet"
    assert found.durations is not None and found.durations.due_at == row.due_at
    assert [turn.owner for turn in found.turns] == [company.rita.actor]
    assert "accept" in found.acts and found.reasons["returned"][0] == "not our definition"
    with pytest.raises(NotFound):
        get_dossier(company.rita, row.key + 1, START)
    with pytest.raises(Refused):
        get_dossier(company.victor, row.key, START)
    assert get_dossier(company.maya, row.key, START + 2 * MINUTE).acts == ()
    assert get_dossier(company.maya, row.key, START + 2 * MINUTE).durations is None


def test_the_states_sum_to_all_and_contradictions_are_listed(company: Cast) -> None:
    for name in ("ann", "bob", "cid"):
        say(qualifies(person(name), START), START)
    work_until(START + MINUTE)
    accept_at_desk(company.rita, lead_of("ann").key, now=START + 2 * MINUTE)
    end_at_desk(company.rita, lead_of("bob").key, "recycled", "no budget", now=START + 2 * MINUTE)
    page = became(company.maya, START + 3 * MINUTE)
    assert page.total == 3 == sum(group.count for group in page.groups)
    assert sum(group.share or 0 for group in page.groups) == pytest.approx(1)
    assert {name for group in page.groups for name in group.states} == {each.value for each in Became}
    assert sum(each.total for each in page.by_source) == 3
    [doubted] = page.contradicted
    assert doubted.key == lead_of("bob").key and "conversation" in doubted.contradicts
    assert page.reasons == (("recycled", "no budget", 1),)
    assert became(company.rita, START + 3 * MINUTE).groups == page.groups
    for who in (
        company.victor,
        company.iris,
    ):  # the joint figures are everybody's, the leads behind them are not
        seen = became(who, START + 3 * MINUTE)
        assert (seen.groups, seen.by_source, seen.reasons, seen.uncounted) == (
            page.groups,
            page.by_source,
            page.reasons,
            page.uncounted,
        )
        assert (seen.total, seen.visible, seen.leads, seen.contradicted) == (3, 0, (), ())
    assert desk(company.maya, START + 3 * MINUTE).back[0].key == doubted.key


def test_the_version_changes_with_the_desk_and_not_without(company: Cast) -> None:
    say(qualifies(person("ann"), START), START)
    work_until(START + MINUTE)
    first = desk_version(company.rita, START + 2 * MINUTE)
    assert desk_version(company.rita, START + 3 * MINUTE) == first
    say(
        [touch(person("ann"), FactKind.call_attempted, START + 3 * MINUTE, actor=company.rita.actor)],
        START + 3 * MINUTE,
    )
    work_until(START + 4 * MINUTE)
    assert desk_version(company.rita, START + 4 * MINUTE) != first
