"""What a collision costs: a planted effect, an independent reckoning, and its lines in the leak ledger."""

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accord.measures.collision_rate import collision_rate
from accord.measures.leaks import leaks
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, scope
from tests.measures.test_leaks import call, end, qualified

FIRST = datetime(2026, 9, 7, 9)


def planted(seed: int, leads: int, harm: float) -> tuple[Company, list[dict[str, bool]]]:
    """Leads that all talked with sales; into the talk of some marketing wrote, which costs them `harm` of their chance.

    Marketing wrote into the talks of good leads (of events) far more often than into those of others.
    """
    rng, company, truth = random.Random(seed), Company(), []
    for key in range(1, leads + 1):
        good = rng.random() < 0.5
        start = FIRST + timedelta(days=rng.randrange(80), hours=rng.randrange(3))
        qualified(company, key, f"{start}", "events" if good else "ads")
        call(company, key, f"{start + timedelta(minutes=20)}")
        call(company, key, f"{start + timedelta(days=1)}", K.call_connected)
        collided = rng.random() < (0.7 if good else 0.2)
        # Who is not written into is written to when the talk is long over: both are reached equally often.
        mail = start + timedelta(days=3 if collided else 18)
        company.fact(key, K.email_sent, f"{mail}", campaign="spring")
        won = rng.random() < (0.6 if good else 0.3) - (harm if collided else 0.0)
        if won:
            company.deal(
                key + 5_000_000, key, won=f"{start + timedelta(days=35)}", amount=1_000_000, currency="EUR"
            )
        elif rng.random() < 0.5:
            end(company, key, f"{start + timedelta(days=36)}", K.recycled, "no timing")
        truth.append({"good": good, "collided": collided, "won": won})
    return company, truth


def difference(truth: list[dict[str, bool]]) -> float:
    """Mantel and Haenszel's difference over good leads and others, by hand; weighted by those that collided."""
    total = 0.0
    collided = sum(bool(x["collided"]) for x in truth)
    for good in (True, False):
        a = [x["won"] for x in truth if x["good"] is good and x["collided"]]
        b = [x["won"] for x in truth if x["good"] is good and not x["collided"]]
        total += (sum(map(bool, b)) / len(b) - sum(map(bool, a)) / len(a)) * len(a)
    return total / collided


def test_the_cost_is_found_where_good_leads_collide_more_often(tmp_path: Path) -> None:
    company, truth = planted(4, 1200, 0.2)
    mirror = company.write(tmp_path)
    made = collision_rate(mirror, scope(mirror))
    collided = [x for x in truth if x["collided"]]
    raw = sum(bool(x["won"]) for x in collided) / len(collided)
    rest = [x for x in truth if not x["collided"]]
    assert sum(bool(x["won"]) for x in rest) / len(rest) - raw < 0.1  # compared raw it would look like little
    cost = made.cost
    assert cost.leads.value == len(collided) and cost.landmark_days == 28
    assert cost.chance is not None and cost.chance.interval is not None and cost.loss is not None
    assert cost.chance.value == pytest.approx(difference(truth), abs=0.005)
    assert cost.chance.interval.low < 0.2 < cost.chance.interval.high and cost.chance.interval.low > 0.1
    assert float(str(cost.loss.value)) == pytest.approx(
        len(collided) * float(str(cost.chance.value)) * 10_000, abs=1
    )
    assert cost.leads.rows is not None
    assert len(fetch_rows(mirror, scope(mirror), cost.leads.rows)) == len(collided)


def test_no_harm_is_a_range_that_reaches_nothing(tmp_path: Path) -> None:
    company, _truth = planted(8, 700, 0.0)
    mirror = company.write(tmp_path)
    cost = collision_rate(mirror, scope(mirror)).cost
    assert cost.chance is not None and cost.chance.interval is not None
    assert cost.chance.interval.low < 0 < cost.chance.interval.high
    assert "the range reaches nothing" in cost.says


def test_too_few_say_how_many_more(tmp_path: Path) -> None:
    company, _truth = planted(8, 20, 0.2)
    mirror = company.write(tmp_path)
    cost = collision_rate(mirror, scope(mirror)).cost
    assert cost.chance is None and cost.loss is None and "too little to compare" in cost.says


def by_contact(mirror: Mirror) -> dict[int, str]:
    """The first broken promise of each lead."""
    return {row["contact"]: row["leak"] for row in mirror.ask("leaks", **scope(mirror).bound())}


def test_in_the_leak_ledger_a_lead_counts_once_under_what_was_broken_first(tmp_path: Path) -> None:
    company = Company()
    for key in range(1, 6):
        qualified(company, key, "2027-01-04 09:00")
    for key in (1, 2, 3, 5):
        call(company, key, "2027-01-04 09:20", K.call_connected)
        end(company, key, "2027-01-08 09:00" if key == 5 else "2027-01-20 09:00", K.recycled, "no timing")
    company.fact(1, K.email_sent, "2027-01-06 09:00")  # 1: marketing wrote into the talk
    for minute in range(6):  # 2: sales' own sequence ran over the cap of automatic touches
        company.fact(2, K.sequence_email_sent, f"2027-01-07 09:0{minute}", source="crm")
    # 3: nothing; 4: never tried, and marketing wrote later than it was due: the first is what counts
    company.fact(4, K.email_sent, "2027-01-05 09:00")
    company.fact(4, K.email_sent, "2027-01-05 10:00")
    company.fact(4, K.email_sent, "2027-01-05 11:00")
    company.fact(5, K.email_sent, "2027-01-10 09:00")  # 5: into a talk, but after the lead had ended
    mirror = company.write(tmp_path)
    assert by_contact(mirror) == {1: "marketing_collided", 2: "sales_collided", 3: "", 4: "never", 5: ""}
    found = {row["contact"]: row for row in mirror.ask("collision_leads", **scope(mirror).bound())}
    # All but the fourth had ended 28 days after they qualified: they are compared with nobody.
    assert {contact: row["stood"] for contact, row in found.items()} == {
        1: False,
        2: False,
        3: False,
        4: True,
        5: False,
    }
    made = leaks(mirror, scope(mirror))
    lines = {line.leak: line for line in made.lines()}
    assert (lines["marketing_collided"].team, lines["sales_collided"].team) == ("marketing", "sales")
    assert all(lines[name].leads.value == 1 and lines[name].clause == "contact_policy" for name in
               ("marketing_collided", "sales_collided"))  # fmt: skip
    assert made.harmed.value == 3 and made.harmed.note.startswith("1 of them")


def test_every_lead_once_and_the_lines_sum_to_the_total(tmp_path: Path) -> None:
    company, truth = planted(4, 1200, 0.2)
    mirror = company.write(tmp_path)
    made = leaks(mirror, scope(mirror))
    first = Counter(by_contact(mirror).values())
    assert first["marketing_collided"] > 300
    counted = {line.leak: line.leads.value for line in made.lines()}
    assert all(counted[leak] == n for leak, n in first.items() if leak not in ("", "pending"))
    assert sum(int(n or 0) for n in counted.values()) == made.harmed.value
    assert int(made.harmed.value or 0) + int(made.kept.value or 0) + first["pending"] == len(truth)
    losses = [
        float(str(line.loss.value)) for line in made.lines() if line.loss is not None and line.team != "both"
    ]
    assert losses and float(str(made.total.value)) == pytest.approx(sum(losses), abs=len(losses))
    line = next(line for line in made.lines() if line.leak == "marketing_collided")
    assert line.chance is not None and line.chance.interval is not None and line.chance.interval.low > 0.1
