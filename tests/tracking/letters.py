"""Letters for tests."""

import json
from datetime import UTC, datetime
from typing import Any

from accord.vocabulary.doors import Door, Letter, Trust

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def letter(
    body: Any = None,
    *,
    at: datetime = NOW,
    source: str = "website",
    trust: Trust = Trust.server,
    door: Door = Door.segment,
    context: dict[str, str] | None = None,
) -> Letter:
    """One letter; a body that is no bytes is made JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    return Letter(door, source, trust, at, raw, context or {})
