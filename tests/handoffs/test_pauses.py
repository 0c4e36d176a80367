"""Who is away is waited for: the clock pauses, what is due moves with its reason, and nobody is blamed meanwhile."""

from datetime import date, datetime, timedelta

import pytest

from accord.connectors.objects.away import find_return, is_out_of_office
from accord.handoffs.models import Handoff
from accord.interfaces.cli.commands.leads import _whole
from accord.ledger.models import Act
from accord.teams.absence.enter import enter_days, withdraw
from accord.teams.models import User
from accord.vocabulary.facts import FactKind, RowRead
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, qualifies, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN = person("ann")
PAUSING = AGREEMENT.replace("enforce", "remind").replace(
    "  before_blame:",
    "  pauses: {buyer away: until return and at most 3 working days, meeting booked: until it ends}\n  before_blame:",
).replace(", meeting booked by the buyer]", "]")  # fmt: skip


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live under an agreement whose clock pauses; Rita alone develops leads."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live(PAUSING)
    return cast


def away(at: datetime, until: str) -> RowRead:
    return touch(ANN, FactKind.buyer_away, at, value=f"until={until}" if until else "")


def only() -> Handoff:
    return Handoff.objects.get()


def overdue() -> int:
    said = set(Act.objects.filter(kind="handoff_overdue").values_list("key", flat=True))
    return len(
        said - set(Act.objects.filter(kind="handoff_overdue_corrected").values_list("corrects", flat=True))
    )


def test_an_out_of_office_reply_pauses_until_they_return(company: Cast) -> None:
    say(asks(ANN, START), START)  # Tuesday, due 9:30 in Amsterdam
    work_until(START)
    said_at = START + 10 * MINUTE
    say([away(said_at, "2027-01-14")], said_at)
    work_until(said_at + 2 * MINUTE)
    # Ten of thirty minutes had passed: the other twenty run from Thursday's opening.
    assert only().due_at == datetime.fromisoformat("2027-01-14T09:20:00+01:00")
    moved = Act.objects.get(kind="handoff_due_moved")
    assert moved.reason == "clock.pauses.buyer away" and moved.payload["until"].startswith("2027-01-14T00:00")
    dossier = get_dossier(company.sam, only().key, START + DAY)
    assert (dossier.next.act, dossier.next.clause) == ("wait", "clock.pauses")
    assert any("paused: buyer away" in line for line in _whole(dossier))
    work_until(START + DAY + 20 * HOUR)
    assert overdue() == 0 and not Act.objects.filter(kind="handoff_reminded").exists()
    work_until(START + 3 * DAY)
    assert overdue() > 0, "after their return the clock runs on"


def test_what_pauses_is_bounded_and_ends_when_they_are_back(company: Cast) -> None:
    say(asks(ANN, START), START)
    work_until(START)
    say([away(START + 10 * MINUTE, "2027-03-01")], START + 10 * MINUTE)
    work_until(START + 12 * MINUTE)
    assert only().due_at == datetime.fromisoformat("2027-01-15T09:30:00+01:00"), "three working days, no more"
    say([touch(ANN, FactKind.page_view, START + 2 * HOUR)], START + 2 * HOUR)
    work_until(START + 2 * HOUR + 2 * MINUTE)
    assert only().due_at == START + 2 * HOUR + 20 * MINUTE
    say([away(START + 3 * HOUR, "")], START + 3 * HOUR)
    work_until(START + 3 * HOUR + 2 * MINUTE)
    assert only().due_at == START + 2 * HOUR + 20 * MINUTE, "who does not say until when pauses nothing"


def test_a_pause_that_is_known_late_takes_the_breach_back(company: Cast) -> None:
    say(asks(ANN, START), START)
    work_until(START + 70 * MINUTE)
    assert overdue() == 2
    say([away(START + 10 * MINUTE, "2027-01-14")], START + 70 * MINUTE)
    work_until(START + 73 * MINUTE)
    assert overdue() == 0
    work_until(START + 3 * DAY)
    assert overdue() == 2, "and what is late by the new instant is said again"


def test_a_meeting_that_is_booked_pauses_until_it_ends(company: Cast) -> None:
    say(qualifies(ANN, START), START)
    work_until(START + MINUTE)
    due = only().due_at
    booked = touch(ANN, FactKind.meeting_booked, START + 5 * MINUTE, value="until=2027-01-13T11:00:00+00:00")
    say([booked], START + 5 * MINUTE)
    work_until(START + 5 * MINUTE)
    moved = only().due_at
    assert due is not None and moved is not None and moved > due + DAY - HOUR


def test_what_is_due_follows_its_owners_absence(company: Cast) -> None:
    say(qualifies(ANN, START), START)
    work_until(START + MINUTE)
    due = only().due_at
    today = (START + DAY).date()
    entered = enter_days(company.rita, company.rita.actor, START.date(), today, START + 2 * MINUTE)
    work_until(START + 3 * MINUTE)
    assert due is not None and only().due_at == datetime.fromisoformat("2027-01-14T13:45:00+01:00")
    assert Act.objects.get(kind="handoff_due_moved").reason == "owner away"
    withdraw(company.rita, entered.id, START + 4 * MINUTE)
    work_until(START + 5 * MINUTE)
    assert only().due_at == due


@pytest.mark.parametrize(
    ("subject", "text", "back"),
    [
        ("Automatic reply: your offer", "I am back on 18 January.", date(2027, 1, 18)),
        ("Out of office", "I am away until January 15th, 2027.", date(2027, 1, 16)),
        ("Abwesenheitsnotiz", "Ich bin ab 2027-01-20 wieder da", None),
        ("Abwesenheitsnotiz", "Ich bin wieder da am 20. Januar", date(2027, 1, 20)),
        ("Automatisch antwoord", "Ik ben terug op 3 februari 2027", date(2027, 2, 3)),
        ("Auto-Reply", "Back on 03/04.", None),
        ("Out of the office", "I am back on 5 January 2026.", None),
    ],
)
def test_a_mail_says_until_when_they_are_away(subject: str, text: str, back: date | None) -> None:
    assert is_out_of_office(subject) and find_return(text, date(2027, 1, 12)) == back
    assert not is_out_of_office(f"About your {subject}")
