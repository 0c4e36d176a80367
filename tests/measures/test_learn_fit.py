"""Fit learnt from won and lost: a known truth is found, nothing is found in noise, order does not matter."""

import random
from math import comb
from pathlib import Path

import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, diff, parse, templates
from accord.agreement.fit_rules import with_fit_rules
from accord.agreement.rules.fit import read_fit
from accord.measures import learn_fit as room
from accord.measures.learn_fit import LEAST, Buyer, chance_of, learn_fit, log_odds, share_out, value_of
from accord.vocabulary.facts import FactKind
from tests.measures.company import Company

INDUSTRIES = ("water", "food", "steel", "retail", "media", "banking", "mining", "travel")
COUNTRIES = ("NL", "DE", "FR", "GB", "US")


def market(seed: int, n: int, truth: bool) -> list[Buyer]:
    """Buyers who win by one in five; with truth, water and food and 201 to 1,000 employees win more often."""
    dice = random.Random(seed)
    found = []
    for _ in range(n):
        said = {
            "industry": dice.choice(INDUSTRIES),
            "employees": str(dice.choice((5, 30, 120, 400, 800, 3000, 9000))),
            "country": dice.choice(COUNTRIES),
            "role": f"role {dice.randrange(40)}",
        }
        share = 0.2
        if truth and said["industry"] in {"water", "food"}:
            share += 0.3
        if truth and said["employees"] in {"400", "800"}:
            share += 0.3
        found.append(Buyer(dice.random() < share, said))
    return found


def test_a_known_truth_is_found() -> None:
    for seed in range(10):
        learnt = learn_fit(market(seed, 1500, truth=True), cap=50)
        assert {rule.when for rule in learnt.rules} == {
            "industry in [food, water]",
            "employees in 201..1000",
        }, seed
        assert sum(rule.points for rule in learnt.rules) == 50
        assert all(10 <= rule.points <= 40 for rule in learnt.rules)
        assert all(read_fit(rule.when) for rule in learnt.rules)


def test_without_truth_one_table_in_a_hundred_gives_a_rule() -> None:
    tables = 200
    fooled = sum(
        bool(learn_fit(market(1000 + seed, 400, truth=False), cap=50).rules) for seed in range(tables)
    )
    # 0.01 of 200 is 2; 7 or more would come by chance less than once in a hundred campaigns.
    assert fooled < 7
    assert sum(comb(tables, k) * 0.01**k * 0.99 ** (tables - k) for k in range(7)) > 0.99


def test_without_the_guard_against_chance_noise_gives_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: each value is judged as if it were the only one that was looked at."""
    monkeypatch.setattr(room, "WRONG_AT_MOST", 1.0)
    assert (
        sum(bool(learn_fit(market(1000 + seed, 400, truth=False), cap=50).rules) for seed in range(20)) >= 5
    )


def test_the_order_of_buyers_does_not_matter() -> None:
    buyers = market(3, 600, truth=True)
    whole = learn_fit(buyers, cap=50)
    for seed in range(20):
        random.Random(seed).shuffle(buyers)
        assert learn_fit(buyers, cap=50) == whole


def test_too_few_say_nothing() -> None:
    buyers = [Buyer(True, {"industry": "water"})] * (LEAST - 1) + [Buyer(False, {"industry": "food"})] * 500
    learnt = learn_fit(buyers, cap=50)
    assert learnt.rules == () and f"{LEAST - 1} buyers won" in learnt.note
    few = learn_fit(market(1, 300, truth=False) + [Buyer(True, {"country": "LU"})] * (LEAST - 1), cap=50)
    luxembourg = next(e for e in few.evidence if e.value == "lu")
    assert luxembourg.note == f"too few to say: {LEAST - 1} of {LEAST}" and not luxembourg.taken


def test_chance_is_fishers_by_hand() -> None:
    # Fisher's tea: 3 or more of 4 right among 8 cups, 4 of each: 17 of 70.
    assert chance_of(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert chance_of(0, 4, 4, 8) == pytest.approx(1)
    assert log_odds(10, 10, 100, 100) == 0
    assert 0 < log_odds(3, 0, 100, 100) < log_odds(300, 0, 100, 100)


def test_points_are_whole_and_sum_to_the_cap() -> None:
    for weights in ([1.0, 1.0, 1.0], [0.01, 3.0], [2.0], [0.3, 0.2, 0.2, 0.2, 0.1]):
        points = share_out(weights, 50)
        assert sum(points) == 50 and min(points) >= 0


def test_values_that_no_rule_can_name_are_left_out() -> None:
    assert value_of("employees", "1,001-5,000") == "1001..5000"
    assert value_of("employees", "10,000+") == "5001.."
    assert [value_of("employees", text) for text in ("", "many", "5-25", "0")] == [""] * 4
    assert value_of("industry", " Food  & Drink ") == "food & drink"
    assert [value_of("industry", text) for text in ("a, b", 'say "no"', "[x]", "x" * 61, "a\u200bb")] == [
        ""
    ] * 5


def test_every_template_takes_learnt_rules_and_keeps_every_other_character() -> None:
    rules = [("industry in [food & drink, water]", 30), ("employees >= 5001", 20)]
    for name in templates.names():
        text = templates.read(name)
        if "fit:" not in text:
            continue
        written = with_fit_rules(text, rules, "learnt from 40 buyers won and 60 lost")
        document = parse(written).get_document()
        lead = document.qualified_lead
        assert lead and [(str(rule.when), rule.points) for rule in lead.fit] == rules
        assert compile_agreement(document, content_hash(written)).fit_rules
        changed = {str(s).split(":")[0] for s in diff(parse(text).get_document(), document)}
        assert all("qualified_lead.fit" in sentence for sentence in changed), changed
        head, tail = text.split("  fit:", 1)[0], text[text.index("  engagement:") :]
        assert written.startswith(head) and written.endswith(tail)


def test_what_was_known_when_the_deal_began_is_what_counts(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.person(2)
    company.deal(11, 1, won="2027-03-01", created_at=_day("2027-02-01"))
    company.deal(12, 1, lost_at=_day("2027-03-05"), created_at=_day("2027-02-20"))
    company.deal(13, 2, lost_at=_day("2027-03-05"), created_at=_day("2027-02-20"))
    company.deal(14, None, lost_at=_day("2027-03-05"))
    company.fact(1, FactKind.attribute, "2027-01-01", value="industry=Water")
    company.fact(1, FactKind.attribute, "2027-02-15", value="industry=Food")
    company.fact(2, FactKind.attribute, "2027-03-01", value="industry=Steel")
    company.fact(2, FactKind.attribute, "2027-03-09", value="industry=Media")
    mirror = company.write(tmp_path)
    assert {(r["buyer"], r["won"]) for r in mirror.ask("closed_buyers")} == {(-1, True), (-2, False)}
    said = {(r["buyer"], r["attribute"], r["value"], r["later"]) for r in mirror.ask("closed_buyers_said")}
    assert said == {(-1, "industry", "Water", False), (-2, "industry", "Steel", True)}


def _day(text: str) -> object:
    from tests.measures.company import day

    return day(text)
