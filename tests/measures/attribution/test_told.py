"""What buyers say themselves stands beside the channel of record: counted by hand, its words matched, never added."""

from pathlib import Path

import pytest

from accord.agreement import templates
from accord.measures.attribution.credited import credit_company
from accord.measures.attribution.told import channel_in
from accord.measures.attribution.told_shapes import Told
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.attribution.test_by_buyer import without
from tests.measures.company import NOW, TEMPLATE, Company, day, scope


def _company(answers: dict[int, list[str]], stated: dict[int, str]) -> Company:
    """Eight buyers whose leads came by an ad on LinkedIn or by search, each with a deal won; what they said."""
    made = Company()
    for who in range(1, 9):
        made.person(who, account=100 + who)
        made.fact(who, K.ad_click, "2027-01-05", channel="linkedin_ads" if who <= 4 else "search")
        made.fact(who, K.form_submitted, "2027-01-06", channel="search")
        made.deal(
            200 + who,
            who,
            account=100 + who,
            created_at=day("2027-02-01"),
            won="2027-03-01",
            amount=100,
            currency="EUR",
        )
    for handoff, (who, topics) in enumerate(answers.items(), 1):
        for topic in topics:
            made.small["said"].append(
                {"handoff": handoff, "subject": who, "said_at": NOW, "sort": "informed_by", "topic": topic}
            )
    for who, value in stated.items():
        made.fact(who, K.attribute, "2027-01-06", value=value)
    return made


def _told(mirror: Mirror) -> Told:
    told = credit_company(mirror, scope(mirror), seed=None).told
    assert told is not None
    return told


def test_counted_by_hand_beside_the_channel_of_record(tmp_path: Path) -> None:
    answers = {1: ["linkedin ads", "colleague"], 2: ["linkedin ads"], 5: ["linkedin ads"], 6: ["search"]}
    mirror = _company(answers, {}).write(tmp_path)
    made = credit_company(mirror, scope(mirror), seed=None)
    told = made.told
    assert told is not None
    assert (told.deals, told.answered.value, told.silent.value, told.matched) == (8, 4, 4, 4)
    # 1 and 2 came by LinkedIn and said so, 6 by search; 5 came by search and has no ad of LinkedIn on its path
    assert told.agreed.value == 3 / 4 and told.agreed.part and told.agreed.part.hits == 3
    assert told.touched.value == 3 / 4 and not told.agreed.enough and "4" in told.agreed.note
    rows = {row.said: (row.channel, row.number.value, row.sourced, row.touched) for row in told.rows}
    assert rows == {
        "linkedin ads": ("linkedin_ads", 3, 2, 2),
        "search": ("search", 1, 1, 1),
        "colleague": ("", 1, 0, 0),
    }
    assert [row.said for row in told.rows] == ["linkedin ads", "colleague", "search"]
    assert credit_company(without(mirror), scope(mirror), seed=None).told == told
    silent = credit_company(_company({}, {}).write(tmp_path / "none"), scope(mirror), seed=None)
    # what they say moves no cent
    assert [(row.name, row.amount) for row in silent.signed[0].rows] == [
        (row.name, row.amount) for row in made.signed[0].rows
    ]


def test_every_number_leads_to_its_deals(tmp_path: Path) -> None:
    mirror = _company({1: ["linkedin ads", "colleague"], 5: ["search"]}, {}).write(tmp_path)
    told = _told(mirror)
    led = [number for number in told.numbers() if number.rows]
    assert len(led) == 2 + len(told.rows)
    for number in led:
        assert number.rows is not None
        assert len(fetch_rows(mirror, scope(mirror), number.rows)) == number.rows.count == number.value


@pytest.mark.parametrize(
    "name", ["how did you hear of us", "How did you hear about us", "heard_of_us", "self-reported source"]
)
def test_a_form_answers_too_and_what_few_say_is_not_shown(tmp_path: Path, name: str) -> None:
    stated = dict.fromkeys(range(1, 6), f"{name}=LinkedIn Ads") | {
        6: f"{name}=my neighbour Ann",
        7: f"{name}= ",
    }
    told = _told(_company({}, stated).write(tmp_path))
    rows = {row.said: (row.channel, row.number.value) for row in told.rows}
    assert rows == {"linkedin ads": ("linkedin_ads", 5), "(fewer than five said it)": ("", 1)}
    assert (told.answered.value, told.silent.value) == (6, 2)


def test_what_a_record_says_counts_once_with_what_was_noted(tmp_path: Path) -> None:
    made = _company({1: ["search"]}, {})
    for who, sort in ((1, "informed_by"), (5, "informed_by"), (6, "question")):
        made.small["heard"].append({"subject": who, "said_at": NOW, "sort": sort, "topic": "search"})
    made.small["said"].append(
        {"handoff": 9, "subject": 7, "said_at": NOW, "sort": "challenge", "topic": "search"}
    )
    told = _told(made.write(tmp_path))
    assert [(row.said, row.number.value) for row in told.rows] == [("search", 2)]
    assert told.answered.value == 2


def test_another_attribute_is_no_answer_and_nothing_said_is_said(tmp_path: Path) -> None:
    told = _told(_company({}, dict.fromkeys(range(1, 9), "industry=Retail")).write(tmp_path))
    assert (told.deals, told.answered.value, told.silent.value, told.rows) == (8, 0, 8, ())
    assert told.agreed.value is None
    (tmp_path / "empty").mkdir()
    assert _told(Company().write(tmp_path / "empty")).deals == 0


def test_the_longest_channel_whose_words_an_answer_holds() -> None:
    channels = {("search",): "search", ("paid", "search"): "paid_search", ("event",): "events"}
    assert channel_in("paid google search", channels) == "paid_search"
    assert channel_in("search engine", channels) == "search"
    assert channel_in("research", channels) == ""
    assert channel_in("events", channels) == "events"
    assert channel_in("(fewer than five said it)", channels) == ""


def test_what_the_agreement_hides_is_not_reckoned_nor_counted(tmp_path: Path) -> None:
    mirror = _company({1: ["search"], 2: ["search"]}, {}).write(tmp_path)
    shown = "attribution: {"
    text = templates.read(TEMPLATE).replace(shown, f"{shown}self_reported: hidden, ", 1)
    made = credit_company(mirror, scope(mirror, text), seed=None)
    assert made.told is None
    assert not [number for number in made.numbers() if number.name.startswith("credit:told")]
