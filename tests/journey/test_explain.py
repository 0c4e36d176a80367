"""A score is explained by lines that add up to it, caps included, as of any instant."""

from accord.journey import fold_contact
from accord.journey.explain import explain, explain_qualified
from tests.journey.sample import TABLES, K, day, fact, tables

CLICKS = [fact(1 + i / 100, K.email_click) for i in range(5)]


def lines(found):
    return [(line.text, line.milli_points, line.cap) for line in found]


def test_each_fact_and_each_cap_has_its_line():
    why = explain([*CLICKS, fact(1, K.email_reply)], TABLES, day(2))
    assert lines(why.engagement_lines) == [
        ("replied", 14_512, False),  # 15 points, one whole day old
        ("e-mail click", 2_902, False),
        *[("e-mail click", 3_000, False)] * 4,  # not yet a whole day old
        ("e-mail click", -5_902, True),
    ]
    assert (
        why.engagement == 23_512 == fold_contact([*CLICKS, fact(1, K.email_reply)], TABLES, day(2)).engagement
    )


def test_the_cap_of_all_has_its_line_too():
    facts = [fact(1, kind) for kind in (K.email_reply, K.webinar_attended, K.event_conversation)]
    why = explain(facts, tables(engagement_cap=30_000), day(1))
    assert lines(why.engagement_lines)[-1] == ("engagement", -9_000, True) and why.engagement == 30_000
    known = [fact(0, K.attribute, "industry=water"), fact(0, K.attribute, "employees=300")]
    why = explain(known, tables(fit_cap=20_000), day(1))
    assert lines(why.fit_lines)[-1] == ("fit", -10_000, True) and why.fit == 20_000
    assert why.fit_lines[0].fact == known[0]


def test_as_of_any_instant():
    facts = [fact(1, K.webinar_attended), fact(30, K.pricing_page)]
    assert [explain(facts, TABLES, day(d)).engagement for d in (0, 1, 22, 30)] == [0, 12_000, 6_000, 12_607]


def test_off_a_journey_nothing_is_engaged():
    facts = [fact(1, K.webinar_attended), fact(2, K.disqualified)]
    assert explain(facts, TABLES, day(3)).engagement_lines == ()


def test_why_it_qualified_is_what_was_known_then():
    facts = [fact(1, K.email_reply), fact(2, K.demo_request), fact(2, K.webinar_attended, source="later")]
    lead = fold_contact(facts, TABLES, day(9)).passes[0]
    why = explain_qualified(facts, TABLES, lead)
    assert why is not None and (why.engagement, lead.engagement) == (14_512, 14_512)
    assert explain_qualified(facts[:1], TABLES, fold_contact(facts[:1], TABLES, day(9)).passes[0]) is None
