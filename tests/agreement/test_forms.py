"""A form changes one value and leaves every other character alone."""

import pytest

from accord.agreement import apply, diff, fields, parse, templates
from accord.vocabulary.errors import Invalid
from tests.agreement.conftest import NORTHMOOR

GOOD = NORTHMOOR.read_text("utf-8")


@pytest.mark.parametrize("text", [GOOD, templates.read("demand-waterfall")])
def test_writing_every_value_back_changes_nothing_but_spelling(text: str) -> None:
    document = parse(text).get_document()
    shown = [each for each in fields(document) if each.line]
    assert len(shown) > 150
    assert parse(apply(text, {each.path: each.value for each in shown})).document == document
    for each in shown[::20]:
        assert parse(apply(text, {each.path: each.value})).document == document, each.path


def test_one_value_changes_and_every_comment_stays() -> None:
    path = "qualified_lead.qualifies"
    changed = apply(GOOD, {path: "fit >= 30 and engagement >= 20 unless opted out"})
    assert changed == GOOD.replace(
        "fit >= 24 and engagement >= 20 unless", "fit >= 30 and engagement >= 20 unless"
    )
    (sentence,) = diff(parse(GOOD).get_document(), parse(changed).get_document())
    assert str(sentence) == f"{path}: fit >= 24 -> fit >= 30"


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            "stages.known.team",
            "demand",
            "enters: known person with a work address or form submitted, team: demand}",
        ),
        ("route", ("territory", "revops"), "route: [territory, revops]"),
        ("pulse.control", "no", '  control: "no"'),
        ("agreement.version", "3", "version: 3,"),
        ("mode.sales_promises.follow_up", "remind", "mode: {sales_promises.follow_up: remind,"),
        ("reporting.rates.EUR.1.gbp", "0.84", '{from: "2027-05-01", gbp: 0.84}'),
        ("sales_promises.first_attempt.hot", "1 working hour", "{hot: 1 working hour, A1"),
        ("messages.0.say", 'Say "yes": now', r'say: "Say \"yes\": now"'),
    ],
)
def test_what_a_form_writes(path: str, value: str | tuple[str, ...], line: str) -> None:
    assert line in apply(GOOD, {path: value})


def test_an_optional_value_is_added_in_the_layout_of_its_group() -> None:
    text = templates.read("hubspot-lifecycle")
    changed = apply(text, {"reporting.currency": "USD", "agreement.replaces": "0"})
    assert "replaces: 0}" in changed
    block = GOOD.replace("  too_small_under: 1200\n", "")
    assert "  too_small_under: 900\ncontent:" in apply(block, {"pulse.too_small_under": "900"})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("agreement.version", "two"),
        ("sales_promises.outcome.within", "soon"),
        ("on_expiry", "stop"),
        ("no.such.clause", "1"),
        ("stages.nobody.owner", "sales"),
        ("route", "revops"),
        ("agreement.currency", ("EUR",)),
    ],
)
def test_a_value_that_does_not_fit_is_refused(path: str, value: str | tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        apply(GOOD, {path: value})
    assert refused.value.sentence
    assert refused.value.remedy


def test_fields_say_whose_clause_they_are() -> None:
    document = parse(GOOD).get_document()
    owners = {each.path: each.owner for each in fields(document)}
    assert owners["marketing_promises.volume.hot_at_least"] == "marketing"
    assert owners["sales_promises.attempts.channels"] == "sales"
    assert owners["budget.programme"] == "finance"
    assert owners["qualified_lead.qualifies"] == "both"
    choice = next(each for each in fields(document) if each.path == "applies_to")
    assert (choice.type, choice.options) == ("choice", ("new", "open"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("sales_promises.follow_up.share", "should be a share such as 95 %"),
        ("act_within", "should be a duration such as 4 working hours"),
        ("route", "should be a list of texts"),
    ],
)
def test_what_should_stand_there_is_said_in_whole_words(path: str, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        apply(NORTHMOOR.read_text(), {path: "lots"})
    assert said in str(refusal.value)
