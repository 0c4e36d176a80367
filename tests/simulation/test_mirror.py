"""The company written straight as a mirror is the company that its exports tell of."""

import os
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import pytest

from accord.measures.mirror import open_mirror
from accord.simulation import HALDEN, of_touches, simulate, write_exports, write_segments
from accord.simulation.facts import all_facts
from accord.simulation.mirror import records
from tests.journey.sample import TABLES
from tests.simulation.reading import facts_said, read_exports

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
COLUMNS = (
    "kind",
    "occurred_at",
    "channel",
    "campaign",
    "asset",
    "actor",
    "value",
    "amount",
    "currency",
    "agent",
)


def facts_straight(sim):
    """The facts made from the arrays, under the vendors' ids."""
    ids = dict(zip(*(records(sim)[name].to_pylist() for name in ("subject", "external_id")), strict=True))
    found = Counter()
    for table in all_facts(sim):
        columns = [table[name].to_pylist() for name in ("source", "subject", *COLUMNS)]
        for source, subject, *rest in zip(*columns, strict=True):
            found[(source, ids[subject], *rest)] += 1
    return found


def differences(sim, folder):
    said, straight = facts_said(read_exports(write_exports(sim, folder))), facts_straight(sim)
    return list((said - straight).items())[:3], list((straight - said).items())[:3], sum(said.values())


def test_facts_made_straight_are_the_facts_of_the_exports(tmp_path):
    missing, added, facts = differences(simulate(HALDEN, 7, NOW), tmp_path)
    assert (missing, added) == ([], []) and facts > 30_000


@pytest.mark.long
def test_they_are_the_same_at_100_000_touches(tmp_path):
    touches = int(os.environ.get("ACCORD_TOUCHES", "100000"))
    missing, added, facts = differences(simulate(of_touches(touches), 8, NOW), tmp_path)
    assert (missing, added) == ([], []) and facts > touches


def test_a_mirror_of_it_can_be_asked(tmp_path):
    sim = simulate(HALDEN, 7, NOW)
    manifest = write_segments(sim, tmp_path, TABLES, NOW)
    rows = sum(table.num_rows for table in all_facts(sim))
    assert manifest.seq == rows == sum(segment.rows for segment in manifest.facts)
    with closing(open_mirror(tmp_path)) as mirror:
        counted = mirror.arrow(
            "SELECT count(*) AS n, count(DISTINCT seq) AS d, min(seq) AS low FROM facts"
        ).to_pylist()
        leads = mirror.arrow(
            "SELECT count(*) AS n, count(qualified_at) AS q, count(won_at) AS w FROM leads"
        ).to_pylist()
    assert counted == [{"n": rows, "d": rows, "low": 1}]
    assert leads[0]["n"] > 2_000 and leads[0]["q"] > 150 and leads[0]["w"] > 10
    assert manifest.agreement_hash == TABLES.agreement_hash
