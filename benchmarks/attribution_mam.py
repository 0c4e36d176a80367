"""Markov of order 1 against marketing-attribution-models in one run: the same removal effects to 1e-12.

    python -m benchmarks.attribution_mam --peer /path/to/python [--paths 200000] [--channels 12]

`--peer` is an interpreter with marketing-attribution-models 2.1 (Apache-2.0: in an environment of its own; it is run,
never imported). It says whether a path won by yes or no, so each path is given to both as one that won or did not; it
splits credit anew by path, so what is compared is the removal effect and its share of all. Times stand beside.
"""

import argparse
import json
import os
import platform
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from benchmarks.attribution import make, timed

from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import attribute
from accord.vocabulary.credit import BY_NAME

_PEER = """
import json, sys, time
import polars as pl
from mam.core import MAM
data = pl.read_csv(sys.argv[1], schema_overrides={"won": pl.Boolean})
model = MAM(data, format_type="format_3", channels_colname="path", journey_with_conv_colname="won",
            occurrences_colname="times", path_separator=" > ")
began = time.perf_counter()
made = model.run_markov()
took = time.perf_counter() - began
effects = made.metadata["removal_effect"]["removal_effect"]
json.dump({"seconds": took, "effects": {str(name): float(value) for name, value in effects.items()}}, sys.stdout)
"""
EQUAL = 1e-12


def ask_peer(python: str, paths: Paths, text: pa.Array) -> dict[str, Any]:
    """The peer's seconds and removal effects by channel."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paths.csv"
        won = pa.array(np.where(paths.won > 0, "true", "false"))
        table = pa.table({"path": text, "won": won, "times": np.ones(len(paths), np.int64)})
        pyarrow.csv.write_csv(table, file)
        bare = {name: told for name, told in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        said = subprocess.run(
            [python, "-c", _PEER, str(file)], check=True, capture_output=True, text=True, env=bare
        )
    return dict(json.loads(said.stdout[said.stdout.index("{") :]))


def main() -> None:
    """Print both, and stop where they differ."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--peer", required=True, help="an interpreter with marketing-attribution-models")
    ask.add_argument("--paths", type=int, default=200_000)
    ask.add_argument("--channels", type=int, default=12)
    asked = ask.parse_args()
    paths, text = make(asked.paths, asked.channels, 7)
    _cold, best, (credit,) = timed(lambda: attribute(paths, (BY_NAME["markov 1"],), times=6))
    peer = ask_peer(asked.peer, paths, text)
    assert credit.removal is not None
    ours = credit.removal.effect[:, 0]
    theirs = np.array([peer["effects"][name] for name in paths.channels])
    apart = float(np.abs(ours - theirs).max())
    share = float(np.abs(ours / ours.sum() - theirs / theirs.sum()).max())
    print(
        f"{platform.processor() or platform.machine()}, {len(paths):,} paths, {len(paths.channel):,} touches"
    )
    print(f"largest difference of removal effects {apart:.1e}, of their shares {share:.1e}")
    print(f"seconds: theirs {peer['seconds']:.3f}, ours {best:.4f} ({peer['seconds'] / best:,.0f} x)")
    if max(apart, share) > EQUAL:
        raise SystemExit(f"they differ by more than {EQUAL:.0e}")


if __name__ == "__main__":
    main()
