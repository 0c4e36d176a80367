"""A replay under a changed threshold beside a scan of the columns it reads, on the simulated company's mirror.

    uv run python -m benchmarks.replay [--touches 10000000] [--days 90] [--whole]

The simulation writes the mirror's segments (the number of people is printed). Prints, in one run: DuckDB's
scan of the columns that the fold reads, the fold under both agreements with what differs and by which clause, and, with
`--whole`, the replay to its end (owners, clocks, contact policy, estimates). Under the same words it must find nothing.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks.fold import hardware
from tests.measures.company import TEMPLATE
from tests.measures.replay.made import staff, under

from accord.agreement import content_hash, templates
from accord.measures.mirror import Limits, Mirror, open_mirror
from accord.measures.number import Reading
from accord.measures.replay.clauses import find_clauses
from accord.measures.replay.folding import fold_both
from accord.measures.replay.reckon import Asked, replay
from accord.measures.replay.stands import differs
from accord.measures.scope import Scope, scope_of
from accord.simulation import of_touches, simulate, write_segments

NOW = datetime(2027, 1, 1, tzinfo=UTC)
TEXT = templates.read(TEMPLATE)
CHANGED = TEXT.replace("fit >= 20 and engagement >= 20", "fit >= 20 and engagement >= 24")
SCAN = (
    "SELECT sum(subject), sum(kind), max(occurred_at), max(value), sum(agent), max(source), sum(tie), max(channel) "
    "FROM facts"
)
Found = TypeVar("Found")


def main() -> None:
    """Write, scan, replay, divide."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--touches", type=int, default=10_000_000)
    options.add_argument("--days", type=int, default=90)
    options.add_argument(
        "--whole", action="store_true", help="owners, clocks, contact policy and estimates, too"
    )
    asked = options.parse_args()
    print(hardware(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        write_segments(simulate(of_touches(asked.touches), 7, NOW), Path(folder), under(TEXT).tables, NOW)
        mirror = open_mirror(folder, Limits(memory="4GB", threads=2, seconds=600))
        run(mirror, asked.days, whole=asked.whole)


def run(mirror: Mirror, days: int, *, whole: bool) -> None:
    """Print every line for one mirror."""
    facts, people = (
        mirror.fetch(f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in ("facts", "people")
    )
    print(f"{facts:,} facts of {people:,} people")
    took(lambda: mirror.fetch(SCAN))
    scan, _ = min((took(lambda: mirror.fetch(SCAN)) for _ in range(3)), key=lambda each: each[0])
    line("scan of the columns, DuckDB, 2 threads", scan, scan)
    took(lambda: fold(mirror, TEXT))  # the machine code is loaded
    same, found = took(lambda: fold(mirror, TEXT))
    line("fold under both, the same words", same, scan, f"{found[0]:,} differences")
    other, found = took(lambda: fold(mirror, CHANGED))
    line(
        "fold under both, engagement 20 -> 24, with the clause",
        other,
        scan,
        f"{found[0]:,} of {found[1]:,} differ",
    )
    for name, text in (("the same words", TEXT), ("engagement 20 -> 24", CHANGED)) if whole else ():
        seconds, count = took(partial(end_to_end, mirror, text, days))
        line(f"whole replay of {days} days, {name}", seconds, scan, f"{count:,} differences")


def end_to_end(mirror: Mirror, text: str, days: int) -> int:
    """How many differences the whole replay finds."""
    return replay(mirror, *question(text, mirror, days), lambda share, what: None).differences


def fold(mirror: Mirror, text: str) -> tuple[int, int]:
    """How many leads differ, of how many that qualify under either."""
    now, draft = under(TEXT), under(text)
    both = fold_both(mirror, now, draft, NOW, frozenset({"crm"}), lambda share, what: None)
    find_clauses(both.rows, both.facts_of, now, draft, NOW, lambda share, what: None)
    return sum(differs(lead) for lead in both.rows), len(both.rows)


def question(text: str, mirror: Mirror, days: int) -> tuple[Scope, Asked]:
    """The scope and what is asked."""
    now, draft = under(TEXT), under(text)
    scope = scope_of(
        now.document, Reading(now.tables.agreement_hash, False), mirror.manifest, window=None, now=NOW
    )
    return scope, Asked(
        now, draft, Reading(content_hash(text), False), days, staff, lambda contacts: {}, frozenset({"crm"})
    )


def took(do: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    found = do()
    return time.perf_counter() - start, found


def line(what: str, seconds: float, scan: float, says: str = "") -> None:
    """One row of the table."""
    print(f"  {what:<58}{seconds:9.3f} s {seconds / scan:8.1f} x the scan   {says}", flush=True)


if __name__ == "__main__":
    main()
