"""Who waited how long for whom: the clocks of one follow-up, in any order of what is known."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from accord.agreement.clocks import (
    ClockTerms,
    Event,
    FollowUp,
    Turn,
    clock_terms,
    open_hours,
    reckon,
    workday,
)
from accord.agreement.clocks import follow_up as clocks
from accord.agreement.clocks.open_hours import Span
from accord.agreement.shape.heading import Calendar
from accord.agreement.shape.promises import Clock
from accord.agreement.shape.table import Table
from accord.vocabulary.facts import FactKind
from accord.vocabulary.quantity import Duration, Hours, Unit, Weekdays
from accord.vocabulary.words import Zone

CALENDAR = Calendar(zone=Zone("UTC"), hours=(Hours(540, 720), Hours(780, 1020)), days=Weekdays("mon", "fri"))
HOURS = open_hours(CALENDAR, date(2026, 1, 1), date(2026, 12, 31))
CLAUSE = Clock(
    stops=("call attempted by a person", "e-mail sent by a person", "two-way conversation either way"),
    never=("status change", "automatic reply", "bounce", "automatic step of a sequence"),
    warn=Table({"75 %": "owner", "100 %": ("owner", "team lead")}),
)
TERMS = clock_terms(CLAUSE)
FOUR_HOURS = Duration(4, Unit.hour, working=True)
CALL = FactKind.call_attempted


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Monday the second of March 2026 and the days after it."""
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC) + timedelta(days=day)


def turn(owner: str, since: datetime) -> Turn:
    return Turn(owner, since, HOURS, workday(CALENDAR))


def look(
    *events: Event,
    turns: tuple[Turn, ...] = (),
    pauses: tuple[Span, ...] = (),
    now: datetime,
    promised: Duration = FOUR_HOURS,
) -> FollowUp:
    return reckon(TERMS, promised, touched=at(1, 8), turns=turns, events=events, pauses=pauses, now=now)


def test_buyer_system_and_person_are_told_apart() -> None:
    shown = look(Event(CALL, at(1, 14)), turns=(turn("rita", at(1, 10)),), now=at(3, 9))
    assert shown.buyer == timedelta(hours=6)
    assert shown.system == timedelta(hours=2)
    assert shown.human == timedelta(hours=3)  # lunch apart
    assert shown.due_at == at(1, 15)
    assert (shown.late, shown.running) == (False, False)
    assert shown.warnings == ((at(1, 14), ("owner",)), (at(1, 15), ("owner", "team lead")))


def test_nobody_is_late_while_nobody_owns_the_lead() -> None:
    shown = look(now=at(5, 9))
    assert (shown.due_at, shown.late, shown.human) == (None, False, timedelta())
    assert shown.system == shown.buyer == at(5, 9) - at(1, 8)


def test_reassignment_restarts_the_person_and_not_the_buyer() -> None:
    turns = (turn("rita", at(1, 9)), turn("tom", at(2, 16)))
    shown = look(Event(CALL, at(3, 10)), turns=turns, now=at(4, 9))
    assert shown.due_at == at(3, 13) - timedelta(hours=1)  # 1 hour on Tuesday, 3 on Wednesday
    assert shown.human == timedelta(hours=2)
    assert shown.buyer == at(3, 10) - at(1, 8)
    assert shown.system == timedelta(hours=1)
    assert not shown.late


def test_what_a_machine_or_a_click_does_stops_nothing() -> None:
    others = [k for k in FactKind if k not in TERMS.stops]
    assert {FactKind.sequence_email_sent, FactKind.lead_status, FactKind.email_bounced} <= set(others)
    shown = look(*(Event(kind, at(1, 11)) for kind in others), turns=(turn("rita", at(1, 9)),), now=at(2, 9))
    assert shown.running
    assert shown.late


def test_a_call_that_is_known_late_takes_the_breach_back() -> None:
    turns, now = (turn("rita", at(1, 9)),), at(1, 15)
    assert look(turns=turns, now=now).late
    corrected = look(Event(CALL, at(1, 13, 30)), turns=turns, now=now)
    assert not corrected.late
    assert corrected.responded == Event(CALL, at(1, 13, 30))


def test_a_pause_moves_the_due_time_by_its_open_part_only() -> None:
    turns = (turn("rita", at(1, 9)),)
    away = ((at(1, 11), at(2, 10)),)
    shown = look(turns=turns, pauses=away, now=at(2, 16))
    assert shown.due_at == at(2, 12)  # 2 hours on Monday, 2 on Tuesday
    assert look(turns=turns, pauses=(*away, *away), now=at(2, 16)) == shown
    assert shown.human == timedelta(hours=7)


@pytest.mark.parametrize(
    ("promised", "due"),
    [
        (Duration(1, Unit.day, working=True), at(2, 10)),
        (Duration(1, Unit.week, working=True), at(8, 10)),
        (Duration(1, Unit.day), at(2, 10)),
        (Duration(90, Unit.minute), at(1, 11, 30)),
        (Duration(1, Unit.month), at(32, 10)),
    ],
)
def test_days_and_weeks_are_those_of_the_calendar_or_of_the_wall(promised: Duration, due: datetime) -> None:
    assert look(turns=(turn("rita", at(1, 10)),), promised=promised, now=at(1, 11)).due_at == due


def test_the_order_in_which_things_become_known_decides_nothing() -> None:
    events = (Event(CALL, at(2, 10)), Event(FactKind.conversation, at(2, 9)), Event(FactKind.note, at(1, 9)))
    turns = (turn("rita", at(1, 9)), turn("tom", at(1, 16)), turn("ann", at(2, 12)))
    shown = {
        (look(*some, turns=tuple(each), now=at(4, 9)))
        for some in permutations(events)
        for each in permutations(turns)
    }
    assert len(shown) == 1
    assert shown.pop().responded == Event(FactKind.conversation, at(2, 9))


def test_parts_add_up_whatever_happens() -> None:
    dice = random.Random(11)
    for _ in range(300):
        moments = sorted(at(1, 8) + timedelta(minutes=dice.randrange(20_000)) for _ in range(5))
        events = [Event(dice.choice((CALL, FactKind.note)), m) for m in moments[2:4]]
        shown = look(*events, turns=(turn("rita", moments[0]), turn("tom", moments[1])), now=moments[4])
        end = shown.responded.at if shown.responded else moments[4]
        assert shown.buyer == end - at(1, 8)
        assert timedelta() <= shown.system <= shown.buyer
        assert timedelta() <= shown.human <= end - moments[1]
        assert shown.due_at is not None
        assert shown.late == (shown.human > timedelta(hours=4) or end > shown.due_at)


def test_the_mutant_that_counts_from_the_first_owner_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real = clocks.reckon

    def mutant(terms: ClockTerms, promised: Duration, **said: object) -> FollowUp:
        first = sorted(said["turns"], key=lambda each: each.since)[:1]  # type: ignore[call-overload]
        return real(terms, promised, **{**said, "turns": first})

    monkeypatch.setattr("tests.agreement.clocks.test_follow_up.reckon", mutant)
    with pytest.raises(AssertionError):
        test_reassignment_restarts_the_person_and_not_the_buyer()


def test_the_clause_is_read_as_kinds_and_shares() -> None:
    assert CALL in TERMS.stops
    assert TERMS.warns == ((Decimal("0.75"), ("owner",)), (Decimal(1), ("owner", "team lead")))
