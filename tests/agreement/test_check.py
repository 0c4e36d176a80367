"""Every finding is found in its line, and the good agreement has none."""

import re

import pytest

from accord.agreement import Document, Roster, check, parse, templates
from accord.agreement.checks import CATALOGUE
from accord.vocabulary.issues import Issue, Level
from tests.agreement.breakages import CHECKS, SHAPE, TEXT, Breakage

ALL = TEXT + SHAPE + CHECKS


def broken(text: str, breakage: Breakage) -> str:
    """The good text with one thing broken."""
    if breakage.old.startswith("clause: "):
        name = breakage.old.removeprefix("clause: ")
        changed = re.sub(rf"(?m)^{name}:.*\n(?:[ #].*\n)*", "", text)
    else:
        changed = text.replace(breakage.old, breakage.new)
    assert changed != text, f"{breakage.name}: nothing was broken"
    return changed


def findings(text: str, roster: Roster) -> list[Issue]:
    """What parsing or, when it parses, checking says."""
    parsed = parse(text)
    return check(parsed.document, roster) if parsed.document else list(parsed.issues)


@pytest.mark.parametrize("breakage", ALL, ids=lambda each: each.name)
def test_a_breakage_is_found_in_its_line(breakage: Breakage, good: str, roster: Roster) -> None:
    text = broken(good, breakage)
    found = [issue for issue in findings(text, roster) if issue.code == breakage.code]
    assert found, [str(issue) for issue in findings(text, roster)]
    lines = text.split("\n")
    if breakage.at:
        assert any(breakage.at in lines[issue.line - 1] for issue in found), [issue.line for issue in found]
    assert all(issue.sentence and issue.remedy for issue in found)
    if breakage.code in CATALOGUE:
        assert {issue.level for issue in found} == {CATALOGUE[breakage.code].level}


def test_every_finding_of_the_catalogue_has_a_breakage() -> None:
    assert set(CATALOGUE) == {each.code for each in CHECKS}
    assert len({each.name for each in ALL}) == len(ALL) >= 40


def test_the_good_agreement_has_no_finding_at_all(document: Document, roster: Roster) -> None:
    assert check(document, roster) == []


def test_a_night_shift_may_end_the_next_day(good: str, roster: Roster) -> None:
    for hours in ('["22:00-06:00"]', '["08:00-12:00", "20:00-08:00"]'):
        text = good.replace('["08:00-16:00"]', hours)
        assert text != good
        assert findings(text, roster) == []


@pytest.mark.parametrize("name", templates.names())
def test_a_template_has_no_finding(name: str) -> None:
    assert check(parse(templates.read(name)).get_document()) == []


def test_the_shared_example_parses_whole_without_an_error(shared_example: str) -> None:
    found = check(parse(shared_example).get_document())
    assert [issue for issue in found if issue.level is Level.error] == []


def test_targets_of_the_shared_example_multiply_out_and_a_changed_factor_does_not(
    shared_example: str,
) -> None:
    text = shared_example.replace("win_rate: 25 %", "win_rate: 24 %")
    codes = [issue.code for issue in check(parse(text).get_document())]
    assert codes.count("target.does_not_multiply") == 2


def test_an_unknown_key_names_the_nearest_known_one(good: str) -> None:
    issue = parse(good.replace("sales_promises:\n", "sale_promise:\n")).issues[0]
    assert issue.code == "clause.unknown_key"
    assert issue.remedy == 'did you mean "sales_promises"?'


def test_without_a_roster_nobody_is_looked_up(good: str) -> None:
    assert check(parse(good.replace("demand-lead", "somebody-else")).get_document()) == []
