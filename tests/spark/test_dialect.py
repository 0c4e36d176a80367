"""What a translator says wrongly or not at all, said with our own words: without a cluster."""

from datetime import UTC, date, datetime

import pytest

from accord.reporting.measured import measure
from accord.vocabulary.errors import Refused

pytest.importorskip("sqlglot", reason="needs the extra spark (./run setup --dev --spark)")
from accord.measures.spark.dialect import to_spark

SAID = {
    "quantile_cont(x, 0.5)": "PERCENTILE(x, CAST(0.5 AS DOUBLE))",
    "date_diff('second', a, b)": "(UNIX_SECONDS(b) - UNIX_SECONDS(a))",
    "timezone('Europe/Paris', timezone('UTC', moment))": "FROM_UTC_TIMESTAMP(moment, 'Europe/Paris')",
    "epoch_us(moment)": "UNIX_MICROS(moment)",
    "x / 3600.0": "x / CAST(3600.0 AS DOUBLE)",
    "CAST(x AS TIMESTAMP)": "CAST(x AS TIMESTAMP_LTZ)",
}


@pytest.mark.parametrize("ours", SAID)
def test_words_of_ours_have_their_macro(ours: str) -> None:
    assert to_spark(f"SELECT {ours} FROM t", {}) == f"SELECT {SAID[ours]} FROM t"


def test_an_asof_join_holds_each_row_until_the_next() -> None:
    text = to_spark("SELECT s.before FROM a ASOF LEFT JOIN spans AS s ON a.k = s.k AND a.at >= s.opens", {})
    assert "ASOF" not in text
    assert "LEAD(opens) OVER (PARTITION BY k ORDER BY opens" in text
    assert "a.at < s.held_until OR s.held_until IS NULL" in text.replace("(", "").replace(")", "")


def test_lists_side_by_side_are_one_generator() -> None:
    text = to_spark(
        "SELECT unnest(CAST($a AS BIGINT[])) AS x, unnest(CAST($b AS BIGINT[])) AS y", {"a": [1], "b": [2]}
    )
    assert "INLINE(ARRAYS_ZIP(" in text and "AS (x, y)" in text


def test_values_are_written_in_and_cannot_be_more_than_values() -> None:
    bound = {
        "name": "o'; DROP TABLE facts; --",
        "day": date(2026, 3, 1),
        "now": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "no": None,
    }
    text = to_spark("SELECT $name AS a, $day AS b, $now AS c, $no AS d", bound)
    assert "'o\\'; DROP TABLE facts; --'" in text and "CAST('2026-03-01' AS DATE)" in text
    assert "2026-03-01 09:00:00.000000" in text and "NULL AS d" in text


def test_what_is_bound_nowhere_is_refused() -> None:
    with pytest.raises(Refused, match="binds no value"):
        to_spark("SELECT $zone", {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "engine", "code"),
    [("speed", "spark://127.0.0.1:7077", "spark.measure"), ("kpis", "127.0.0.1", "spark.address")],
)
def test_another_measure_and_a_wrong_address_are_refused_by_name(
    name: str, engine: str, code: str, cast: "object"
) -> None:
    with pytest.raises(Refused) as refused:
        measure(cast.maya, name, engine=engine, now=datetime(2026, 11, 20, tzinfo=UTC))  # type: ignore[attr-defined]
    assert refused.value.code == code
