"""Which seats are one person: the same work address, or a link that the system itself gives. No database."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from accord.vocabulary.roster import Seat


class Named(NamedTuple):
    """A seat by all that may join it to another."""

    key: int
    source: str
    external_id: str
    email: str
    same_as: str
    seat: str


def group_seats(seats: Iterable[Named], decides: Callable[[str], bool]) -> dict[int, int]:
    """Of each seat the smallest key among those of the same person. Queues and machines are alone."""
    parent: dict[object, object] = {}

    def root(one: object) -> object:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    rows = list(seats)
    for row in rows:
        own = root(row.key)
        if row.seat != Seat.person:
            continue
        bonds: list[object] = [("id", row.source, row.external_id)]
        if row.same_as:
            bonds.append(("id", row.source, row.same_as))
        if row.email and decides(row.email):
            bonds.append(("email", row.email))
        for bond in bonds:
            parent[root(bond)] = own
    smallest: dict[object, int] = {}
    for row in rows:
        top = root(row.key)
        smallest[top] = min(row.key, smallest.get(top, row.key))
    return {row.key: smallest[root(row.key)] for row in rows}
