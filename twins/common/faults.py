"""Faults on request: the next n, or a share, of the requests that fit a pattern fail in a named way."""

import re
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

KINDS = ("status", "drop_before", "drop_after", "slow", "expire")


@dataclass
class Fault:
    """One rule.

    kind: `status` answers with that status and the vendor's body for it; `drop_before` closes the connection and does
    nothing; `drop_after` does the work and loses the answer; `slow` waits `seconds`; `expire` ends the session first.
    count: how many requests it still takes (None: no end). share: the part of fitting requests taken, 0-1.
    """

    kind: str
    path: str = ""
    method: str = ""
    status: int = 503
    code: str = ""
    seconds: float = 0.0
    retry_after: float | None = None
    count: int | None = 1
    share: float = 1.0


class Faults:
    """The rules in force, with their own seeded dice."""

    def __init__(self, seed: int) -> None:
        self.rules: list[Fault] = []
        self.dice = Random(seed)  # noqa: S311 - dice of a test server

    def add(self, values: dict[str, Any]) -> Fault:
        """Add one rule; an unknown kind is refused."""
        fault = Fault(**values)
        if fault.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        self.rules.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault this request runs into, or None; uses up one of its count."""
        for fault in self.rules:
            if fault.method and fault.method != method:
                continue
            if fault.path and not re.search(fault.path, path):
                continue
            if fault.share < 1 and self.dice.random() >= fault.share:
                continue
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.rules.remove(fault)
            return fault
        return None

    def shown(self) -> list[dict[str, Any]]:
        """The rules in force as JSON."""
        return [asdict(fault) for fault in self.rules]
