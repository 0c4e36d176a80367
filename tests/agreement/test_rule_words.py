"""Rules as sentences: each spelling of a fit rule, each kind of touch that the templates score."""

import pytest

from accord.agreement import parse, templates
from accord.agreement.rules.words import rule_in_words


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("industry in [water]", "industry is water"),
        ("industry in [water, food]", "industry is water or food"),
        ("country in [NL, DE, BE]", "country is NL, DE or BE"),
        ("relation is partner", "relation is partner"),
        ("employees in 100..3000", "between 100 and 3,000 employees"),
        ("employees >= 1000", "at least 1,000 employees"),
        ("revenue <= 9", "at most 9 revenue"),
        ("Replied", "they replied"),
        ("spoke with us at an event", "they spoke with us at an event"),
        ("a rule of a later release", "a rule of a later release"),
    ],
)
def test_a_rule_as_a_sentence(rule: str, sentence: str) -> None:
    assert rule_in_words(rule) == sentence


def test_a_cap_says_that_more_counts_no_further() -> None:
    assert rule_in_words("fit", cap=True) == "fit counts no further"
    assert rule_in_words("case study", cap=True) == "they read a case study: more of it counts no further"


@pytest.mark.parametrize("name", templates.names())
def test_nothing_that_a_template_scores_reads_as_code(name: str) -> None:
    lead = parse(templates.read(name)).document.qualified_lead
    assert lead is not None
    for rule in (*lead.fit, *lead.engagement):
        told = rule_in_words(rule.when)
        assert told != rule.when and not set(told) & set("[]_<>="), told
