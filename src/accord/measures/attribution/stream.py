"""Credit over any number of touches: read by buyer a piece at a time, counted, and never held all at once.

What is kept is a few tables of counts for each thread, so the memory is that of the pieces being read. Which thread
reads which piece is fixed: the same files give the same figures to the last digit.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from accord.measures.attribution.compiled import kernels
from accord.measures.attribution.cut import WITHIN
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.pieces import Cutting, Cycles, Floats, Ints, Room, cut_piece
from accord.measures.attribution.reckon import Credit
from accord.measures.attribution.tally import Tally
from accord.measures.touches.pieces import Columns
from accord.vocabulary.credit import Kind, Model
from accord.vocabulary.errors import Invalid


class Loaded(Protocol):
    """A piece that can be had in memory."""

    def load(self, channels: Sequence[str]) -> Columns:
        """Its columns."""
        ...


class Touches(Protocol):
    """Touches by buyer in pieces, wherever they are kept: `Pieces` in a mirror's files, `Grouped` in memory."""

    @property
    def each(self) -> Sequence[Loaded]:
        """The pieces; no buyer is in two."""
        ...

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are in them."""
        ...

    @property
    def rows(self) -> int:
        """How many rows they have."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """Each model's credit, how many paths and touches it is over, and how many buyers are open."""

    channels: tuple[str, ...]
    credits: tuple[Credit, ...]
    paths: int
    touches: int
    open: int


def attribute_touches(
    pieces: Touches,
    cycles: Cycles,
    cutting: Cutting,
    models: Iterable[Model],
    direct: Iterable[str] = (),
    *,
    threads: int = 2,
) -> Streamed:
    """Each model's credit for the deals of the cycles, over the touches of the pieces.

    Models: those that share a path by the places on it (without milestones or ages), the count game, Markov chains of
    order 1 to 3. Raises Invalid for another one.
    """
    asked = tuple(models)
    for model in asked:
        if model.needs_lead or model.needs_deal or model.kind in (Kind.decay, Kind.rate_game):
            raise Invalid(
                "attribution.stream",
                f"{model.label} is not reckoned a piece at a time.",
                "Ask for first, last, linear, shapley count or markov 1 to 3.",
            )
    run, when = kernels(pieces.rows), cutting.numbers()
    met = np.zeros(len(cycles.buyer), np.int64)
    known = frozenset(direct)

    def read(thread: int) -> Tally:
        tally, room = Tally(pieces.channels, asked, known), Room()
        for piece in pieces.each[thread::threads]:
            found = cut_piece(piece.load(pieces.channels), cycles, when, met, run, room)
            tally.open += found.open
            tally.add(found.paths(pieces.channels, cycles), run, len(pieces.each))
        return tally

    with ThreadPoolExecutor(threads) as pool:
        first, *rest = pool.map(read, range(threads))
    for other in rest:
        first.join(other)
    first.add(_untouched(pieces.channels, cycles, met), run, 1)
    return Streamed(
        channels=pieces.channels, credits=tuple(first.credits(asked)),
        paths=first.paths, touches=first.touches, open=first.open,
    )  # fmt: skip


def _untouched(channels: tuple[str, ...], cycles: Cycles, met: Ints) -> Paths:
    """The deals that closed in the window and whose buyers touched nothing at all."""
    alone = (met == 0) & (cycles.state == WITHIN)
    won: Floats = cycles.won[alone]
    return Paths(
        channels=channels, channel=np.empty(0, np.int32), offset=np.zeros(len(won) + 1, np.int64),
        won=won, value=cycles.value[alone], lost=1.0 - won,
    )  # fmt: skip
