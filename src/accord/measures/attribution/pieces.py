"""Paths of one piece of touches at a time: deals as their buyers' cycles, and what is cut for them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.measures.attribution.compiled import Kernels
from accord.measures.attribution.cut import CONVERSATIONS, FROM, LOOK_BACK, NEVER, NOW, TO
from accord.measures.attribution.paths import Paths
from accord.measures.touches.pieces import Columns

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
FOREVER = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """Every deal in the order of its buyer. Instants are microseconds; `state` as `cut` names them."""

    buyer: Ints
    deal: Ints
    since: Ints
    until: Ints
    state: Ints
    won: Floats
    value: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """How paths are cut. Instants are microseconds; None: no look-back, no border. `conversations` as in the clause."""

    now: int
    look_back: int | None = None
    since: int | None = None
    before: int | None = None
    conversations: int = 0

    def numbers(self) -> Ints:
        """As `cut` reads them."""
        when = np.zeros(5, np.int64)
        when[LOOK_BACK] = NEVER if self.look_back is None else self.look_back
        when[NOW] = self.now
        when[FROM] = NEVER if self.since is None else self.since
        when[TO] = FOREVER if self.before is None else self.before
        when[CONVERSATIONS] = self.conversations
        return when


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Paths of a piece, `path[p, (place in Cycles or -1, begin, end, since)]`, and the touches that stay in them."""

    path: Ints
    at: np.ndarray[Any, np.dtype[np.int32]]
    channel: np.ndarray[Any, np.dtype[np.int32]]
    offset: Ints
    open: int

    def paths(self, channels: tuple[str, ...], cycles: Cycles) -> Paths:
        """As models read them."""
        deal = self.path[:, 0]
        won = np.where(deal < 0, 0.0, cycles.won[deal]) if len(cycles.won) else np.zeros(len(deal))
        value = np.where(deal < 0, 0.0, cycles.value[deal]) if len(cycles.won) else won
        return Paths(
            channels=channels, channel=self.channel, offset=self.offset, won=won, value=value, lost=1.0 - won
        )


class Room:
    """Memory that one thread cuts piece after piece in: what was cut there stands until the next."""

    def __init__(self) -> None:
        self._path = np.empty((0, 4), np.int64)
        self._channel = np.empty(0, np.int32)
        self._offset = np.zeros(1, np.int64)

    def path(self, paths: int) -> Ints:
        """Room for so many paths."""
        if len(self._path) < paths:
            self._path, self._offset = np.empty((paths, 4), np.int64), np.zeros(paths + 1, np.int64)
        return self._path

    def channel(self, touches: int) -> np.ndarray[Any, np.dtype[np.int32]]:
        """Room for the channels of so many touches."""
        if len(self._channel) < touches:
            self._channel = np.empty(touches, np.int32)
        return self._channel

    @property
    def offset(self) -> Ints:
        """Room for where the paths begin, the first at 0."""
        return self._offset


def cut_piece(
    columns: Columns, cycles: Cycles, when: Ints, met: Ints, run: Kernels, room: Room, *, places: bool = False
) -> Cut:
    """Cut the paths of a piece; `met` gets 1 for each deal whose buyer is in it. `at` is empty without `places`."""
    rows = len(columns.buyer)
    deals = np.searchsorted(cycles.buyer, columns.buyer[[0, -1]] + [0, 1]) if rows else np.zeros(2, np.int64)
    path = room.path(rows + int(deals[1] - deals[0]))
    counts = np.zeros(3, np.int64)
    run["cut"](
        columns.buyer, columns.moment, columns.mark, columns.changed, cycles.buyer, cycles.since, cycles.until,
        cycles.state, when, met, path, counts,
    )  # fmt: skip
    paths, still_open, most = counts.tolist()
    channel, offset = room.channel(most), room.offset
    at = np.empty(most if places else 0, np.int32)
    run["keep"](
        columns.mark, columns.again, path, paths, int(when[CONVERSATIONS]), columns.channel, columns.code,
        at, channel, offset,
    )  # fmt: skip
    stay = int(offset[paths])
    return Cut(
        path=path[:paths], at=at[:stay], channel=channel[:stay], offset=offset[: paths + 1], open=still_open
    )
