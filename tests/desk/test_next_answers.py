"""A suggestion is answered by whoever works the lead; the answer stays, and rules are counted by it."""

from datetime import timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.reporting.desk.next_answered import read_next_answered
from accord.vocabulary.errors import AccordError, Invalid, Refused
from accord.vocabulary.next_answers import NextAnswer, NotNow
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.handoffs.next_act import answer_next_act, get_next_acts
from tests.cast import Cast
from tests.handoffs.company import START, asks, person, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


@pytest.fixture
def key(company: Cast) -> int:
    """Rita's hot lead, with a number and an address."""
    say(asks(person("ann"), START, phone="+31201234567", email="ann@alpha.example"), START)
    work_until(START)
    return Handoff.objects.get().key


def test_accepted_is_kept_once_with_what_was_suggested(company: Cast, key: int) -> None:
    first = get_next_acts(company.rita, key, NOW).first
    assert first.because[0].at == START, "the touch in which they asked"
    for _ in range(2):
        done = answer_next_act(company.rita, key, first.mark, "accepted", now=NOW)
    assert done.answered is not None and done.answered.answer is NextAnswer.accepted
    [act] = Act.objects.filter(kind="next_act")
    assert (act.payload["rule"], act.payload["mark"], act.actor) == (
        first.rule,
        first.mark,
        company.rita.actor,
    )
    assert "ann" not in str(act.payload), "nothing personal"


def test_refused_needs_its_reason_and_goes_last(company: Cast, key: int) -> None:
    before = get_next_acts(company.rita, key, NOW)
    assert before.others, "by telephone, else by e-mail"
    with pytest.raises(Invalid):
        answer_next_act(company.rita, key, before.first.mark, "refused", "because", now=NOW)
    answer_next_act(company.rita, key, before.first.mark, "refused", NotNow.wrong_way, now=NOW)
    after = get_next_acts(company.rita, key, NOW)
    assert after.first == before.others[0] and after.others[-1] == before.first
    assert after.answered is not None and after.answered.why is NotNow.wrong_way


def test_only_what_is_suggested_now_and_only_by_who_works_it(company: Cast, key: int) -> None:
    mark = get_next_acts(company.rita, key, NOW).first.mark
    with pytest.raises(Refused):
        answer_next_act(company.rita, key, "0" * 16, "accepted", now=NOW)
    for other in (company.maya, company.victor):
        with pytest.raises(AccordError):
            answer_next_act(other, key, mark, "accepted", now=NOW)
    assert not Act.objects.filter(kind="next_act").exists()


def test_rules_are_counted_by_the_last_answer_to_each_suggestion(company: Cast, key: int) -> None:
    assert read_next_answered(company.maya).rules == ()
    first = get_next_acts(company.rita, key, NOW).first
    answer_next_act(company.rita, key, first.mark, "refused", NotNow.wrong_moment, now=NOW)
    answer_next_act(company.rita, key, first.mark, "accepted", now=NOW)
    found = read_next_answered(company.maya)
    [rule] = found.rules
    assert (rule.rule, rule.answered, rule.accepted, rule.share) == (first.rule, 1, 1, 1.0)
    assert (found.answered, found.accepted, rule.why_not) == (1, 1, {})


def test_a_lead_that_is_over_has_nothing_to_answer(company: Cast, key: int) -> None:
    row = Handoff.objects.get()
    row.state, row.closed_at = "returned", NOW
    row.save()
    found = get_dossier(company.rita, key, NOW)
    assert not found.next.answerable and found.others == ()
