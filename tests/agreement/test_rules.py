"""The rule language reads what it should, and says what it cannot."""
# ruff: noqa: E501  (tables: one case a row)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.rules.conditions import Condition, RuleUnclear
from accord.agreement.rules.fit import ATTRIBUTES, read_fit
from accord.agreement.rules.lexer import LONGEST
from accord.agreement.rules.reading import read_rule
from accord.agreement.tables import AtomType
from accord.vocabulary.facts import GENUINE_ATTEMPTS, FactKind
from accord.vocabulary.phrases import PHRASES

WORDS = st.sampled_from(
    [*PHRASES, "or", "and", "+", "unless", "(", ")", "within 3 days", "2 times", "fit >= 3", "clause qualified_lead", "x"]
)  # fmt: skip


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_every_phrase_is_a_rule_of_its_own(phrase: str) -> None:
    ((leaf,),) = read_rule(f"a first {phrase}").any_of
    assert isinstance(leaf, Condition)
    assert leaf.kinds == PHRASES[phrase]


def test_or_binds_weaker_than_and() -> None:
    assert len(read_rule("accepted or meeting held + need").any_of) == 2
    assert len(read_rule("(accepted or meeting held) and need").any_of) == 2
    assert {len(each) for each in read_rule("(accepted or meeting held) and need").any_of} == {2}


def test_the_longest_phrase_wins_over_the_word_and() -> None:
    ways = read_rule("meeting held + need + opportunity with amount and date").any_of
    assert len(ways) == 1
    assert len(ways[0]) == 3


def test_a_genuine_attempt_is_any_of_sales_own_acts() -> None:
    (_, (attempt,)) = read_rule("accepted or first genuine attempt").any_of
    assert isinstance(attempt, Condition)
    assert attempt.kinds == GENUINE_ATTEMPTS


def test_times_and_days() -> None:
    ((leaf,),) = read_rule("e-mail click 3 times within 14 days").any_of
    assert leaf == Condition(
        AtomType.happened, "email click 3 times within 14 days", frozenset({FactKind.email_click}), 3, 14
    )


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("demo reqest", "demo request"),
        ("any of [pricing page, case studdy]", "case study"),
        ("won or zzzzzz", None),
        ("accepted or", None),
        ("(accepted", None),
        ("accepted need", None),
        ("accepted unless won and lost", None),
        ("page view 0 times", None),
        ("", None),
        ("won " * LONGEST, None),
        (" and ".join(["(won or lost)"] * 6), None),
    ],
)
def test_what_is_no_rule_is_said(text: str, near: str | None) -> None:
    with pytest.raises(RuleUnclear) as unclear:
        read_rule(text)
    assert unclear.value.sentence
    assert unclear.value.near == near


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
@settings(max_examples=500, deadline=None)
def test_no_text_crashes_the_rule_language(text: str) -> None:
    for read in (read_rule, read_fit):
        try:
            read(text)
        except RuleUnclear as unclear:
            assert unclear.sentence


def test_fit_rules() -> None:
    assert read_fit("industry in [Water, food]").one_of == {"water", "food"}
    assert read_fit("industry is water").one_of == {"water"}
    assert (read_fit("employees >= 20").low, read_fit("employees >= 20").high) == (20, None)
    assert (read_fit("employees in 200..5000").low, read_fit("employees in 200..5000").high) == (200, 5000)


@pytest.mark.parametrize(
    "text", ["employees in 9..1", "industry >= 3", "industry in []", "shoe size is 9", "water"]
)
def test_what_is_no_fit_rule_is_said(text: str) -> None:
    with pytest.raises(RuleUnclear):
        read_fit(text)
    assert "industry" in ATTRIBUTES
