"""Touches by buyer: whatever changed, and however files were joined and folded, they are what was put last."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from accord.measures.manifest import Manifest
from accord.measures.mirror import attach
from accord.measures.touches import pieces as reading
from accord.measures.touches.changes import NAME, Sizes, put_base, put_change
from accord.measures.touches.from_facts import make_touches, order_touches
from accord.measures.touches.parts import shape_touches
from accord.measures.touches.pieces import columns_of, open_pieces
from accord.measures.views import is_base
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company

TINY = Sizes(leaf=8, wait=10, share=8, pace=4)
Rows = dict[int, list[tuple[int, int, str]]]  # by buyer: (moment, seq, channel)


def table_of(rows: Rows) -> pa.Table:
    flat = [(buyer, *row) for buyer, each in rows.items() for row in each]
    columns: dict[str, Any] = {
        "buyer": pa.array([row[0] for row in flat], pa.int64()),
        "contact": pa.array([abs(row[0]) for row in flat], pa.int64()),
        "seq": pa.array([row[2] for row in flat], pa.int64()),
        "moment": pa.array([row[1] for row in flat], pa.timestamp("us")),
        "mail_click": pa.array([row[3] == "email" for row in flat]),
        "by_sales": pa.array([False] * len(flat)),
    }
    words = {
        name: pa.array([row[3] for row in flat], pa.string()) for name in ("channel", "campaign", "asset")
    }
    return order_touches(pa.table(columns | words))


def in_view(folder: Path, manifest: Manifest) -> Rows:
    mirror = attach(folder, manifest)
    text = "SELECT buyer, epoch_us(moment) AS at, seq, channel FROM touches ORDER BY buyer, moment, seq"
    found: Rows = {}
    for row in mirror.fetch(text):
        found.setdefault(row["buyer"], []).append((row["at"], row["seq"], row["channel"]))
    mirror.close()
    return found


def in_pieces(folder: Path, manifest: Manifest) -> Rows:
    """The same as paths read it; a buyer that comes twice fails."""
    found: Rows = {}
    pieces = open_pieces(folder, manifest.tables[NAME])
    for piece in pieces.each:
        columns, here = columns_of(piece, pieces.channels), Rows()
        seq = piece.read(("seq",))["seq"].to_pylist()
        for n, buyer in enumerate(columns.buyer.tolist()):
            if columns.mark[n] >= 0 and buyer not in columns.changed:
                channel = pieces.channels[columns.code[columns.channel[n]]]
                here.setdefault(buyer, []).append((int(columns.moment[n]), seq[n], channel))
        assert not here.keys() & found.keys()
        found |= here
    return found


def some(chance: Random, most: int) -> list[tuple[int, int, str]]:
    rows = [
        (chance.randrange(50), chance.randrange(10**6), chance.choice(["ads", "email", "search"]))
        for _ in range(chance.randrange(most))
    ]
    return sorted(rows)


def grow(folder: Path, seed: int, steps: int = 14) -> tuple[Manifest, Rows]:
    """A base of some buyers and random changes of it; the manifest and what must stand."""
    chance = Random(seed)
    truth = {buyer: some(chance, 6) for buyer in range(-10, 30) if chance.random() < 0.8}
    manifest = put_base(folder, Manifest(), shape_touches(table_of(truth), 1), 1, TINY)
    for version in range(2, 2 + steps):
        changed = {chance.randrange(-15, 45): some(chance, 5) for _ in range(chance.randrange(1, 6))}
        truth |= changed
        rows = shape_touches(table_of(changed), version)
        manifest, gone = put_change(
            folder, manifest, rows, np.array(sorted(changed), np.int64), version, TINY
        )
        for file in gone:
            (folder / file).unlink()
    return manifest, {buyer: rows for buyer, rows in truth.items() if rows}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_changed_they_are_what_was_put_last(tmp_path: Path, seed: int) -> None:
    manifest, truth = grow(tmp_path, seed)
    assert in_view(tmp_path, manifest) == truth
    assert in_pieces(tmp_path, manifest) == truth
    named = {part.file for part in manifest.tables[NAME]}
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")} == named, "no file is forgotten"


def test_a_reading_that_knows_no_changes_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: base files read as if nothing in them had been replaced."""
    manifest, truth = grow(tmp_path, 3, steps=2)
    assert not all(is_base(part) for part in manifest.tables[NAME])
    monkeypatch.setattr(reading, "_newest", lambda _: (np.empty(0, np.int64), np.zeros(1, np.int64)))
    with pytest.raises((AssertionError, IndexError)):
        assert in_pieces(tmp_path, manifest) == truth


def test_many_changes_leave_few_files_and_a_base_that_follows(tmp_path: Path) -> None:
    manifest, truth = grow(tmp_path, 5, steps=50)
    parts = manifest.tables[NAME]
    waiting = [part for part in parts if not is_base(part)]
    rows = sum(len(each) for each in truth.values())
    assert len(waiting) <= 8
    assert sum(part.rows for part in waiting) <= 4 * max(TINY.wait, rows)
    assert max(part.rows for part in parts if is_base(part)) <= 4 * TINY.leaf
    assert in_view(tmp_path, manifest) == truth


def test_a_company_without_touches_has_one_empty_file(tmp_path: Path) -> None:
    manifest = Company().write(tmp_path).manifest
    assert [part.rows for part in manifest.tables[NAME]] == [0]
    assert open_pieces(tmp_path, manifest.tables[NAME]).each == ()


def test_reckoned_in_parts_they_are_the_same(tmp_path: Path) -> None:
    made, chance = Company(), Random(1)
    for who in range(1, 80):
        made.person(who, account=who % 23 or None)
    for _ in range(600):
        at = f"2027-01-{chance.randrange(1, 29):02} {chance.randrange(24):02}:00"
        kind = chance.choice([K.ad_click, K.email_click, K.call_connected, K.email_sent])
        made.fact(chance.randrange(1, 80), kind, at, channel=chance.choice(["ads", "email"]), asset="m")
    mirror = made.write(tmp_path)
    whole = in_view(tmp_path, mirror.manifest)
    for path in (tmp_path / NAME).iterdir():
        path.unlink()
    parts = make_touches(tmp_path, mirror.manifest, 2, TINY, at_once=50)
    assert in_view(tmp_path, parts) == whole
    assert len(parts.tables[NAME]) > 10
    mirror.close()
