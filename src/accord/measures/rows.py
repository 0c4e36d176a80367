"""The rows behind a number, fetched by the number's own `Rows`."""

import json
from typing import Any

from accord.measures.mirror import Mirror
from accord.measures.mirror import Row as MirrorRow
from accord.measures.number import Rows
from accord.measures.scope import Scope

# Every filter a rows query may bind; what a number does not say is not filtered by.
_FILTERS = (
    "source", "reached", "accepted", "won", "matured", "early", "came", "tried", "reason", "step",
    "marketing", "sales", "marked", "leak", "dimension", "cell", "grain", "word", "off_days",
    "team", "clause", "segment",
)  # fmt: skip
_LISTS = ("marketing", "sales", "off_days")
_FLAGS = ("marked",)


def fetch_rows(mirror: Mirror, scope: Scope, rows: Rows) -> list[MirrorRow]:
    """All rows behind a number: what, key, contact, occurred_at, value; in a stable order."""
    where: dict[str, Any] = dict.fromkeys(_FILTERS)
    where |= dict(rows.where)
    for name in _LISTS:
        where[name] = json.loads(where[name] or "[]")
    for name in _FLAGS:
        where[name] = bool(where[name])
    found = mirror.ask(rows.name, **scope.bound(**where))
    return sorted(found, key=lambda row: (str(row["occurred_at"] or ""), row["key"]), reverse=True)
