"""Our own people as a system names them: one statement about a seat there, as a frozen value."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from accord.vocabulary.facts import Ref


class Seat(StrEnum):
    """What an owner of records can be in a system."""

    person = "person"
    queue = "queue"  # several people wait on it; it owns what nobody took yet
    machine = "machine"  # a user of the system's own: nobody to give a lead to


class MemberDraft(NamedTuple):
    """What a system says of one of our people, or of a queue, at an instant.

    `active` is None where this record does not say (a time zone stands apart from the seat). `manager` and
    `same_as` are ids of the same source; `members` of a queue likewise, None where they were not read.
    `said_at` is the vendor's change time; None where it gives none.
    """

    ref: Ref
    seat: Seat = Seat.person
    email: str = ""
    name: str = ""
    active: bool | None = None
    said_at: datetime | None = None
    since: datetime | None = None
    manager: str = ""
    zone: str = ""
    team: str = ""
    same_as: str = ""
    members: tuple[str, ...] | None = None
