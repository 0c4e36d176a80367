"""Results of a campaign by hand and by an independent reckoning: arms, the holdout, what counts and when, the lift."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from accord.agreement.clocks.instants import micros
from accord.measures.campaign_results import LIFTED, NO_HOLDOUT, ResultOfCampaign, result_of_campaign
from accord.measures.lift import newcombe
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.measures.wilson import Z95
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, day, scope


def results(mirror: Mirror, **more: Any) -> ResultOfCampaign:
    bound = {"result_names": ["spring"], **more}
    return result_of_campaign(mirror, replace(scope(mirror), campaign=bound), "spring")


def test_lift_is_newcombes_own_example_and_hillstroms() -> None:
    found = newcombe(56, 70, 48, 80)  # Newcombe (1998), table II, method 10, case (a)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    men = newcombe(3894, 21307, 2262, 21306)
    assert men is not None
    assert (round(100 * men.low, 2), round(100 * men.high, 2)) == (7.00, 8.32)
    assert newcombe(0, 0, 1, 2) is None
    assert newcombe(1, 2, 0, 0) is None


def test_lift_turned_round_is_its_own_mirror_image_and_wald_is_near_for_many() -> None:
    one, other = newcombe(300, 5_000, 200, 4_000), newcombe(200, 4_000, 300, 5_000)
    assert one is not None
    assert other is not None
    assert abs(one.low + other.high) < 1e-12
    half = Z95 * (0.06 * 0.94 / 5_000 + 0.05 * 0.95 / 4_000) ** 0.5
    assert abs((one.high - one.low) / 2 - half) < 1e-4


def test_by_hand(tmp_path: Path) -> None:
    company = Company()
    for key in range(1, 9):
        company.person(key)
    company.fact(1, K.campaign_joined, "2027-03-01", campaign="spring", value="arm=A")
    company.fact(1, K.email_sent, "2027-03-01", campaign="spring")
    company.fact(1, K.email_sent, "2027-03-08", campaign="spring")  # a second letter: one person
    company.fact(2, K.campaign_joined, "2027-03-01", campaign="spring", value="arm=A")
    company.fact(3, K.campaign_joined, "2027-03-01", campaign="spring", value="ARM=Holdout")
    company.fact(3, K.email_sent, "2027-03-02", campaign="spring")  # held back, yet reached
    company.fact(4, K.email_sent, "2027-03-01", campaign="spring", asset="B", source="accord")
    company.fact(
        5, K.email_sent, "2027-03-01", campaign="spring", asset="123"
    )  # another tool's id of a letter: no arm
    company.fact(6, K.email_sent, "2027-03-01", campaign="summer")
    company.fact(1, K.page_view, "2027-02-20")  # before
    company.fact(2, K.page_view, "2027-03-05")
    company.fact(2, K.page_view, "2027-03-06")  # twice is once
    company.fact(4, K.email_click, "2027-03-05", agent=1)  # a scanner
    company.fact(3, K.page_view, "2027-03-05")
    company.fact(5, K.meeting_held, "2027-03-09")
    company.fact(7, K.page_view, "2027-03-05")
    company.deal(900, 2, won="2027-03-20", created_at=day("2027-03-06"))
    company.deal(901, 2, created_at=day("2027-02-06"))  # began before
    company.deal(902, 5, created_at=day("2027-03-10"))
    mirror = company.write(tmp_path)
    made = results(mirror, held_subjects=[8], held_since=[micros(day("2027-03-01"))])
    got = {one.arm: {n.name.split(":")[2]: n.part.hits for n in one.shares if n.part} for one in made.arms}
    people = {one.arm: one.people.value for one in made.arms}
    assert people == {"": 1, "A": 2, "B": 1, "holdout": 2}
    assert [one.arm for one in made.arms][-1] == "holdout"
    assert got["A"] == {"visited": 1, "clicked": 0, "replied": 0, "met": 0, "answered": 1, "lead": 1,
                        "opportunity": 1, "won": 1}  # fmt: skip
    assert (got[""]["met"], got[""]["answered"], got[""]["opportunity"], got[""]["won"]) == (1, 1, 1, 0)
    assert (got["B"]["clicked"], got["B"]["answered"]) == (0, 0)
    assert (got["holdout"]["visited"], made.arms[-1].contaminated) == (1, 1)
    lift = next(n for n in made.arms[1].lifts if ":lift_visited:" in n.name)
    assert lift.value == 0.0  # one of two, and one of two
    assert not lift.enough
    touched = {n.name.split(":")[2]: n.part.hits for n in made.arms[0].touched if n.part}
    assert touched == {"by_marketing": 1, "by_sales": 1, "by_both": 1}
    for number in made.numbers():
        assert number.rows is not None
        bound = {"result_names": ["spring"], "held_subjects": [8], "held_since": [micros(day("2027-03-01"))]}
        behind = fetch_rows(mirror, replace(scope(mirror), campaign=bound), number.rows)
        assert len(behind) == number.rows.count


def test_without_a_holdout_no_lift_is_told_and_without_anybody_nothing_is(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, K.email_sent, "2027-03-01", campaign="spring")
    mirror = company.write(tmp_path)
    made = results(mirror)
    assert made.says == NO_HOLDOUT
    assert not any(one.lifts for one in made.arms)
    none = results(mirror, result_names=["nobody planned it"])
    assert (none.arms, none.says, none.first_at) == ((), "", None)


def test_an_independent_reckoning(tmp_path: Path) -> None:
    drawn, company = random.Random(7), Company()
    arms = ("arm=A", "arm=B", "arm=holdout")
    want: dict[str, list[bool]] = {"A": [], "B": [], "holdout": []}
    for key in range(1, 400):
        company.person(key)
        arm, at = drawn.choice(arms), day("2027-03-01") + timedelta(hours=drawn.randrange(48))
        company.fact(key, K.campaign_joined, at.isoformat()[:16], campaign="spring", value=arm)
        visits = [at + timedelta(hours=drawn.randrange(-100, 300)) for _ in range(drawn.randrange(3))]
        for visit in visits:
            company.fact(key, K.page_view, visit.isoformat()[:16])
        want[arm[4:]].append(any(visit >= at for visit in visits))
    made = results(company.write(tmp_path))
    held = want["holdout"]
    for one in made.arms:
        hits = want[one.arm]
        visited = one.shares[0]
        assert visited.value == sum(hits) / len(hits)
        if not one.held_back:
            assert len(one.lifts) == len(LIFTED)
            assert one.lifts[0].value == sum(hits) / len(hits) - sum(held) / len(held)
