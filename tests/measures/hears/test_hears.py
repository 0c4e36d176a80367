"""What sales hears on a company worked by hand: counts, shares, the past, spikes, rows, and what is not said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from accord.agreement import templates
from accord.measures.hears.hears import hears, segment_of
from accord.measures.hears.lines import Hears, Topic
from accord.measures.mirror import Mirror
from accord.measures.number import Number
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import TEMPLATE, Company, scope

TEXT = templates.read(TEMPLATE)
MONDAY = datetime(2027, 3, 22, 10, tzinfo=UTC)  # of the last whole week before 2027-03-31
WEEK = timedelta(days=7)


def company(past: int = 10, spike: int = 12, shuffled: int | None = None) -> Company:
    """`past` weeks of 20 outcomes: 2 returned as no budget, 1 asks for the price; then a week in which `spike` ask.

    Three say a rare word in every week but the last two; nobody of them is the same person.
    """
    found, person = Company(), 0
    told: list[tuple[int, K, str, str]] = []
    for back in range(past, -1, -1):
        start = MONDAY - back * WEEK
        for at in range(20):
            person += 1
            found.person(person, source="marketing")
            moment = start + timedelta(hours=at)
            value = "no_budget" if at < 2 else "other"
            told.append(
                (person, K.returned if at < 2 else K.disqualified, moment.strftime("%Y-%m-%d %H:%M"), value)
            )
            asks = spike if back == 0 else 1
            topics = ["price"] * (at < asks) + ["sso"] * (at == 19 and back < 1)
            found.small["said"] += [
                {"handoff": person, "subject": person, "said_at": moment, "sort": "question", "topic": topic}
                for topic in topics
            ]
    if shuffled is not None:
        Random(shuffled).shuffle(told)
        Random(shuffled).shuffle(found.small["said"])
    for subject, kind, when, value in told:
        found.fact(subject, kind, when, value=value)
    return found


def reckoned(made: Company, folder: Path, text: str = TEXT) -> tuple[Hears, Mirror, Scope]:
    """The answer, the mirror, and the scope it was asked under."""
    mirror = made.write(folder, text)
    asked = scope(mirror, text)
    return hears(mirror, asked), mirror, asked


def topic(made: Hears, key: str) -> Topic:
    """One topic by its key."""
    return next(each for each in made.topics if each.key == key)


def test_a_planted_spike_is_found_told_in_numbers_and_nothing_else_is(tmp_path: Path) -> None:
    made, mirror, asked = reckoned(company(), tmp_path)
    price = topic(made, "question:price")
    assert [each.key for each in made.topics if each.spike] == ["question:price"]
    assert price.weeks == (1,) * 10 + (12,)
    assert (price.expected, price.missing) == (1.0, 0)
    assert price.share.value == pytest.approx(12 / 20)
    assert price.past.value == pytest.approx(10 / 200)
    assert price.past.part is not None and price.past.part.cases == 200
    assert "12" in str(price.says) and "1.0" in str(price.says)
    assert (made.outcomes.value, made.spikes.value) == (20, 1)
    assert made.window.start == MONDAY.date()
    budget = topic(made, "returned:no budget")
    assert not budget.spike and budget.chance is not None and budget.chance > 0.3
    for number in made.numbers():
        behind(number, mirror, asked)


def behind(number: Number, mirror: Mirror, asked: Scope) -> None:
    """As many rows lie behind a number as it counts."""
    if number.rows is not None:
        assert len(fetch_rows(mirror, asked, number.rows)) == number.rows.count, number.name


def test_a_word_said_by_fewer_than_five_before_the_week_is_not_a_topic(tmp_path: Path) -> None:
    made, _, _ = reckoned(company(), tmp_path)
    assert all(each.topic != "sso" for each in made.topics), "one person said it: it may be a name"


def test_what_is_new_this_week_is_shown_and_not_judged(tmp_path: Path) -> None:
    one = company()
    for row in [row for row in one.small["said"] if row["said_at"] >= MONDAY and row["topic"] == "price"]:
        row["topic"] = "gdpr"
    made, _, _ = reckoned(one, tmp_path)
    gdpr = topic(made, "question:gdpr")
    assert (gdpr.chance, gdpr.spike, gdpr.past.value) == (None, False, 0.0)
    assert "new" in str(gdpr.says)


def test_too_few_weeks_say_how_many_more(tmp_path: Path) -> None:
    made, _, _ = reckoned(company(past=5), tmp_path)
    assert made.spikes.value is None and not made.spikes.enough
    assert {each.missing for each in made.topics} == {3}
    assert "3" in str(made.says)
    agreed = TEXT + "\nhearing: {at least: 4 weeks}\n"
    made, _, _ = reckoned(company(past=5), tmp_path / "agreed", agreed)
    assert made.judged and made.spikes.value is not None, "the agreement's own limit holds"


def test_the_agreed_false_alarm_and_the_weeks_held_against_count(tmp_path: Path) -> None:
    strict = TEXT + "\nhearing: {false alarm: 0.0001 %}\n"
    made, _, _ = reckoned(company(spike=6), tmp_path / "a", strict)
    assert made.spikes.value == 0
    assert reckoned(company(spike=12), tmp_path / "b")[0].spikes.value == 1
    short = TEXT + "\nhearing: {against: 8 weeks}\n"
    made, _, _ = reckoned(company(), tmp_path / "c", short)
    assert len(made.weeks) == 9


def test_a_person_counts_once_a_week_and_order_changes_nothing(tmp_path: Path) -> None:
    plain, _, _ = reckoned(company(), tmp_path / "a")
    twice = company(shuffled=3)
    twice.small["said"] += [
        {**row, "handoff": row["handoff"] + 100_000, "said_at": row["said_at"] + timedelta(hours=1)}
        for row in twice.small["said"]
    ]
    again, _, _ = reckoned(twice, tmp_path / "b")
    assert [(t.key, t.weeks, t.chance, t.spike) for t in again.topics] == [
        (t.key, t.weeks, t.chance, t.spike) for t in plain.topics
    ]


def test_nothing_heard_says_so(tmp_path: Path) -> None:
    made, _, _ = reckoned(Company(), tmp_path)
    assert made.topics == () and made.outcomes.value == 0 and made.spikes.value is None
    assert str(made.says)


def lost_to(past: int = 10, spike: int = 12) -> Company:
    """Each week 20 deals end, of 20 companies; one is lost to Kestrel for its price, 2 are won against it.

    In the last week `spike` are lost to it. Every second company is of food, the others of water.
    """
    found, deal = Company(), 0
    for back in range(past, -1, -1):
        for at in range(20):
            deal += 1
            found.person(deal, account=10_000 + deal)
            industry = "food" if at % 2 else "water"
            found.fact(deal, K.attribute, "2026-01-05", value=f"industry={industry}")
            ended = MONDAY - back * WEEK + timedelta(hours=at)
            lost = at >= 4
            found.deal(100_000 + deal, deal, account=10_000 + deal)
            found.small["deals"][-1]["lost_at" if lost else "won_at"] = ended
            against = 4 <= at < 4 + (spike if back == 0 else 1) or at < 2
            topics = [("competitor", "Kestrel")] * against + [("lost", "price")] * (against and lost)
            found.small["heard"] += [
                {"subject": 100_000 + deal, "said_at": None, "sort": sort, "topic": name}
                for sort, name in topics
            ]
    return found


def test_deals_lost_to_a_competitor_spike_and_are_counted_over_all_the_weeks(tmp_path: Path) -> None:
    made, mirror, asked = reckoned(lost_to(), tmp_path)
    assert {each.key for each in made.topics if each.spike} == {"competitor:Kestrel", "lost:price"}
    kestrel, won = topic(made, "competitor:Kestrel"), topic(made, "won_against:Kestrel")
    assert (kestrel.weeks, won.weeks) == ((1,) * 10 + (12,), (2,) * 11)
    assert made.outcomes.value == 20
    assert kestrel.share.value == pytest.approx(0.6)
    (rival,) = made.rivals
    assert (rival.name, rival.lost.value) == ("Kestrel", 22)
    assert rival.share.value == pytest.approx(22 / 44)
    for number in made.numbers():
        behind(number, mirror, asked)


def test_a_segment_is_its_own_company_and_segments_add_up(tmp_path: Path) -> None:
    one = lost_to()
    whole, mirror, asked = reckoned(one, tmp_path)
    assert [(each.name, each.outcomes.value) for each in whole.segments] == [("food", 110), ("water", 110)]
    food = hears(mirror, asked, "food")
    assert (food.segment, food.outcomes.value, topic(food, "competitor:Kestrel").weeks[-1]) == ("food", 10, 6)
    water = hears(mirror, asked, "water")
    for each in whole.topics:
        parts = [
            next((t.weeks for t in part.topics if t.key == each.key), (0,) * 11) for part in (food, water)
        ]
        assert tuple(map(sum, zip(*parts, strict=True))) == each.weeks, each.key
    assert (food.rivals[0].lost.value, water.rivals[0].lost.value, whole.rivals[0].lost.value) == (6, 16, 22)
    assert {segment_of(n.name) for n in food.numbers()} == {"food"}
    assert not {n.name for n in food.numbers()} & {n.name for n in whole.numbers()}
    for number in food.numbers():
        behind(number, mirror, asked)
    assert hears(mirror, asked, "steel").topics == ()


def test_the_industry_is_the_newest_word_of_the_company_else_of_its_people(tmp_path: Path) -> None:
    one = lost_to()
    one.small["companies"].append({"subject": 900, "account": 10_001})
    one.fact(900, K.attribute, "2026-01-01", value="industry=Steel Works")
    one.fact(1, K.attribute, "2026-02-01", value="industry=retail")
    made, _, _ = reckoned(one, tmp_path)
    assert {each.name: each.outcomes.value for each in made.segments} == {
        "food": 110, "water": 109, "steel works": 1,
    }  # fmt: skip


def test_a_deal_of_nobody_known_counts_and_one_opened_again_does_not(tmp_path: Path) -> None:
    one = lost_to()
    last = [row for row in one.small["deals"] if row["lost_at"] and row["lost_at"] >= MONDAY]
    last[0]["contact"] = None
    last[1]["lost_at"] = None
    made, mirror, asked = reckoned(one, tmp_path)
    assert (made.outcomes.value, topic(made, "competitor:Kestrel").weeks[-1]) == (19, 11)
    for number in made.numbers():
        behind(number, mirror, asked)
