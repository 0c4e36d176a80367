"""What a walk through a connected system finds, step by step."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a finding reads."""

    good = "good"
    note = "note"
    warn = "warn"
    bad = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the walk: what was seen, and what to do about it (empty: nothing)."""

    level: Level
    step: str
    sentence: str
    remedy: str = ""
