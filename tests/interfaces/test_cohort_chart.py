"""Bars by cohort: young ones hatched with what they wait for, whole ones with their interval, all on one scale."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from accord.interfaces.web.cohort_chart import HIGH, SHOWN, TOP, CohortChart, months_chart, quarters_chart
from accord.measures.board import Cohort
from accord.measures.number import Number, Part
from accord.measures.retention_lines import RenewalQuarter
from accord.reporting.cohorts import cohort_shares

NUMBER = Number("rate", "Renewal rate", None, "share", "renewed / decided", "renewals")
MONTHS = (
    Cohort(date(2026, 12, 1), 200, False, (("asked", 200), ("won", 20))),
    Cohort(date(2027, 1, 1), 0, False, (("asked", 0), ("won", 0))),
    Cohort(date(2027, 2, 1), 100, True, (("asked", 100), ("won", 4)), days_left=1),
    Cohort(date(2027, 3, 1), 50, True, (("asked", 50), ("won", 0)), days_left=46),
)


def chart(months: Sequence[Cohort], stage: str = "won") -> CohortChart:
    """The drawing of these months; there is one."""
    made = months_chart(cohort_shares(months, stage))
    assert made is not None
    return made


def test_a_young_month_is_hatched_and_says_how_many_days_it_waits() -> None:
    made = chart(MONTHS)
    assert [(bar.of.name, bar.of.waits) for bar in made.bars] == [
        ("December 2026", ""),
        ("February 2027", "1 day left"),
        ("March 2027", "46 days left"),
    ]
    assert [each.name for each in made.young] == ["February 2027", "March 2027"]
    assert [bar.of.counted for bar in made.bars] == ["20 of 200", "4 of 100", "0 of 50"]


def test_only_a_whole_month_has_an_interval() -> None:
    december, february, march = cohort_shares(MONTHS, "won")
    assert december.interval is not None and december.interval.low < 0.1 < december.interval.high
    assert february.interval is None and march.interval is None
    assert [bar.low is None for bar in chart(MONTHS).bars] == [False, True, True]


def test_bars_stand_on_one_scale_and_a_young_one_is_seen_even_where_it_is_nothing() -> None:
    december, february, march = chart(MONTHS).bars
    assert december.height == pytest.approx(2.5 * february.height, abs=0.2)
    assert december.y + december.height == pytest.approx(TOP + HIGH)
    assert march.of.share == 0 and march.height > 0
    whole = (replace(MONTHS[0], reached=(("asked", 200), ("won", 0))),)
    assert chart(whole).bars[0].height == 0


def test_the_last_months_are_drawn_and_a_stage_nobody_names_is_nothing() -> None:
    many = [replace(MONTHS[0], start=date(2020 + n // 12, n % 12 + 1, 1)) for n in range(30)]
    assert [bar.of.name for bar in chart(many).bars] == [
        f"{date(2020 + n // 12, n % 12 + 1, 1):%B %Y}" for n in range(30 - SHOWN, 30)
    ]
    assert all(bar.of.share == 0 for bar in chart(many, "no such stage").bars)
    assert months_chart(()) is None and quarters_chart(()) is None


def test_no_bar_and_no_interval_leaves_the_drawing() -> None:
    small = Cohort(date(2026, 11, 1), 1, False, (("won", 1),))
    for bar in chart([small, *MONTHS]).bars:
        ends = [y for y in (bar.y, bar.y + bar.height, bar.low, bar.high) if y is not None]
        assert all(TOP <= y <= TOP + HIGH for y in ends)


def test_a_quarter_waits_for_its_end_and_for_what_is_undecided() -> None:
    def quarter(label: str, hits: int, cases: int, undecided: int, left: int) -> RenewalQuarter:
        rate = replace(NUMBER, value=hits / cases if cases else None, part=Part(hits, cases, "contracts"))
        young = left > 0 or undecided > 0
        return RenewalQuarter(date(2027, 1, 1), label, rate, replace(NUMBER, value=undecided), young, left)

    made = quarters_chart(
        (quarter("2026-Q3", 3, 4, 0, 0), quarter("2026-Q4", 2, 2, 1, 0), quarter("2027-Q1", 1, 1, 2, 9),
         quarter("2027-Q2", 0, 0, 5, 99))
    )  # fmt: skip
    assert made is not None
    assert [(bar.of.mark, bar.of.waits) for bar in made.bars] == [
        ("2026-Q3", ""), ("2026-Q4", "1 undecided"), ("2027-Q1", "9 days left, 2 undecided"),
    ]  # fmt: skip
