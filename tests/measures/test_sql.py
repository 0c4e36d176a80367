"""Every measure is a file that can be printed and run by hand."""

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from accord.measures import names, sql, words
from accord.measures.mirror import Limits, open_mirror
from accord.measures.scope import Scope
from accord.measures.sql import parameters
from accord.vocabulary.errors import ForNow, NotFound, Refused
from tests.measures.test_sources_by_hand import olist_like


@pytest.mark.parametrize("name", names())
def test_each_begins_with_its_formula_in_words_and_has_no_trap(name: str) -> None:
    text = sql(name)
    assert len(words(name)) > 30
    assert text.startswith("-- ")
    assert not re.search(r"\bat\b", re.sub(r"--[^\n]*", "", text)), "a column named at breaks DuckDB 2"
    assert "percentile" not in text, "its translation to Spark is approximate, silently"
    bare = re.sub(r"'[^']*'", "", re.sub(r"--[^\n]*", "", text))
    assert bare == bare.replace("%s", ""), "parameters are bound by name"
    assert len(duckdb.extract_statements(text)) == 1


def test_the_parameters_named_in_a_file_are_those_it_binds() -> None:
    folder = Path(__file__).parents[2] / "src/accord/measures/sql"
    for name in names():
        raw = (folder / f"{name}.sql").read_text()
        declared = {p.strip() for line in re.findall(r"^-- bound: (.*)$", raw, re.M) for p in line.split(",")}
        assert declared == set(parameters(raw)), name


def test_every_query_runs_on_an_empty_mirror_and_on_a_small_one(tmp_path: Path) -> None:
    mirror = olist_like().write(tmp_path)
    filters = dict.fromkeys(
        (
            "source",
            "reached",
            "accepted",
            "won",
            "matured",
            "early",
            "came",
            "tried",
            "reason",
            "step",
            "leak",
            "dimension",
            "cell",
            "grain",
            "word",
            "team",
            "clause",
        )
    )
    bound = Scope(now=datetime(2027, 3, 31, tzinfo=UTC)).bound(
        **filters,
        parts=1,
        part=0,
        hold=0,
        klass="",
        marketing=["marketing"],
        sales=["crm"],
        marked=False,
        off_days=[],
        contacts=[1],
        kinds=[1],
        touches=[1],
        since_at=datetime(2027, 1, 1, tzinfo=UTC),
        after_seq=0,
    )
    for name in names():
        mirror.ask(name, **bound)


def test_a_wrong_name_is_met_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="perhaps funnel_stages"):
        sql("funel_stages")


def test_the_mirror_answers_questions_only_and_reads_only_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    mirror = olist_like().write(folder)
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        mirror.fetch(f"SELECT * FROM read_csv('{secret}')")
    for text in (
        f"COPY (SELECT 1) TO '{folder}/x.csv'",
        "SET threads = 8",
        "DROP VIEW facts",
        "SELECT 1; SELECT 2; DROP VIEW leads",
    ):
        with pytest.raises(Refused):
            mirror.fetch(text)
    with pytest.raises(duckdb.InvalidInputException):
        mirror.connection.execute("SET enable_external_access = true")


def test_a_question_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    olist_like().write(tmp_path)
    mirror = open_mirror(tmp_path, Limits(seconds=0.2))
    with pytest.raises(ForNow, match="was stopped"):
        mirror.fetch(
            "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range + b.range) % 7 = 1"
        )
    assert mirror.fetch("SELECT 1 AS one") == [{"one": 1}]
