"""Attribution against ChannelAttribution in one run: first, last, linear with values, and a Markov chain.

    python -m benchmarks.attribution --peer /path/to/python [--paths 1000000] [--channels 12] [--order 1]
    python -m benchmarks.attribution --scale 1 10 100    millions of touches by buyer: memory, time per touch, refresh

`--peer` is an interpreter with ChannelAttribution 2.2.5 (GPL: in an environment of its own; it is run, never imported).
Each of ours starts from the state that its row names and ends with the same table; every one is warm, cold is shown.
The peer's own strings are made outside its time.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from benchmarks.attribution_disk import (
    OpenB,
    deals_of,
    files_b,
    from_c,
    in_major,
    refresh,
    scan,
    touches_of,
    write_b,
    write_c,
)
from benchmarks.attribution_scale import processor, show_scale

from accord.measures.attribution.paths import Paths, parse_paths
from accord.measures.attribution.reckon import Credit, attribute
from accord.measures.touches.changes import Sizes
from accord.vocabulary.credit import BY_NAME

_PEER = """
import json, sys, time
import pandas as pd
import ChannelAttribution as ca
file, order = sys.argv[1], int(sys.argv[2])
data = pd.read_csv(file)
busy, began = time.process_time(), time.perf_counter()
ends = ca.heuristic_models(data, "path", "won", var_value="value", sep=">", flg_pro=False)
heuristics = time.perf_counter() - began
began = time.perf_counter()
chain = ca.markov_model(data, "path", "won", var_value="value", var_null="lost", order=order, out_more=True,
                        sep=">", ncore=1, seed=1, verbose=False, flg_pro=False)
markov = time.perf_counter() - began
busy = time.process_time() - busy
json.dump({"busy": busy, "heuristics": heuristics, "markov": markov, "ends": ends.to_dict("list"),
           "removal": chain["removal_effects"].to_dict("list")}, sys.stdout)
"""


def make(paths: int, channels: int, seed: int, *, text: bool = True) -> tuple[Paths, pa.Array]:
    """So many paths of about six touches, some channels oftener than others; and the same as text, where asked."""
    chance = np.random.default_rng(seed)
    length = np.minimum(chance.geometric(1 / 6, paths), 60)
    offset = np.concatenate(([0], np.cumsum(length))).astype(np.int64)
    weight = 1 / np.arange(1, channels + 1) ** 0.7
    channel = chance.choice(channels, int(offset[-1]), p=weight / weight.sum()).astype(np.int32)
    won = (chance.random(paths) < 0.1).astype(np.float64)
    value = won * np.round(chance.gamma(2, 500, paths), 2)
    names = tuple(f"c{n:04}" for n in range(channels))
    made = Paths(channels=names, channel=channel, offset=offset, won=won, value=value, lost=1 - won)
    if not text:
        return made, pa.array([], pa.string())
    words = pa.DictionaryArray.from_arrays(pa.array(channel), pa.array(names)).cast(pa.string())
    joined = pa.compute.binary_join(pa.LargeListArray.from_arrays(pa.array(offset), words), " > ")
    return made, joined.cast(pa.string())


def timed(
    do: Callable[[], tuple[Credit, ...]], times: int = 5
) -> tuple[float, float, float, tuple[Credit, ...]]:
    """Seconds of the first time and of the best one after it, least seconds of processor, and what it gave."""
    took, worked = list[float](), list[float]()
    made: tuple[Credit, ...] = ()
    for _ in range(times + 1):
        began, busy = time.perf_counter(), time.process_time()
        made = do()
        took.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    return took[0], min(took[1:]), min(worked[1:]), made


def ask_peer(python: str, paths: Paths, text: pa.Array, order: int) -> dict[str, Any]:
    """The peer's seconds and tables."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paths.csv"
        table = pa.table(
            {
                "path": text,
                "won": paths.won.astype(np.int64),
                "value": paths.value,
                "lost": paths.lost.astype(np.int64),
            }
        )
        pyarrow.csv.write_csv(table, file)
        bare = {
            name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")
        }
        said = subprocess.run(
            [python, "-c", _PEER, str(file), str(order)], check=True, capture_output=True, text=True, env=bare
        ).stdout
    return dict(json.loads(said[said.index("{") :]))


def compare(paths: Paths, made: tuple[Credit, ...], peer: dict[str, Any]) -> tuple[float, float]:
    """The largest difference of the heuristics, as a share of the value, and of the removal effects."""
    place = {name: n for n, name in enumerate(paths.channels)}
    rows = [place[name] for name in peer["ends"]["channel_name"]]
    worst = 0.0
    for name, credit in zip(("first", "last", "linear"), made, strict=False):
        for column, key in enumerate(("conversions", "value")):
            theirs = np.array(peer["ends"][f"{name}_touch_{key}"])
            ours = credit.credit[rows, column]
            worst = max(worst, float(np.abs(ours - theirs).max() / np.abs(theirs).max()))
    removal = made[3].removal
    assert removal is not None
    rows = [place[name] for name in peer["removal"]["channel_name"]]
    theirs = np.array(peer["removal"]["removal_effects_conversion"])
    return worst, float(np.abs(removal.effect[rows, 0] - theirs).max())


def main() -> None:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--peer", default="", help="an interpreter with ChannelAttribution")
    ask.add_argument("--paths", type=int, default=1_000_000)
    ask.add_argument("--channels", type=int, default=12)
    ask.add_argument("--order", type=int, default=1)
    ask.add_argument("--scale", type=int, nargs="*", default=[], help="millions of touches")
    asked = ask.parse_args()
    if asked.scale:
        for millions in asked.scale:
            show_scale(millions * 1_000_000, asked.channels)
        return
    paths, text = make(asked.paths, asked.channels, seed=7)
    models = [BY_NAME[name] for name in ("first", "last", "linear", f"markov {asked.order}")]
    print(
        f"{asked.paths:,} paths, {len(paths.channel):,} touches, {asked.channels} channels, order {asked.order}"
    )
    print(
        f"{datetime.now(tz=UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    peer = ask_peer(asked.peer, paths, text, asked.order) if asked.peer else None
    theirs = peer["heuristics"] + peer["markov"] if peer else 0.0
    if peer:
        print(
            f"ChannelAttribution, one core: heuristics {peer['heuristics']:.2f} s, "
            f"Markov {peer['markov']:.2f} s; of processor {peer['busy']:.2f} s"
        )
    states: dict[str, Callable[[], tuple[Credit, ...]]] = {
        "(d) arrays in path order, one core": lambda: attribute(paths, models),
        "(a) the same column of strings": lambda: attribute(
            parse_paths(text, ">", paths.won, paths.value, paths.lost), models
        ),
    }
    folder = Path(tempfile.mkdtemp(prefix="attribution"))
    rows, won = touches_of(paths, 1, seed=8), deals_of(paths, 1)
    began = time.perf_counter()
    write_b(folder / "b", [(rows, won)])
    wrote = time.perf_counter() - began
    write_c(folder / "c", rows, won)
    opened = lru_cache(lambda: OpenB(folder / "b"))  # by the first reading, which is the cold one
    states["(b) the mirror as it lies on disk, opened once, two threads"] = lambda: in_major(
        opened().attribute(models)
    )
    states["(c) month files not grouped by account, two threads"] = lambda: in_major(
        from_c(folder / "c", models)
    )
    for name, do in states.items():
        cold, warm, busy, made = timed(do)
        against = f", {theirs / warm:,.1f} times as fast" if peer else ""
        work = f", {peer['busy'] / busy:,.0f} times less" if peer else ""
        print(f"{name}: {warm * 1000:,.1f} ms warm, {cold * 1000:,.0f} ms cold{against}")
        print(f"    of processor {busy * 1000:,.1f} ms{work}")
        if peer:
            ends, removal = compare(paths, made, peer)
            print(
                f"    largest difference: heuristics {ends:.1e} of the largest, removal effects {removal:.1e}"
            )
        if name.startswith("(b)"):
            read = scan(files_b(folder / "b"))
            print(
                f"    DuckDB's scan of the same columns and files: {read * 1000:.1f} ms, so {warm / read:.1f} x it"
            )
    took = refresh(folder / "b", asked.paths, 1000, Sizes())
    print(
        f"(b) is paid for: written once from rows in order {wrote:.1f} s; 1,000 accounts changed {took * 1000:.0f} ms"
    )
    opened().connection.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
