"""Lead quality and speed to lead on a company worked by hand: every cell, its rows, and what may be said of it."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accord.measures.number import Window
from accord.measures.quality import quality
from accord.measures.quality_lines import DIMENSIONS, LeadQuality, QualityRow
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.speed.lines import SpeedToLead
from accord.measures.speed.reckon import CAVEAT, ROTATED, SHARED_OUT, speed_to_lead
from accord.measures.take_away import take_away
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import NOW, Company, day, scope
from tests.measures.test_leaks import call, end, qualified

BEGAN = day("2027-01-04 09:00")  # a Monday, 10:00 in Amsterdam: the calendar is open


def asks(
    company: Company,
    key: int,
    channel: str,
    *,
    minutes: int | None,
    campaign: str = "",
    won: str = "",
    amount: int = 0,
) -> None:
    """A person who asks for a demo; sales calls after some minutes, or never; perhaps won."""
    qualified(company, key, f"{BEGAN:%Y-%m-%d %H:%M}", channel)
    company.facts[-1]["campaign"] = campaign
    company.small["people"][-1]["account"] = key
    if minutes is not None:
        call(company, key, f"{BEGAN + timedelta(minutes=minutes):%Y-%m-%d %H:%M}")
    if won:
        company.deal(2_000_000 + key, key, won=won, amount=amount, currency="EUR", created_at=day(won))


def by_hand() -> Company:
    """Ads: four leads, called after 30, 60 and 90 minutes and never; one won for 900 EUR. Event: two, one won for 300.

    A third channel has one whom nobody called.
    """
    company = Company()
    asks(company, 1, "ads", minutes=30, campaign="spring", won="2027-01-20", amount=90_000)
    asks(company, 2, "ads", minutes=60, campaign="spring")
    asks(company, 3, "ads", minutes=90)
    asks(company, 4, "ads", minutes=None)
    asks(company, 5, "event", minutes=30, won="2027-01-21", amount=30_000)
    asks(company, 6, "event", minutes=None)
    asks(company, 7, "referral", minutes=None)
    end(company, 7, f"{BEGAN + timedelta(minutes=10):%Y-%m-%d %H:%M}", K.disqualified, "no need")
    return company


def row(made: LeadQuality, label: str) -> QualityRow:
    return next(each for each in made.rows if each.label == label)


def test_each_cell_by_hand(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path)
    made = quality(mirror, scope(mirror), "source")
    assert [(each.label, each.leads.value) for each in made.rows] == [
        ("ads", 4),
        ("event", 2),
        ("referral", 1),
    ]
    ads, event, referral, whole = row(made, "ads"), row(made, "event"), row(made, "referral"), made.whole
    assert whole is not None
    parts = [
        (r.won.number.part.hits, r.won.number.part.cases)
        for r in (ads, event, referral, whole)
        if r.won.number.part
    ]
    assert parts == [(1, 4), (1, 2), (0, 1), (2, 7)]
    assert [r.revenue.value for r in (ads, event, referral, whole)] == [
        Decimal(900),
        Decimal(300),
        Decimal(0),
        Decimal(1200),
    ]
    assert [r.per_lead.number.value for r in (ads, event)] == [Decimal("225.00"), Decimal("150.00")]
    # Drawn towards the others: between its own rate and everybody's, and the row says what was counted.
    for each, raw in ((ads, 1 / 4), (event, 1 / 2), (referral, 0.0)):
        value, span = each.won.number.value, each.won.number.interval
        assert isinstance(value, float) and span is not None and span.low <= value <= span.high
        assert min(raw, 0.2) < value < max(raw, 0.5), each.label
        assert f"{100 * raw:.1f} % as counted" in each.won.number.note and not each.won.number.enough
    # Kaplan and Meier: of four, answered after 30, 60 and 90 minutes and never: half by one hour and a half's middle.
    assert ads.waited.number.value == pytest.approx(1.25)
    assert event.waited.number.value is not None and referral.waited.number.value is None
    assert "less than half" in referral.waited.number.note
    assert all("too few to tell" in each.says for r in made.rows for each in r.judged())
    assert made.says == "too few leads to tell any difference"
    assert made.clock.startswith("open hours")


def test_every_number_has_its_rows_clause_and_sql_and_can_be_taken_away(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path / "mirror")
    sight = scope(mirror)
    tables = [quality(mirror, sight, by) for by in DIMENSIONS]
    with sitting(mirror) as asked:
        for made in tables:
            names = [n.name for n in made.numbers()]
            assert len(set(names)) == len(names)
            assert all(n.rows is not None and n.clause and n.formula and n.sql for n in made.numbers())
            for rows in {number.rows for number in made.numbers() if number.rows}:
                assert len(fetch_rows(asked, sight, rows)) == rows.count, rows
    spring = row(quality(mirror, sight, "campaign"), "spring")
    assert (spring.leads.value, spring.revenue.value) == (2, Decimal(900))
    classes = quality(mirror, sight, "class")
    assert sum(int(str(each.leads.value)) for each in classes.rows) == 7
    package = zipfile.ZipFile(io.BytesIO(take_away(mirror, sight, spring.leads)))
    package.extractall(tmp_path / "away")
    ran = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "away/recompute.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "spring" in ran.stdout and "referral" in ran.stdout


def test_a_difference_beyond_noise_is_said_in_one_sentence(tmp_path: Path) -> None:
    """Sixty of ads, all called in ten minutes and half of them won; sixty of events and of referrals, neither."""
    company = Company()
    for key in range(1, 61):
        asks(company, key, "ads", minutes=10, won="2027-01-20" if key % 2 else "", amount=10_000)
    for key in range(61, 121):
        asks(company, key, "event", minutes=200 if key % 2 else None)
    for key in range(121, 181):
        asks(company, key, "referral", minutes=200 if key % 2 else None)
    mirror = company.write(tmp_path)
    made = quality(mirror, scope(mirror), "source")
    ads, event = row(made, "ads"), row(made, "event")
    assert [str(each.says) for each in (ads.won, ads.per_lead)] == ["more than the rest"] * 2
    assert (str(ads.waited.says), str(event.waited.says)) == ("faster than the rest", "slower than the rest")
    assert str(event.won.says) == "less than the rest"
    assert (
        made.says.startswith("9 of 9 figures differ")
        or "differ from the rest by more than noise" in made.says
    )
    assert quality(mirror, scope(mirror), "source").says == made.says
    for person in company.small["people"]:
        person["account"] = 1
    alone = quality(company.write(tmp_path / "one"), scope(mirror), "source")
    assert "within noise" in alone.says, "all of one company: nothing to compare it with"


def test_nothing_yet_a_window_and_a_dimension_that_is_none(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path)
    later = quality(mirror, scope(mirror, window=Window(date(2027, 3, 1), date(2027, 4, 1))), "source")
    assert later.rows == () and later.whole is None and later.numbers() == ()
    assert later.says == "no leads began in this period"
    with pytest.raises(Invalid, match='not told by "colour"'):
        quality(mirror, scope(mirror), "colour")
    bare = quality(mirror, Scope(now=NOW), "class")
    assert bare.reading.sentence == "no agreement yet" and bare.clock.startswith("all hours count")


def waits(tmp_path: Path, company: Company) -> SpeedToLead:
    mirror = company.write(tmp_path)
    made = speed_to_lead(mirror, scope(mirror))
    with sitting(mirror) as asked:
        for rows in {number.rows for number in made.numbers() if number.rows}:
            assert len(fetch_rows(asked, scope(mirror), rows)) == rows.count, rows
    return made


def test_speed_by_hand_and_too_little_to_say_what_an_hour_costs(tmp_path: Path) -> None:
    made = waits(tmp_path / "few", by_hand())
    assert made.whole is not None and made.whole.leads.value == 7
    # Seven, one gone after ten minutes: two of six by 30, one by 60, one by 90, two never.
    assert made.whole.in_an_hour.value == pytest.approx(1 - 4 / 6 * 3 / 4)
    assert made.whole.median.value == pytest.approx(1.25) and made.whole.curve[0] == (0.0, 1.0)
    assert made.cost.value is None and made.worth.value is None and not made.cost.enough
    assert "not enough data: 4 matured leads were answered" in made.cost.note and made.caveat == CAVEAT
    assert made.differ == "too few answers to tell whether classes differ"
    nobody = waits(tmp_path / "nobody", Company())
    assert nobody.whole is None and nobody.classes == () and "30 more needed" in nobody.cost.note


def test_an_hour_that_costs_is_priced(tmp_path: Path) -> None:
    """Eighty answered after half an hour, most won; eighty after two hours, few won."""
    company = Company()
    for key in range(1, 161):
        early = key <= 80
        won = "2027-01-20" if key % (2 if early else 8) == 0 else ""
        asks(company, key, "ads", minutes=30 if early else 120, won=won, amount=100_000)
    made = waits(tmp_path, company)
    assert made.cost.value is not None and made.cost.interval is not None
    # At the early answers all stand: won 40/80 - 50/160, hours 0.5 - 1.25.
    assert made.cost.value == pytest.approx((0.5 - 50 / 160) / 0.75)
    assert made.cost.interval.low > 0
    assert made.worth.value == pytest.approx(Decimal(round(1000 * float(made.cost.value), 2)))


def handed(company: Company, key: int, step: str, minutes: int) -> None:
    """The lead was handed over here, by a step of the route, and answered after some minutes."""
    row = {"handoff": key, "subject": key, "qualified_at": BEGAN, "offered_at": BEGAN, "due_at": BEGAN}
    row |= {"responded_at": BEGAN + timedelta(minutes=minutes), "stopped": False, "step": step, "changes": 1}
    company.small["handoffs"].append(row)


def test_leads_given_by_turns_change_the_caveat_and_are_learnt_from_alone(tmp_path: Path) -> None:
    """Eighty by turns lose nothing by waiting; eighty that belong to somebody lose much, and are not asked."""
    company = Company()
    for key in range(1, 161):
        turns, early = key <= 80, key % 2 == 0
        won = "2027-01-20" if (key % 4 < 2 if turns else early) else ""
        asks(company, key, "ads", minutes=30 if early else 120, won=won, amount=100_000)
        step = ("round robin", "round robin by capacity")[key % 4 // 2] if turns else "account owner"
        handed(company, key, step, 30 if early else 120)
    made = waits(tmp_path / "turns", company)
    assert made.caveat == ROTATED and made.cost.value == pytest.approx(0)
    assert made.cost.rows is not None and made.cost.rows.count == 80
    for row in company.small["handoffs"]:
        row["step"] = row["step"] if row["handoff"] <= 29 else ""
    few = waits(tmp_path / "few", company)
    assert few.caveat == CAVEAT and isinstance(few.cost.value, float) and few.cost.value > 0.1, (
        "29 are too few"
    )
    mirror = company.write(tmp_path / "said")
    said = speed_to_lead(mirror, replace(scope(mirror), arrivals="random"))
    assert said.caveat == SHARED_OUT and said.cost.rows is not None and said.cost.rows.count == 160
