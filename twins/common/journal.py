"""The request log: the last requests in order, and counts per day and endpoint that persist."""

from collections import deque
from datetime import datetime
from typing import Any

from twins.common.store import Store

KEPT = 20_000


class Journal:
    """What clients asked for; the counts are what a vendor would bill against the daily budget."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.last: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.number = 0

    def note(self, at: datetime, method: str, path: str, endpoint: str, status: int, fault: str = "") -> None:
        """Remember one request; must run inside a unit of the store."""
        self.number += 1
        self.last.append(
            {
                "n": self.number,
                "at": at.isoformat(),
                "method": method,
                "path": path,
                "endpoint": endpoint,
                "status": status,
                "fault": fault,
            }
        )
        key = f"{at:%Y-%m-%d} {endpoint} {status}"
        old = self.store.find("twin.count", key) or {
            "day": f"{at:%Y-%m-%d}",
            "endpoint": endpoint,
            "status": status,
            "n": 0,
        }
        self.store.put("twin.count", key, {**old, "n": old["n"] + 1})

    def counts(self) -> list[dict[str, Any]]:
        """Day, endpoint, status, n."""
        return list(self.store.rows("twin.count").values())

    def since(self, number: int) -> list[dict[str, Any]]:
        """The requests after this number, oldest first (at most the last 20,000)."""
        return [entry for entry in self.last if entry["n"] > number]
