"""A send that carries its own drawn control is judged by that: no past send is needed, and none speaks."""

from datetime import timedelta

import pytest

from accord.campaigns.pulse import look
from accord.campaigns.pulse.models import Send
from accord.campaigns.pulse.read import find_sends, get_send
from accord.campaigns.pulse.shapes import SendSheet
from accord.interfaces.cli.commands.sends import _sheet
from accord.learning.pulse import Action, Reason
from accord.reporting.reckoned import forget_answers
from accord.vocabulary.facts import FactKind, RowRead
from tests.campaigns.test_first_hour import MINUTE, PULSE, answer, happens, hour
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, live, say
from tests.interfaces.test_web_frame import signed_in
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
BESIDE = PULSE.replace("too_small_under", "control: 10 % where the list allows, too_small_under")
NAME = "spring"


def mails(many: int, control: int) -> list[RowRead]:
    """So many mails at once; the first of them are the control's."""
    rows = []
    for who in range(many):
        row = happens(f"p{who}", FactKind.email_sent, START, NAME)
        arm = "Control" if who < control else "new"
        rows.append(row._replace(facts=tuple(fact._replace(asset=arm) for fact in row.facts)))
    return rows


def sent(control_answers: int, new_answers: int, clause: str = BESIDE) -> None:
    """800 mails, half of them the control's; so many answers of each arm, spread over ten minutes."""
    live(AGREEMENT + clause)
    forget_answers()
    say(mails(800, 400), START + timedelta(seconds=5))
    for minute in range(1, 21):
        now = START + minute * MINUTE
        theirs = [n for n in range(control_answers) if n % 10 == minute - 1]
        new = [400 + n for n in range(new_answers) if n % 10 == minute - 1]
        if rows := [answer(NAME, who, now) for who in (*theirs, *new)]:
            say(rows, now)
        hour(minute)


def sheet(cast: Cast) -> SendSheet:
    (line,) = find_sends(cast.victor, START + 20 * MINUTE)
    forget_open_mirrors()
    return get_send(cast.victor, line.key, START + 20 * MINUTE)


def test_fewer_answers_than_the_control_halt_without_any_history(cast: Cast) -> None:
    sent(80, 20)
    found = sheet(cast)
    assert (found.line.action, found.line.reason) == (Action.halt, Reason.below_control)
    assert found.by_control and found.learnt is None
    last = found.looks[-1]
    assert (last.mails, last.answered, last.expected) == (400, 20, 80.0), (
        "the new arm beside the control's share"
    )
    assert "held against its own drawn control" in _sheet(found)
    page = signed_in("victor").get(f"/campaigns/sends/{found.line.key}").content.decode()
    assert "Its own control" in page and "at the control's share" in page


def test_more_answers_ramp_up_and_alike_ones_are_held(cast: Cast) -> None:
    sent(20, 80)
    assert sheet(cast).line.reason is Reason.above_control


def test_alike_arms_are_held(cast: Cast) -> None:
    sent(40, 40)
    assert (sheet(cast).line.action, sheet(cast).line.reason) == (Action.hold, Reason.ordinary)


def test_only_where_the_clause_allows_it(cast: Cast) -> None:
    sent(80, 20, PULSE)
    found = sheet(cast)
    assert (found.line.reason, found.by_control) == (Reason.no_benchmark, False)


def test_what_comes_after_the_first_look_changes_nothing_of_how_it_is_judged(cast: Cast) -> None:
    live(AGREEMENT + BESIDE)
    forget_answers()
    say(mails(400, 0), START + timedelta(seconds=5))
    hour(1)
    say([answer(NAME, 1, START + MINUTE)], START + MINUTE)
    say(mails(500, 500)[400:], START + 2 * MINUTE)
    hour(5)
    assert Send.objects.get().by_control is False
    forget_open_mirrors()


def test_the_arms_swapped_are_caught(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: were the control taken for the new arm, the good send would be halted."""
    arms = look._arms

    def swapped(*given: object) -> look.Arms:
        whole, judged, control = arms(*given)  # type: ignore[arg-type]
        return look.Arms(whole, control or judged, judged if control else None)

    monkeypatch.setattr(look, "_arms", swapped)
    sent(20, 80)
    assert sheet(cast).line.action is Action.halt
