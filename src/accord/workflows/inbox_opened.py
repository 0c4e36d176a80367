"""A letter that was opened, whichever reader opened it."""

from collections.abc import Callable
from typing import NamedTuple

from accord.vocabulary.doors import Letter
from accord.vocabulary.facts import RowRead, RowSkipped


class Opened(NamedTuple):
    """A letter that was opened: so many events, one after the other.

    `read(n)` gives what event n (from 0) says, or raises `Unreadable`; `alone(n)` is a letter with only that
    event, for the dead letters: the same reader must read it, to the same natural ids.
    """

    events: int
    read: Callable[[int], RowRead | RowSkipped]
    alone: Callable[[int], Letter]
