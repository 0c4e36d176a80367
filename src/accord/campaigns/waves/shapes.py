"""What is handed out of waves: frozen values, ready for a page, the API or a notebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accord.vocabulary.waves import Fate, WaveState


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many of a wave are not written to, or not yet, for one reason."""

    why: str
    clause: str
    fate: Fate
    people: int


@dataclass(frozen=True, slots=True)
class WaveSheet:
    """A wave as it stands: people by what became of their letter, and why some got none."""

    key: int
    campaign: int
    number: int
    of: int
    share: int  # percent of the audience, without who is held out
    state: WaveState
    why: str
    frozen_at: datetime | None
    started_at: datetime
    started_by: str
    moved_at: datetime
    moved_by: str
    version: int
    people: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    next_due_at: datetime | None

    @property
    def all(self) -> int:
        """Everybody of it."""
        return sum(self.people.values())

    @property
    def handed(self) -> int:
        """Letters that a mail server was handed."""
        return sum(self.people.get(fate, 0) for fate in (Fate.sent, Fate.bounced, Fate.refused, Fate.unknown))


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One person's letter."""

    row: int
    contact: int
    fate: Fate
    arm: str
    why: str
    sentence: str
    clause: str
    until: datetime | None
    due_at: datetime | None
    message_id: str
    answer: str
    moved_at: datetime
