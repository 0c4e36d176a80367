"""Exports made for the tests: a CSV of leads, some of its rows wrong, and the mapping that reads it."""

import csv
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MAPPING: Mapping[str, Any] = {
    "format": 1,
    "about": "leads of the tests",
    "rows": "person",
    "id": "Id",
    "file": {"zone": "UTC"},
    "fields": {"email": "Email", "name": "Name", "company": "Company"},
    "facts": [{"kind": "form_submitted", "at": "Created", "channel": "Origin", "once": True}],
}
HEADER = ("Id", "Email", "Name", "Company", "Created", "Origin")
ORIGINS = ("organic_search", "paid_search", "social", "")


def write_leads(path: Path, rows: int, *, prefix: str = "L", bad_every: int = 50) -> int:
    """Write a file of leads; every `bad_every`-th has an impossible date. Returns how many rows are good."""
    chance = random.Random(f"{prefix}{rows}")
    good = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(rows):
            bad = bad_every and n % bad_every == bad_every - 1
            good += not bad
            day = "2026-02-31" if bad else f"2026-0{1 + n % 6}-{1 + n % 28:02d} 10:{n % 60:02d}:00"
            company = f"company{n // 4}"
            email = f"{prefix.lower()}{n}@{company}-example.com"
            writer.writerow(
                (f"{prefix}{n:08d}", email, f"Ann {prefix}{n}", company, day, chance.choice(ORIGINS))
            )
    return good
