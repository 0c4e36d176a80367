"""What a check of the sender finds: one finding a thing that receivers look at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Judged(StrEnum):
    """How a finding stands."""

    fine = "fine"
    bad = "bad"
    unsure = "unsure"  # it cannot be told from here; it keeps nothing from starting


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what stands, and what to do where it is bad."""

    what: str
    judged: Judged
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class MailCheck:
    """Everything that receivers look at, for the way that is kept."""

    sender: str
    domain: str
    findings: tuple[Finding, ...]
    looked_at: datetime

    @property
    def sound(self) -> bool:
        """Whether a wave may start."""
        return bool(self.findings) and all(one.judged is not Judged.bad for one in self.findings)
