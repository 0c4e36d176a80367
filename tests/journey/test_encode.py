"""Facts as they are kept, read as the fold takes them."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from accord.agreement.tables import FitRule
from accord.journey import Columns, fold_many, fold_table
from accord.journey.encode import instant, kind_of, microseconds, number_range, satisfies, status_kind
from accord.vocabulary.errors import OurFault
from tests.journey.sample import TABLES, K, day


@pytest.mark.parametrize(
    ("seen", "bounds"),
    [
        ("250", (250, 250)),
        ("1,001-5,000", (1001, 5000)),
        ("201 \u2013 500", (201, 500)),
        ("10,000+", (10_000, float("inf"))),
        ("250.0", (250, 250)),
        ("many", None),
        ("", None),
    ],
)
def test_numbers_and_ranges(seen, bounds):
    assert number_range(seen) == bounds


def test_a_range_satisfies_a_rule_only_as_a_whole():
    rule = FitRule("employees", frozenset(), 200, 5000, 1, "")
    assert [satisfies(rule, seen) for seen in ("200", "201-500", "51-200", "5001", "1000+", "x")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert satisfies(FitRule("employees", frozenset(), 200, None, 1, ""), "1000+")
    assert satisfies(FitRule("role", frozenset({"plant manager"}), None, None, 1, ""), "Plant Manager")


def test_statuses_are_acts():
    meant = {
        "open": 0,
        "open:New": 0,
        "ongoing:Working": K.accepted,
        "won": K.converted,
        "lost:No fit": K.disqualified,
    }
    assert {value: status_kind(value) for value in meant} == meant
    assert status_kind("nonsense") == 0
    assert kind_of(K.page_view, "", 0) == K.page_view
    assert kind_of(K.page_view, "", 1) == kind_of(K.page_view, "", 2) == 0
    assert kind_of(K.attribute, "a=b", 1) == K.attribute


def test_instants_keep_every_microsecond():
    when = datetime(2026, 3, 1, 9, 30, 1, 234567, tzinfo=UTC)
    assert instant(microseconds(when)) == when


def table(rows):
    contact, kind, when, value = zip(*rows, strict=True)
    return pa.table(
        {
            "contact": pa.array(contact, pa.int64()),
            "kind": pa.array(kind, pa.int16()),
            "occurred_at": pa.array(when, pa.timestamp("us", tz="UTC")),
            "value": pa.array(value, pa.string()),
            "agent": pa.array([0] * len(rows), pa.int8()),
        }
    )


def test_a_table_of_contacts_keeps_their_names():
    rows = [
        (70, K.page_view, day(1), None),
        (70, K.lead_status, day(2), "ongoing:Working"),
        (90, K.deal_won, day(1), ""),
    ]
    folded = fold_table(table(rows), TABLES, day(5))
    assert folded.passes["contact"].to_pylist() == [70, 90]
    assert folded.passes["accepted_at"].to_pylist()[0] == day(2).replace(tzinfo=None)
    assert folded.passes["won_before_first_touch"].to_pylist() == [False, True]
    assert folded.stays["stage"].to_pylist() == [0, 3, 5]
    empty = fold_table(table(rows).slice(0, 0), TABLES, day(5))
    assert (empty.passes.num_rows, empty.stays.num_rows) == (0, 0)


def test_a_kind_that_is_none_of_ours_is_refused():
    none = np.zeros(1, np.int64)
    with pytest.raises(OurFault):
        fold_many(Columns(np.array([0, 1]), np.array([200]), none, none, ("",), none), TABLES, day(1))
