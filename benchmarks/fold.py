"""The fold against a scan of the same columns, and one live lead, in one run.

    uv run python -m benchmarks.fold [--touches 10000000] [--leads 1000000]

Prints the hardware, seconds, and the ratios. The limit is 10 x the scan of the columns in Parquet.
"""

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.journey.sample import TABLES

from accord.agreement.tables import Tables
from accord.journey.encode import microseconds
from accord.journey.live import Fact, encode_contact, fold_contact, fold_lists
from accord.journey.many import Columns, encode, fold_many, fold_table
from accord.journey.pack import as_list
from accord.vocabulary.facts import FactKind as K

NOW = datetime(2027, 1, 1, tzinfo=UTC)
YEAR = 365 * 86_400_000_000
VALUES = (
    "",
    "industry=water",
    "industry=steel",
    "employees=250",
    "employees=40",
    "role=plant manager",
    "country=NL",
    "ongoing",
    "lost:No fit",
)
KINDS = {
    K.page_view: 30, K.email_open: 14, K.email_click: 8, K.email_sent: 16, K.email_delivered: 8, K.pricing_page: 3,
    K.case_study: 3, K.content_download: 3, K.form_submitted: 2, K.demo_request: 0.3, K.webinar_attended: 1,
    K.call_attempted: 1.5, K.sales_email_sent: 2, K.sequence_email_sent: 2, K.meeting_held: 0.3, K.attribute: 3,
    K.lead_status: 0.6, K.work_address_known: 0.7, K.deal_created: 0.2, K.deal_won: 0.05, K.recycled: 0.2,
}  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--touches", type=int, default=10_000_000)
    parser.add_argument("--leads", type=int, default=1_000_000)
    args = parser.parse_args()
    print(hardware())
    many(args.touches, args.leads, TABLES)
    for name, facts in (("usual", one_lead(busy=False)), ("never qualifies", one_lead(busy=True))):
        one(name, facts, TABLES)


def hardware() -> str:
    """What this ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    cpu = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "cpu unknown"
    )
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, {system}"


def many(touches: int, leads: int, tables: Tables) -> None:
    """Fold everything, scan everything, divide."""
    columns = draw(touches, leads)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        contact = np.repeat(np.arange(leads), np.diff(columns.ptr))
        table = pa.table(
            {
                "contact": contact,
                "kind": columns.kind.astype(np.int16),
                "occurred_at": pa.array(columns.at).cast(pa.timestamp("us")),
                "value": pa.DictionaryArray.from_arrays(columns.value, list(VALUES)),
                "agent": columns.agent.astype(np.int8),
            }
        )
        pq.write_table(table, path, compression="zstd")
        fold_many(draw(10_000, 1_000), tables, NOW, fast=True)  # the machine code is loaded
        scan = best(lambda: scan_parquet(path))
        memory = best(lambda: scan_arrays(columns))
        kernel = best(lambda: kernel_only(columns, tables), 3)
        fold = best(lambda: fold_table(table, tables, NOW, fast=True), 3)
    print(f"{touches:,} touches of {leads:,} leads")
    print(f"  scan of the columns, Parquet through DuckDB, 1 thread  {scan:7.3f} s")
    print(f"  scan of the columns, arrays in memory                  {memory:7.3f} s")
    print(
        f"  fold, arrays to rows                                   {kernel:7.3f} s"
        f"   {kernel / scan:5.1f} x the Parquet scan"
    )
    print(
        f"  fold, arrow table to arrow tables                      {fold:7.3f} s"
        f"   {fold / scan:5.1f} x the Parquet scan (limit 10)"
    )


def draw(touches: int, leads: int) -> Columns:
    """Touches spread over leads as in life: a few have many."""
    rng = np.random.default_rng(7)
    weight = rng.lognormal(0, 1, leads)
    sizes = rng.multinomial(touches, weight / weight.sum())
    ptr = np.concatenate(([0], np.cumsum(sizes)))
    lead = np.repeat(np.arange(leads), sizes)
    at = (rng.random(touches) * YEAR).astype(np.int64)
    at = at[np.lexsort((at, lead))] + microseconds(NOW) - YEAR
    share = np.array(list(KINDS.values()))
    kind = rng.choice(np.array(list(KINDS), np.int64), touches, p=share / share.sum())
    value = np.where(
        kind == K.attribute,
        rng.integers(1, 7, touches),
        np.where(kind == K.lead_status, rng.integers(7, 9, touches), 0),
    )
    return Columns(
        ptr, kind, at, value.astype(np.int32), VALUES, (rng.random(touches) < 0.1).astype(np.int64)
    )


def scan_parquet(path: Path) -> None:
    """Read every value of the columns the fold reads."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.execute(
            "SELECT sum(contact), sum(kind), max(occurred_at), max(value), sum(agent) FROM read_parquet(?)",
            [str(path)],
        ).fetchall()


def scan_arrays(columns: Columns) -> None:
    """Read every value of the arrays."""
    for array in (columns.kind, columns.at, columns.value, columns.agent):
        array.sum()


def kernel_only(columns: Columns, tables: Tables) -> None:
    """The fold alone."""
    from accord.journey.many import _compiled

    _compiled(encode(columns, tables), columns.ptr, microseconds(NOW), tables)


def one_lead(busy: bool) -> list[Fact]:
    """A lead of 1,000 touches; `busy` never qualifies and keeps earning points."""
    rng = np.random.default_rng(3)
    kinds = [
        K.page_view,
        K.email_open,
        K.email_click,
        K.email_sent,
        K.case_study,
        K.pricing_page,
        K.call_attempted,
    ]
    if busy:
        kinds = [K.email_click, K.case_study]
    days = np.sort(rng.random(1_000) * 700)
    start = NOW - timedelta(days=700)
    facts = [
        Fact(start, "crm", "a", K.attribute, "industry=water"),
        Fact(start, "crm", "b", K.attribute, "employees=250"),
    ]
    return facts + [
        Fact(start + timedelta(days=float(day)), "crm", f"{i:05}", int(rng.choice(kinds)))
        for i, day in enumerate(days)
    ]


def one(name: str, facts: list[Fact], tables: Tables) -> None:
    """One live lead, interpreted: the fold, and the whole way from facts to words."""
    packed = encode_contact(facts, tables)
    now, t = microseconds(NOW), as_list(tables)
    fold = statistics.median(times(lambda: fold_lists(packed, now, t), 50))
    whole = statistics.median(times(lambda: fold_contact(facts, tables, NOW), 50))
    print(
        f"one lead of {len(facts):,} facts, interpreted ({name}): fold {fold * 1e3:.3f} ms (aim 1),"
        f" with encoding and words {whole * 1e3:.3f} ms"
    )


def times(run: Callable[[], object], repeat: int) -> list[float]:
    """Seconds of each run."""
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return taken


def best(run: Callable[[], object], repeat: int = 5) -> float:
    """Seconds of the quickest run."""
    return min(times(run, repeat))


if __name__ == "__main__":
    main()
