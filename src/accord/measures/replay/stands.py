"""How one lead stands under each of two agreements."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from accord.agreement.shape import Document
from accord.agreement.tables import Tables


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """An agreement: its words and its compiled tables."""

    document: Document
    tables: Tables


class Stand(NamedTuple):
    """When and how a lead qualified under one agreement. `klass` is the class's name, empty without one."""

    qualified_at: datetime
    klass: str
    asked: int  # the first hand-raise, a kind of fact; 0: none
    asked_at: datetime | None
    by_kind: int  # the kind of fact that made it qualify; 0: none did
    ends_at: datetime | None  # when it left the team that took it over


class Lead(NamedTuple):
    """One lead that qualifies under either agreement; None where it does not."""

    contact: int
    lead: int
    opened_by: int
    opened_at: datetime
    source: str
    attempted: bool
    now: Stand | None
    draft: Stand | None

    @property
    def key(self) -> tuple[int, datetime]:
        """What makes it the same lead under both: whose it is, and when it began."""
        return self.contact, self.opened_at


class Both(NamedTuple):
    """Every lead that qualifies under either agreement, in order, and the facts of those that differ.

    `leads` and `facts` count what was folded.
    """

    rows: tuple[Lead, ...]
    facts_of: pa.Table | None
    leads: int
    facts: int


def differs(lead: Lead) -> bool:
    """Whether the two agreements do not say the same of it."""
    if lead.now is None or lead.draft is None:
        return lead.now is not lead.draft
    return (lead.now.qualified_at, lead.now.klass) != (lead.draft.qualified_at, lead.draft.klass)
