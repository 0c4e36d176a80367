"""The shapes of send time, frozen: a week of hours, parts of its days, and groups beside each other."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Number, Reading, Window

DIMENSIONS = ("seniority", "industry", "country")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("night, 0-6", "morning, 6-12", "afternoon, 12-18", "evening, 18-24")


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the recipient's week, 0 is Monday and midnight. `sends` had time to be answered."""

    weekday: int
    hour: int
    sends: int
    answered: int
    rate: Number  # drawn towards its neighbours, with its interval; no value where nothing was sent at all


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a day: how many were sent and answered, the rate, how sure it is the best, what choosing it loses."""

    cell: str
    weekday: int
    label: str
    sends: Number
    rate: Number
    best_share: float | None  # the chance that no other part is better; None where nothing was sent
    regret: float | None  # answers lost a mail by choosing it
    says: str  # more, less, within noise, too few


@dataclass(frozen=True, slots=True)
class Group:
    """Recipients of one seniority, industry or country beside each other."""

    cell: str
    label: str
    sends: Number
    rate: Number
    office: Number  # how much more is answered in office hours
    best: str  # the part with the best chance, in words; empty without sends
    best_share: float | None


@dataclass(frozen=True, slots=True)
class SendTime:
    """Answers by the hour of the recipient's week. Joint: the same for every role, never by person."""

    by: str
    of: str  # the group whose week it is; empty: everybody's
    window: Window
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    basis: str  # randomised, confounded, or empty without sends
    caveat: str
    says: str  # whether any hour differs by more than noise, in one sentence
    advice: str  # what to do, or how many more sends it takes
    hours: tuple[Hour, ...]  # 168, or none without sends
    slots: tuple[Slot, ...]  # 28, in the order of the week
    office: Number
    weekend: Number
    holidays: Number
    left_out: tuple[Number, ...]  # away, zone not known, too young; not among the sends
    groups: tuple[Group, ...]

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name."""
        rows = (
            *(hour.rate for hour in self.hours),
            *(n for slot in self.slots for n in (slot.sends, slot.rate)),
        )
        groups = tuple(n for group in self.groups for n in (group.sends, group.rate, group.office))
        found = (*rows, self.office, self.weekend, self.holidays, *self.left_out, *groups)
        # The group whose week it is stands among the groups as well.
        return tuple({number.name: number for number in found}.values())
