"""Lists behind numbers, as frozen values: who waits now, and the rows a viewer may see."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Reading
from accord.vocabulary.said import said


@dataclass(frozen=True, slots=True)
class Waiter:
    """One person who waits for sales: what they asked for, since when, and whose they are."""

    contact_id: int
    account_id: int | None
    since: datetime
    asked: str  # the touch that made them wait: demo_request; empty when they qualified by score
    channel: str
    owner: str  # the owner's id in the CRM, empty: nobody's
    days: int  # whole days waited


@dataclass(frozen=True, slots=True)
class Waiting:
    """People waiting now, the longest first. `people` are those the viewer may see, `count` is everyone."""

    people: tuple[Waiter, ...]
    count: int
    as_of: datetime | None
    reading: Reading

    @property
    def says(self) -> str:
        """How many of them the viewer may see."""
        return said("%(n)s of %(all)s people are visible to you", n=len(self.people), all=self.count)


@dataclass(frozen=True, slots=True)
class RowBehind:
    """One row behind a number. What kind of thing it is, its key, whose it is, when, and one dimension."""

    what: str  # lead, deal, fact, record, reject
    key: int  # identity key, deal key, ledger sequence, record key, reject id
    contact_id: int | None
    occurred_at: datetime | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """A page of the rows behind a number, filtered by what the viewer may see; `total` is everyone's."""

    rows: tuple[RowBehind, ...]
    visible: int
    total: int
    next_offset: int | None

    @property
    def says(self) -> str:
        """Shown above every such list."""
        return said("%(n)s of %(all)s rows are visible to you", n=self.visible, all=self.total)
