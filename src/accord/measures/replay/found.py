"""What was found on the way to the answer: the fold, two runs, the clauses, the outcomes."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from accord.agreement.routing import Candidate
from accord.measures.replay.brought import Outcomes
from accord.measures.replay.contacting import Refusals
from accord.measures.replay.handing import Handed, Key
from accord.measures.replay.keeping import Kept
from accord.measures.replay.stands import Both, Lead, Stand


class Decided(NamedTuple):
    """What one agreement's run decided: who got each lead, promises kept, the most that each had open, refusals."""

    handed: Mapping[Key, Handed]
    kept: Mapping[Key, Kept]
    most: Mapping[str, int]
    people: Mapping[str, Candidate]
    refused: tuple[Refusals, ...]


class Found(NamedTuple):
    """Both sides; `start` begins the window, `changed` says in sentences what the draft changes."""

    both: Both
    start: datetime
    now: Decided
    draft: Decided
    clauses: Mapping[Key, tuple[str, ...]]
    outcomes: Outcomes
    changed: tuple[str, ...]

    def inside(self) -> list[Lead]:
        """The leads that qualify in the window under either."""
        return [lead for lead in self.both.rows if self.holds(lead.now) or self.holds(lead.draft)]

    def holds(self, stand: Stand | None) -> bool:
        """Whether a lead stands as qualified in the window."""
        return stand is not None and stand.qualified_at >= self.start
