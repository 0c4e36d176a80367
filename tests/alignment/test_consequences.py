"""A broken promise has its agreed consequence when its weeks have come, and chance is not called a breach."""

from datetime import timedelta
from pathlib import Path

import pytest

from accord.measures.board import PromisePart
from accord.measures.consequences import consequences
from accord.measures.kept import Kept, kept
from accord.measures.number import Interval, Number, Window
from accord.vocabulary.facts import FactKind
from tests.measures.company import Company, day, scope


def follow_up(tmp_path: Path, weeks: list[tuple[int, int]]) -> tuple[Kept, str]:
    """The consequence of follow-up where each of the last whole weeks had (in time, due) leads."""
    company, person = Company(), 0
    # 31 March 2027 is a Wednesday: the last whole weeks begin on Mondays 22, 15, 8 ... March.
    for back, (hits, cases) in enumerate(reversed(weeks)):
        monday = day("2027-03-22") - timedelta(days=7 * back)
        for n in range(cases):
            person += 1
            company.person(person)
            company.fact(person, FactKind.form_submitted, f"{monday:%Y-%m-%d} 08:30", channel="event")
            if n < hits:
                company.fact(person, FactKind.call_attempted, f"{monday:%Y-%m-%d} 10:00", source="crm")
    mirror = company.write(tmp_path)
    found = consequences(mirror, scope(mirror))[0]
    assert found.when == "follow_up under 85 % for 2 weeks"
    assert found.clause == "sales_promises.follow_up"
    return found.state, found.says


@pytest.mark.parametrize(
    ("weeks", "state"),
    [
        ([(2, 20), (3, 20)], Kept.broken),
        ([(20, 20), (3, 20)], Kept.kept),  # one of the two weeks was kept
        ([(2, 20), (17, 20)], Kept.kept),  # 85 % is not under 85 %
        ([(4, 5), (4, 5)], Kept.unsure),  # so few that chance could do it
        ([(2, 20), (0, 0)], Kept.few),  # nothing fell due in a week
        ([(2, 20), (2, 20), (20, 20), (20, 20)], Kept.kept),  # long ago is over
    ],
)
def test_a_consequence_begins_when_its_weeks_have_come(
    tmp_path: Path, weeks: list[tuple[int, int]], state: Kept
) -> None:
    assert follow_up(tmp_path, weeks)[0] is state


def test_it_says_what_it_saw(tmp_path: Path) -> None:
    assert follow_up(tmp_path, [(2, 20), (3, 20)])[1] == "under 85 % in 2 weeks: 2 of 20, 3 of 20"


def part(value: float, cases: int, low: float, high: float) -> PromisePart:
    number = Number(
        "share", "Share", value, "share", "", "", enough=cases >= 30, interval=Interval(low, high)
    )
    return PromisePart("sales_promises.follow_up.share", "share", "90 %", number)


def test_a_promise_is_called_broken_only_when_chance_is_out_of_the_question(tmp_path: Path) -> None:
    mirror = Company().write(tmp_path)
    sight = scope(mirror)
    assert kept(part(0.95, 100, 0.89, 0.98), sight) is Kept.kept
    assert kept(part(0.80, 100, 0.71, 0.87), sight) is Kept.broken
    assert kept(part(0.86, 100, 0.78, 0.92), sight) is Kept.unsure
    assert kept(part(0.10, 10, 0.02, 0.40), sight) is Kept.few


def test_a_count_of_the_cycle_is_broken_only_when_the_cycle_is_over(tmp_path: Path) -> None:
    from datetime import date

    mirror = Company().write(tmp_path)
    number = Number("leads", "Leads", 12, "leads", "", "")
    promised = PromisePart("marketing_promises.volume.qualified", "qualified", "160", number)
    cycle = Window(date(2027, 1, 1), date(2027, 4, 1))
    assert kept(promised, scope(mirror, window=cycle)) is Kept.running
    assert kept(promised, scope(mirror)) is Kept.shown  # over all time it says nothing about a cycle
    few = PromisePart("marketing_promises.volume.qualified", "qualified", "12", number)
    assert kept(few, scope(mirror, window=cycle)) is Kept.kept
