"""Write what both systems would export, as CSV files that the connectors take by the ordinary door."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv

from accord.simulation import marketing_tables, sales_tables, spend_tables, talk_tables
from accord.simulation.shapes import Simulated
from accord.simulation.truth import truth_tables

MARKETING, SALES, SHEET, TRUTH = "hubspot", "salesforce", "sales_sheet", "truth"
SPEND = {"google_ads": spend_tables.google, "linkedin_ads": spend_tables.linkedin}

# The sheet's columns, as a mapping says them to the connector for any table.
TALKS_MAPPING: dict[str, Any] = {
    "format": 1,
    "rows": "person",
    "id": "No",
    "modified": "Date",
    "same_as": [{"source": SALES, "rows": "person", "id": "Lead"}],
    "words": {"question": "Question", "challenge": "Challenge", "informed_by": "Informed by"},
    "facts": [
        {"kind": kind, "at": "Date", "value": "Reason", "where": {"Outcome": kind}, "once": True}
        for kind in ("returned", "recycled", "disqualified")
    ],
}


def write_exports(sim: Simulated, folder: Path) -> list[Path]:
    """hubspot/*.csv and salesforce/*.csv, in an order to import them in; always the same bytes."""
    return [
        path
        for system, tables in ((MARKETING, marketing_tables.TABLES), (SALES, sales_tables.TABLES))
        for path in _write(folder / system, {name: make(sim) for name, make in tables.items()})
    ]


def write_spend(sim: Simulated, folder: Path) -> list[Path]:
    """google_ads/*.csv and linkedin_ads/*.csv: what advertising cost; the connector `ad_spend` takes both."""
    return [
        path for system, make in SPEND.items() for path in _write(folder / system, {"campaigns": make(sim)})
    ]


def write_talks(sim: Simulated, folder: Path) -> list[Path]:
    """sales_sheet/talks.csv: what reps note beside their CRM; `TALKS_MAPPING` says what its columns mean."""
    return _write(folder / SHEET, {"talks": talk_tables.talks(sim)})


def write_truth(sim: Simulated, folder: Path) -> list[Path]:
    """truth/*.csv: what no export says and a test may compare with."""
    return _write(folder / TRUTH, truth_tables(sim))


def _write(folder: Path, tables: dict[str, pa.Table]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))
        paths.append(path)
    return paths
