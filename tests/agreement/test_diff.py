"""Differences are said in sentences, and only real ones."""
# ruff: noqa: E501  (tables: one case a row)

import pytest

from accord.agreement import Document, diff, parse, templates, to_text


def said(text: str, old: str, new: str) -> list[str]:
    assert old in text
    before, after = parse(text).get_document(), parse(text.replace(old, new)).get_document()
    return [str(each) for each in diff(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("fit >= 24 and", "fit >= 30 and", ["qualified_lead.qualifies: fit >= 24 -> fit >= 30"]),
        ("share: 92 %", "share: 95 %", ["sales_promises.follow_up.share: 92 % -> 95 %"]),
        ("  - {id: live,        owner: success, enters: go-live date}\n", "", ["stages.live: removed, was {id: live, owner: success, enters: go-live date}"]),
        ("owner: success, enters: go-live", "owner: success, team: care, enters: go-live", ["stages.live.team: new, care"]),
        ("applies_to: new", "# only a comment\napplies_to: new", []),
        ("mode: {sales_promises.follow_up: enforce,", "mode: {sales_promises.follow_up: remind,", ["mode.sales_promises.follow_up: enforce -> remind"]),
        ("points: 18}", "points: 20}", ["qualified_lead.fit.industry in [haulage, ports, rail freight, warehousing].points: 18 -> 20"]),
        ("A1: fit >= 34 and engagement >= 32, A2: fit >= 34", "A2: fit >= 34, A1: fit >= 34 and engagement >= 32", ["qualified_lead.classes: order A1, A2, B1, other -> order A2, A1, B1, other"]),
    ],
)  # fmt: skip
def test_a_change_is_a_sentence(old: str, new: str, sentences: list[str], good: str) -> None:
    assert said(good, old, new) == sentences


def test_a_whole_clause_comes_and_goes(good: str) -> None:
    without = good.replace(
        next(line for line in good.split("\n") if line.startswith("retention:")) + "\n", ""
    )
    before, after = parse(without).get_document(), parse(good).get_document()
    (new,) = diff(before, after)
    assert str(new).startswith("retention: new, {gross: 91 %")
    (gone,) = diff(after, before)
    assert str(gone).startswith("retention: removed, was {gross: 91 %")


def test_an_agreement_does_not_differ_from_its_canonical_text(document: Document) -> None:
    assert diff(document, parse(to_text(document)).get_document()) == []


def test_two_different_documents_always_differ_in_words() -> None:
    documents = [parse(templates.read(name)).get_document() for name in templates.names()]
    for one in documents:
        for other in documents:
            assert bool(diff(one, other)) == (one != other)
