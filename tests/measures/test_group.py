"""Touches that stand in no order come to their buyers in the order of their instants, plain and compiled alike."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from accord.measures.attribution import compiled, grouping
from accord.measures.touches import group
from accord.measures.touches.group import Grouped, group_touches

CHANNELS = ("display", "mail", "search")
Row = tuple[int, int, str, int]


def _write(folder: Path, rows: list[Row], cuts: list[int], per_group: int = 40) -> list[Path]:
    """The rows as files, each with words in an order of its own."""
    files = []
    for n, some in enumerate(np.split(np.arange(len(rows)), cuts)):
        mine = [rows[int(each)] for each in some]
        words = list(CHANNELS)[n % 3 :] + list(CHANNELS)[: n % 3]
        table = pa.table(
            {
                "buyer": pa.array([row[0] for row in mine], pa.int64()),
                "moment": pa.array([row[1] for row in mine], pa.timestamp("us")),
                "channel": pa.DictionaryArray.from_arrays(
                    pa.array([words.index(row[2]) for row in mine], pa.int32()), pa.array(words)
                ),
                "mark": pa.array([row[3] for row in mine], pa.int8()),
            }
        )
        fields = [pa.field(field.name, field.type, nullable=False) for field in table.schema]
        files.append(folder / f"touches-{n}.parquet")
        pq.write_table(pa.table(table.columns, schema=pa.schema(fields)), files[-1], row_group_size=per_group)
    return files


def _rows(chance: np.random.Generator, count: int, low: int, apart: int) -> list[Row]:
    return [
        (
            low + int(chance.integers(0, 30)) * apart,
            int(chance.integers(0, 12)),
            CHANNELS[int(chance.integers(0, 3))],
            int(chance.integers(-1, 4)),
        )
        for _ in range(count)
    ]


def _read(found: Grouped) -> list[Row]:
    return [
        (int(buyer), int(moment), found.channels[int(one.code[channel])], int(mark))
        for part in found.each
        for one in (part.load(found.channels),)
        for buyer, moment, channel, mark in zip(one.buyer, one.moment, one.channel, one.mark, strict=True)
    ]


@pytest.fixture(params=["plain", "compiled"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "compiled":
        pytest.importorskip("numba")
        monkeypatch.setattr(compiled, "PAYS", 0)
    monkeypatch.setattr(group, "_CACHED", 64)  # several neighbourhoods in so few rows
    return str(request.param)


@pytest.mark.parametrize("apart", [1, 7, 10**9], ids=["near", "with gaps", "far"])
@pytest.mark.parametrize("low", [-50, 0, 10**12])
@pytest.mark.parametrize("cuts", [[], [90], [10, 10, 200], [0, 1, 2, 239]], ids=str)
def test_each_buyers_touches_stand_in_order(
    tmp_path: Path, how: str, apart: int, low: int, cuts: list[int]
) -> None:
    rows = _rows(np.random.default_rng(len(cuts) + apart), 240, low, apart)
    found = group_touches(_write(tmp_path, rows, cuts))
    assert found.rows == 240
    assert _read(found) == sorted(
        rows, key=lambda row: row[:2]
    )  # a stable sort: as they stood at one instant


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_threads_change_nothing(tmp_path: Path, how: str, threads: int) -> None:
    rows = _rows(np.random.default_rng(threads), 300, 1, 1)
    found = group_touches(_write(tmp_path, rows, [40, 41, 150, 290]), threads)
    assert _read(found) == sorted(rows, key=lambda row: row[:2])


def test_of_nothing_there_is_nothing(tmp_path: Path) -> None:
    assert group_touches([]).rows == 0
    assert group_touches(_write(tmp_path, [], [])).each == ()


def test_one_touch_alone(tmp_path: Path, how: str) -> None:
    row = (5, 7, "mail", -1)
    assert _read(group_touches(_write(tmp_path, [row], []))) == [row]


def test_a_mutant_that_leaves_a_buyer_out_of_order_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(1, 9, "mail", 0), (1, 3, "search", 0)]
    monkeypatch.setattr(compiled, "_PLAIN", {**compiled._PLAIN, "order": lambda *_: 0})
    assert _read(group_touches(_write(tmp_path, rows, []))) != sorted(rows)


def test_channels_beyond_the_room_of_a_touch_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "CHANNELS", 2)
    with pytest.raises(group.Invalid, match="too many"):
        group_touches(_write(tmp_path, [(1, 1, "mail", 0)], []))
    assert grouping.CHANNELS == 2**16
