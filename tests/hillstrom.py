"""The public campaign of K. Hillstrom as a file of sends: each row with a number, the day of the send, of a visit."""

import csv
import gzip
from itertools import islice
from pathlib import Path
from typing import Any

CAMPAIGN = "hillstrom"
SENT, VISITED = "2026-03-02T09:00:00+00:00", "2026-03-03T09:00:00+00:00"
MAPPING: dict[str, Any] = {
    "format": 1,
    "about": "A randomised campaign with a holdout: one row a person",
    "rows": "person",
    "id": "customer",
    "facts": [
        {
            "kind": "campaign_joined",
            "at": "sent_at",
            "campaign": {"is": CAMPAIGN},
            "value": {
                "column": "segment",
                "values": {
                    "Mens E-Mail": "arm=Men's",
                    "Womens E-Mail": "arm=Women's",
                    "No E-Mail": "arm=holdout",
                },
            },
            "once": True,
        },
        {
            "kind": "email_sent",
            "at": "sent_at",
            "channel": {"is": "email"},
            "campaign": {"is": CAMPAIGN},
            "where": {"segment": ["Mens E-Mail", "Womens E-Mail"]},
            "once": True,
        },
        {"kind": "page_view", "at": "visited_at", "channel": {"is": "web"}, "optional": True, "once": True},
    ],
}


def write_sends(data: Path, file: Path, most: int = 64_000) -> int:
    """Writes the file; how many rows. A gzipped CSV with `segment` and `visit` in any order of columns is read."""
    rows = 0
    with gzip.open(data, "rt", encoding="utf-8", newline="") as source, file.open("w", newline="") as to:
        writer = csv.writer(to)
        writer.writerow(["customer", "segment", "sent_at", "visited_at"])
        for rows, row in enumerate(islice(csv.DictReader(source), most), start=1):
            writer.writerow([f"C{rows}", row["segment"], SENT, VISITED if row["visit"] == "1" else ""])
    return rows
