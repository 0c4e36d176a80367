"""A mirror that is held open follows its folder, and readers keep the version they came to."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from accord.measures import names
from accord.measures.held import Held
from accord.measures.layout import FACTS, IDENTITY
from accord.measures.manifest import Manifest, Segment, write_segment
from accord.measures.mirror import Mirror, attach
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.sql import parameters, sql, steps
from tests.measures.company import scope
from tests.measures.test_board_by_hand import quarter

NOW = datetime(2027, 3, 31, tzinfo=UTC)
Seat = tuple[int, int, bool]  # subject, contact, gone


def seats(folder: Path, name: str, version: int, rows: list[Seat], low: int = 0) -> Segment:
    """A file of the table `identity`."""
    columns = {
        "subject": [r[0] for r in rows],
        "contact": [r[1] for r in rows],
        "source": pa.array(["crm"] * len(rows)).dictionary_encode(),
        "stub": [False] * len(rows),
        "version": [version] * len(rows),
        "gone": [r[2] for r in rows],
    }
    table = pa.table(columns).cast(IDENTITY)
    return write_segment(folder, f"identity/{name}-{version:09d}.parquet", table, low or version, version)


def version(number: int, *parts: Segment, facts: tuple[Segment, ...] = ()) -> Manifest:
    """A manifest over these files."""
    return Manifest(version=number, facts=facts, tables={"identity": parts})


def held_by(mirror: Mirror) -> list[tuple[int, int]]:
    """Whose each key is."""
    rows = mirror.fetch("SELECT subject, contact FROM identity ORDER BY subject")
    return [(row["subject"], row["contact"]) for row in rows]


def test_changes_are_followed_and_a_reader_keeps_the_version_it_came_to(tmp_path: Path) -> None:
    base = seats(tmp_path, "base", 1, [(1, 1, False), (2, 2, False), (3, 3, False)])
    moved = seats(tmp_path, "change", 2, [(1, 3, False), (2, 0, True), (4, 4, False)])
    held = Held(tmp_path)
    held.follow(version(1, base))
    with closing(held.open()) as early:
        held.follow(version(2, base, moved))
        assert held_by(early) == [(1, 1), (2, 2), (3, 3)]
        with closing(held.open()) as late:
            assert held_by(late) == [(1, 3), (3, 3), (4, 4)]
    held.close()


def test_it_answers_as_one_opened_anew_whatever_was_joined_in_between(tmp_path: Path) -> None:
    base = seats(tmp_path, "base", 1, [(n, n, False) for n in range(5)])
    two = seats(tmp_path, "change", 2, [(1, 7, False)])
    three = seats(tmp_path, "change", 3, [(1, 8, False), (2, 0, True)])
    joined = seats(tmp_path, "change-joined", 4, [(1, 8, False), (2, 0, True), (3, 9, False)], low=2)
    again = seats(tmp_path, "base-again", 5, [(0, 1, False), (9, 9, False)])
    held = Held(tmp_path)
    for manifest in (
        version(1, base),
        version(2, base, two),
        version(3, base, two, three),
        version(4, base, joined),
        version(5, again),
        version(6),
        version(7, base, two),
        version(7, base, two, three),
    ):
        held.follow(manifest)
        with closing(held.open()) as mine, closing(attach(tmp_path, manifest)) as anew:
            assert held_by(mine) == held_by(anew), manifest.version
    held.close()


def test_facts_are_counted_by_segment_as_they_are_counted_whole(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    first = mirror.manifest
    rows = mirror.arrow(f"SELECT {', '.join(FACTS.names)} FROM facts ORDER BY seq").slice(0, 5)
    more = write_segment(tmp_path, "facts/more.parquet", rows.cast(FACTS), 10_001, 10_005)
    held = Held(tmp_path)
    for manifest in (first, replace(first, version=2, facts=(*first.facts, more)), replace(first, version=3)):
        held.follow(manifest)
        with closing(held.open()) as mine, closing(attach(tmp_path, manifest)) as anew, sitting(mine) as sits:
            assert "facts_seen" in sits.kept
            assert sits.ask("trust_facts") == anew.ask("trust_facts")
    held.close()


def test_every_question_of_a_sitting_is_answered_as_its_printed_text_answers(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    sight = scope(mirror)
    with sitting(mirror) as asked:
        for name in names():
            if steps(name) and not name.startswith(("rows_", "bridge")):
                bound = {**dict.fromkeys(parameters(sql(name))), **sight.bound()}
                assert sorted(map(str, asked.ask(name, **bound))) == sorted(
                    map(str, mirror.ask(name, **bound))
                ), name
        assert "leads_begun" in asked.kept
        other = Scope(now=NOW, zone="Pacific/Chatham")
        assert asked.ask("kpi_leads", **other.bound()) == mirror.ask("kpi_leads", **other.bound())
    assert mirror.fetch("SELECT count(*) AS n FROM duckdb_tables() WHERE temporary") == [{"n": 0}]


def test_the_day_of_an_instant_is_the_zones_own_also_where_clocks_change(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    text = """
    SELECT count(*) AS n, count(*) FILTER (WHERE
        CASE WHEN z.steady THEN CAST(i + z.ahead AS DATE)
             ELSE CAST(timezone($zone, timezone('UTC', i)) AS DATE) END
        <> CAST(timezone($zone, timezone('UTC', i)) AS DATE)) AS wrong
    FROM range(TIMESTAMP '1998-12-25', TIMESTAMP '2027-04-10', INTERVAL 17 MINUTE) AS r(i)
    LEFT JOIN zone_days AS z ON z.utc_day = CAST(i AS DATE)
    """
    for zone in ("Europe/Amsterdam", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"):
        bound = Scope(now=NOW, zone=zone).bound()
        with sitting(mirror) as asked:
            asked.ask("kpi_leads", **bound)
            assert asked.rows(text, bound)[0]["wrong"] == 0, zone
