"""Acts on people and doors, for the audit: who came in, who was turned away, whose rights changed. Keys only."""

import secrets
from datetime import datetime

from accord.ledger.acts import record_act

NOBODY = "nobody"  # who tried is known to nobody here


def note(kind: str, actor: str, now: datetime, *, reason: str = "", **dimensions: object) -> None:
    """Append one act. Dimensions are keys and closed words: never a name, an address or what somebody typed."""
    record_act(
        key=f"{kind}:{secrets.token_hex(12)}",
        kind=kind,
        actor=actor,
        now=now,
        reason=reason,
        payload={name: value for name, value in dimensions.items() if value not in ("", None)},
    )
