"""Every measure that a cluster is trusted with says there what it says here: real processes, the same files."""

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.journey.versions import Chain, InForce
from accord.measures.leads import LeadTables, fold_all
from accord.measures.measured import HERE, MEASURES, Line, measured
from accord.measures.mirror import Mirror, open_mirror
from accord.measures.number import Reading, Window
from accord.measures.scope import Scope, scope_of
from accord.simulation import of_touches, simulate, write_segments
from tests.measures.company import TEMPLATE
from tests.spark.cluster import NoSparkError, cluster, find_spark

pytestmark = pytest.mark.long
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TOUCHES = int(os.environ.get("ACCORD_SPARK_TOUCHES", "20000"))
SMALL = {
    "spark.driver.host": "127.0.0.1",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
}
CLOSE = 1e-12  # of a double: sums are made in another order; whole numbers, words and days are exact


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        find_spark()
    except NoSparkError as problem:
        if "spark" in os.environ.get("ACCORD_REQUIRE", ""):
            raise
        pytest.skip(str(problem))
    with cluster(tmp_path_factory.mktemp("spark")) as address:
        yield address


@pytest.fixture(scope="module")
def chain() -> Chain:
    text = templates.read(TEMPLATE)
    parsed = parse(text).document
    assert parsed is not None
    return (InForce(compile_agreement(parsed, content_hash(text)), datetime(2000, 1, 1, tzinfo=UTC), False),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, chain: Chain) -> Path:
    where = tmp_path_factory.mktemp("company") / "mirror"
    write_segments(simulate(of_touches(TOUCHES), 5, NOW), where, chain[0].tables, NOW)
    return where


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[Mirror]:
    with closing(open_mirror(folder)) as mirror:
        yield mirror


@pytest.fixture(scope="module")
def there(folder: Path, engine: str) -> Iterator[Mirror]:
    from accord.measures.spark.mirror import open_on_spark

    with closing(open_on_spark(folder, engine, **SMALL)) as mirror:
        yield mirror


def scope(mirror: Mirror, window: Window | None = None) -> Scope:
    text = templates.read(TEMPLATE)
    return scope_of(
        parse(text).document, Reading(content_hash(text), True), mirror.manifest, window=window, now=NOW
    )


def differences(here: tuple[Line, ...], there: tuple[Line, ...]) -> list[tuple[Line, Line]]:
    assert len(here) == len(there) and here
    return [(a, b) for a, b in zip(here, there, strict=True) if not alike(a, b)]


def alike(one: Line, other: Line) -> bool:
    if isinstance(one.value, float) and isinstance(other.value, float):
        near = abs(one.value - other.value) <= CLOSE * max(1.0, abs(one.value))
        return near and (one.name, one.unit) == (other.name, other.unit)
    return one == other


@pytest.mark.parametrize("name", MEASURES)
def test_both_engines_say_the_same(name: str, here: Mirror, there: Mirror, chain: Chain) -> None:
    from accord.measures.spark.engine import ON_SPARK, SPARK

    assert name in ON_SPARK
    told = measured(name, here, scope(here), chain, HERE)
    assert differences(told, measured(name, there, scope(there), chain, SPARK)) == []
    assert any(line.value for line in told), "a company of which nothing is to be said proves nothing"


def test_the_fold_says_the_same_row_by_row(here: Mirror, there: Mirror, chain: Chain) -> None:
    from accord.measures.spark.connection import plain
    from accord.measures.spark.fold import fold_on_spark

    (folded,) = fold_all(here, chain, NOW, here.manifest.version)
    for name in LeadTables._fields:
        mine = sorted(map(repr, getattr(folded, name).to_pylist()))
        its = sorted(map(repr, plain(fold_on_spark(there, chain, NOW, name).toArrow()).to_pylist()))
        assert mine == its
    assert folded.leads.num_rows > 100


def test_a_translation_that_approximates_is_caught(
    here: Mirror, there: Mirror, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlglot import exp

    from accord.measures.spark import dialect
    from accord.measures.spark.engine import SPARK

    def near(node: exp.Expr) -> exp.Expr:
        return exp.Anonymous(this="approx_percentile", expressions=[node.this.copy(), node.expression.copy()])

    monkeypatch.setitem(dialect._MACROS, exp.PercentileCont, near)
    dialect._translated.cache_clear()
    try:
        told = measured("follow_up", here, scope(here), chain, HERE)
        found = differences(told, measured("follow_up", there, scope(there), chain, SPARK))
    finally:
        dialect._translated.cache_clear()
    assert {one.name for one, _other in found} <= {"follow_up:median_hours", "follow_up:p90_hours"} and found
