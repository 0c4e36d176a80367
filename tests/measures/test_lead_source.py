"""Where a lead came from: a touch that says so, else what a system states, marketing's before sales'."""

from pathlib import Path

import pytest

from accord.vocabulary.facts import Agent, FactKind
from tests.measures.company import Company

K = FactKind
# (what is said of the person, in any order: source, kind, day, channel, agent) and the source of the lead
CASES = {
    "the first touch says it": (
        [("m", K.form_submitted, 2, "paid_search"), ("m", K.record_created, 1, "event")],
        "paid_search",
    ),
    "a form says nothing, marketing's system does": (
        [
            ("m", K.form_submitted, 2, ""),
            ("m", K.record_created, 2, "organic_search"),
            ("crm", K.record_created, 1, "list"),
        ],
        "organic_search",
    ),
    "a later touch says it, at or before it qualified": (
        [("m", K.page_view, 2, ""), ("m", K.page_view, 3, "social"), ("m", K.record_created, 2, "offline")],
        "social",
    ),
    "what came after it qualified does not count": (
        [("m", K.demo_request, 2, ""), ("m", K.page_view, 3, "social"), ("crm", K.record_created, 4, "list")],
        "list",
    ),
    "an answered message is no origin while a system states one": (
        [("m", K.page_view, 2, ""), ("m", K.email_click, 3, "email"), ("crm", K.record_created, 4, "event")],
        "event",
    ),
    "an answered message is better than nothing": (
        [("m", K.page_view, 2, ""), ("m", K.email_click, 3, "email")],
        "email",
    ),
    "a machine's touch says nothing": (
        [
            ("m", K.page_view, 1, "social", Agent.machine),
            ("m", K.page_view, 2, ""),
            ("m", K.record_created, 2, "referral"),
        ],
        "referral",
    ),
    "nothing says it": ([("m", K.page_view, 2, ""), ("m", K.record_created, 1, "")], "(empty)"),
    "found by sales alone": ([("crm", K.record_created, 1, "list"), ("crm", K.accepted, 2, "")], "list"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_source_of_a_lead(case: str, tmp_path: Path) -> None:
    company = Company()
    said, expected = CASES[case]
    for key, source in ((1, "m"), (2, "crm")):
        company.person(key, contact=1, source=source)
    company.deal(9, None)  # what holds deals is sales'
    for source, kind, day, channel, *agent in said:
        company.fact(
            1 if source == "m" else 2,
            kind,
            f"2027-01-{day:02}",
            source=source,
            channel=channel,
            agent=int(*agent),
        )
    mirror = company.write(tmp_path)
    rows = mirror.fetch("SELECT coalesce(nullif(source, ''), '(empty)') AS source FROM leads")
    mirror.close()
    assert [row["source"] for row in rows] == [expected]


def test_what_is_said_of_one_person_is_not_another_persons(tmp_path: Path) -> None:
    company = Company()
    for key in (1, 2, 3):
        company.person(key)
        company.fact(key, K.page_view, f"2027-01-0{key}")
    company.fact(2, K.record_created, "2027-01-01", channel="event")
    company.fact(2, K.page_view, "2027-01-05", channel="")
    mirror = company.write(tmp_path)
    rows = mirror.fetch("SELECT contact, source FROM leads ORDER BY contact")
    mirror.close()
    assert [tuple(row.values()) for row in rows] == [(1, ""), (2, "event"), (3, "")]
