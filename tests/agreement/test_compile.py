"""Compiled tables, shown by the fold that runs on them."""
# ruff: noqa: E501, A004  (tables: one case a row)

from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from accord.agreement import check, compile, content_hash, parse, templates
from accord.agreement.compiling import decay_table
from accord.agreement.tables import AtomType, Outcome, Tables
from accord.journey import Fact, Journey, fold_contact
from accord.vocabulary.facts import FactKind as K

START = datetime(2018, 3, 8, tzinfo=UTC)
NOW = datetime(2018, 12, 1, tzinfo=UTC)


def template(name: str) -> Tables:
    text = templates.read(name)
    return compile(parse(text).get_document(), content_hash(text))


def walk(tables: Tables, *happened: tuple[K, float] | tuple[K, float, str]) -> Journey:
    """The journey of one contact to whom these kinds happened, so many days after the start."""
    facts = [
        Fact(START + timedelta(days=each[1]), "crm", f"{at}", int(each[0]), each[2] if len(each) > 2 else "")
        for at, each in enumerate(happened)
    ]
    return fold_contact(facts, tables, NOW)


def test_a_landing_page_form_qualifies_at_once_and_a_won_deal_converts() -> None:
    tables = template("awareness-engage-attract-convert")
    journey = walk(tables, (K.form_submitted, 0), (K.deal_won, 14))
    (only,) = journey.passes
    assert only.qualified_at == START
    assert [stay.stage for stay in only.stays] == ["attract", "convert"]
    assert only.outcome is Outcome.won
    assert tables.stage_ids[tables.won_stage] == "convert"
    assert tables.stage_owners[tables.handoff_line] == "sales"


def test_a_deal_won_before_the_first_contact_is_kept() -> None:
    journey = walk(template("awareness-engage-attract-convert"), (K.form_submitted, 0), (K.deal_won, -2))
    (only,) = journey.passes
    assert only.won_before_first_touch
    assert only.furthest == "convert"


@pytest.mark.parametrize(
    ("name", "happened", "stages"),
    [
        (
            "hubspot-lifecycle",
            [(K.record_created, 0), (K.form_submitted, 1), (K.demo_request, 2), (K.deal_created, 9), (K.deal_won, 30)],
            ["subscriber", "lead", "mql", "opportunity", "customer"],
        ),
        (
            "demand-waterfall",
            [(K.page_view, 0), (K.form_submitted, 1), (K.contact_request, 2), (K.call_attempted, 3), (K.deal_amount, 9), (K.deal_won, 30)],
            ["inquiry", "known_inquiry", "mql", "sal", "sql", "closed_won"],
        ),
        (
            "awareness-interest-consideration-intent-purchase",
            [(K.ad_click, 0), (K.work_address_known, 1), (K.pricing_request, 2), (K.accepted, 3), (K.deal_won, 30)],
            ["awareness", "interest", "consideration", "intent", "purchase"],
        ),
    ],
)  # fmt: skip
def test_imported_facts_move_through_every_stage_of_a_template(
    name: str, happened: list[tuple[K, float]], stages: list[str]
) -> None:
    (only,) = walk(template(name), *happened).passes
    assert [stay.stage for stay in only.stays] == stages


def test_points_qualify_and_the_competitor_never(good: str) -> None:
    tables = compile(parse(good).get_document(), "x")
    fit = [(K.attribute, 0, "industry=ports"), (K.attribute, 0, "employees=500")]
    acts = [(K.sales_email_reply, 1), (K.webinar_attended, 2)]
    (only,) = walk(tables, *fit, *acts).passes
    assert only.qualified_at == START + timedelta(days=2)
    assert (only.fit, only.klass) == (32_000, "other")
    (barred,) = walk(tables, *fit, (K.attribute, 0, "relation=competitor"), *acts).passes
    assert barred.qualified_at is None
    (gone,) = walk(tables, *fit, (K.opted_out, 0.5), *acts).passes
    assert gone.qualified_at is None


def test_customer_stages_follow_the_won_deal(good: str) -> None:
    tables = compile(parse(good).get_document(), "x")
    (only,) = walk(
        tables, (K.demo_request, 0), (K.deal_won, 9), (K.went_live, 40), (K.renewal_won, 200)
    ).passes
    assert [stay.stage for stay in only.stays] == ["qualified", "won", "live", "renewed"]


def test_compiling_twice_gives_the_same_tables(good: str, shared_example: str) -> None:
    for text in (good, shared_example):
        one, two = (compile(parse(text).get_document(), "x") for _ in range(2))
        for name in one.__slots__:
            left, right = (getattr(each, name) for each in (one, two))
            if name == "fit_rules":
                left, right = ([astuple(rule) for rule in rules] for rules in (left, right))
                assert left == right
            else:
                assert np.array_equal(left, right), name
        assert fold_contact([], one, NOW).passes == ()  # raises where the fold could not run on them


def test_counting_silence_and_order_of_words() -> None:
    text = templates.read("hubspot-lifecycle").replace(
        "enters: form submitted or content download or webinar registered or campaign responded",
        'enters: "any of [pricing page, case study] twice within 14 days or no touch for 60 days"',
    )
    tables = compile(parse(text).get_document(), "x")
    kinds = dict(
        zip(
            tables.atom_text, zip(tables.atom_type, tables.atom_n, tables.atom_days, strict=True), strict=True
        )
    )
    assert kinds["any of [pricing page, case study] twice within 14 days"] == (AtomType.happened, 2, 14)
    assert kinds["no touch for 60 days"] == (AtomType.silence, 1, 60)
    (only,) = walk(tables, (K.page_view, 0), (K.pricing_page, 1), (K.case_study, 3)).passes
    assert [stay.stage for stay in only.stays][:2] == ["subscriber", "lead"]


@pytest.mark.parametrize(
    "entry",
    [
        "won unless engagement >= 20",
        "engagement >= 20 and no touch for 30 days",
        " or ".join(f"page view {n} times within {n} days" for n in range(1, 40)),
    ],
)  # fmt: skip
def test_what_the_fold_cannot_run_is_an_issue_and_no_crash(entry: str, good: str) -> None:
    document = parse(good.replace("enters: renewal won", f"enters: {entry}")).get_document()
    assert "rule.unclear" in [issue.code for issue in check(document)]


def test_decay_halves_every_half_life_and_ends_at_nothing() -> None:
    table = decay_table(21)
    assert (table[0], table[21], table[42], table[-1]) == (1_000_000, 500_000, 250_000, 0)
    assert (np.diff(table) <= 0).all()
