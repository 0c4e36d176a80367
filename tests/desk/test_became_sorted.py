"""What became of leads by source is sorted by every column of its heads."""

from collections import Counter
from datetime import UTC, datetime

from django.template.loader import render_to_string
from django.test import RequestFactory

from accord.interfaces.web.became_table import sources_of
from accord.interfaces.web.sorting import orders_of
from accord.reporting.desk.shapes import BecameCount, BecameGroup, BecamePage
from accord.reporting.ordering import DOWN, WAYS
from accord.vocabulary.handoffs import GROUPS, Became


def page() -> BecamePage:
    """Three sources, one with two campaigns; every group another order than every other."""
    drawn = {"Web": (3, 1, 0, 2), "ads": (0, 2, 4, 1), "event": (1, 0, 2, 9)}
    rows = []
    for source, counts in drawn.items():
        told = Counter({state.value: 0 for state in Became})
        for states, n in zip(GROUPS.values(), counts, strict=True):
            told[states[0].value] += n
        rows.append(BecameCount(source=source, campaign="", counts=dict(told)))
    rows.append(BecameCount(source="ads", campaign="a1", campaign_name="Autumn", counts=dict(told)))
    groups = tuple(
        BecameGroup(name=name, states={state.value: 1 for state in states}, count=1, share=0.2)
        for name, states in GROUPS.items()
    )
    return BecamePage(
        since=None, until=datetime(2027, 3, 1, tzinfo=UTC), total=9, groups=groups, by_source=tuple(rows), reasons=(),
        uncounted={}, leads=(), visible=0, contradicted=(), offset=0,
    )  # fmt: skip


def test_every_column_sorts_every_source_once() -> None:
    found = page()
    table = {"sources": sources_of(found)}
    heads = orders_of(RequestFactory().get("/"), table)["sources"].heads
    assert [head.name for head in heads] == ["source", "leads", *(f"in-{name}" for name in GROUPS)]
    for head in heads:
        for way in WAYS:
            asked = {"sort": f"sources.{head.name}", "way": way}
            order = orders_of(RequestFactory().get("/", asked), table)["sources"]
            rows = order.rows(found.by_source)
            assert sorted(map(id, rows)) == sorted(map(id, found.by_source))
            states = GROUPS.get(head.name.removeprefix("in-"), tuple(Became))
            said = [
                f"{row.source} {row.campaign_name}".casefold()
                if head.name == "source"
                else sum(row.counts[state.value] for state in states)
                for row in rows
            ]
            assert said == sorted(said, reverse=way == DOWN)
            assert render_to_string("web/parts/heads.html", {"order": order}).count("aria-sort") == 1
