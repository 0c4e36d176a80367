"""Which contact each group of records takes: numbers stay, a split gives the old number back. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """Where a record sits: its contact now, and the contact that was opened for it (0: none)."""

    contact: int
    home: int


class Seating(NamedTuple):
    """Seats after, which contacts are new, and which have nobody left."""

    seats: dict[int, Seat]
    opened: set[int]
    emptied: set[int]


def seat_groups(
    groups: Sequence[Sequence[int]], now: Mapping[int, Seat], open_contact: Callable[[], int]
) -> Seating:
    """Give each group (first member: its canonical record) one contact.

    A group takes the contact of its first member that has a free one, else a home that is free, else a
    new one. `now` holds every record that sits in a contact touched here, so free is known.
    """
    seats: dict[int, Seat] = {}
    before = {seat.contact for seat in now.values()}
    taken: set[int] = set()
    for group in groups:
        wanted = [now[key].contact for key in group if key in now]
        wanted += [now[key].home for key in group if key in now and now[key].home]
        contact = next((c for c in wanted if c not in taken), 0) or open_contact()
        taken.add(contact)
        at_home = {key for key in group if key in now and now[key].home == contact}
        for place, key in enumerate(group):
            home = now[key].home if key in now else 0
            if key in at_home or (place == 0 and not at_home):
                home = contact
            seats[key] = Seat(contact, home)
    _evict(seats, groups)
    return Seating(seats, taken - before, before - taken)


def _evict(seats: dict[int, Seat], groups: Sequence[Sequence[int]]) -> None:
    """A home that another group lives in is no home any more."""
    lives = {seats[group[0]].contact: index for index, group in enumerate(groups)}
    for index, group in enumerate(groups):
        for key in group:
            home = seats[key].home
            if home and lives.get(home, index) != index:
                seats[key] = Seat(seats[key].contact, 0)
