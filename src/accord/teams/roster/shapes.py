"""The roster as values: a member with every name by which systems know them, a queue, whose an owner's id is."""

from dataclasses import dataclass
from datetime import datetime

from accord.vocabulary.roster import Seat


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat in one system. `active` is None where that record does not say."""

    source: str
    external_id: str
    active: bool | None
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """One of our people. `zone_by` and `team_by` name the system that says so, `accord` where a person set it.

    `key` names them as long as no two members turn out to be one: what lasts is a seat's own id.
    `manager` is a member's key, 0 where none is known. `user_id` is 0 for who does not sign in here.
    """

    key: int
    name: str
    email: str
    active: bool
    inactive_in: tuple[str, ...]
    manager: int
    manager_name: str
    zone: str
    zone_by: str
    team: str
    team_by: str
    queues: tuple[str, ...]
    seats: tuple[SeatView, ...]
    user_id: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """What several wait on. `members` are keys; `known` is False where its people were not read."""

    key: int
    source: str
    external_id: str
    name: str
    active: bool
    members: tuple[int, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone, active first, by name. `master` is the system whose word decides; empty: none is named."""

    members: tuple[Member, ...]
    queues: tuple[Queue, ...]
    master: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an owner's id is. `active`: that this seat may own a lead: both it and the person behind it.

    `member` is None for a queue and for a machine.
    """

    ref: str
    seat: Seat
    name: str
    active: bool
    member: Member | None
    queue: Queue | None
