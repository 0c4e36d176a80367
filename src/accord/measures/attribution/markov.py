"""Removal effects of a Markov chain of order 1 to 3, solved and not simulated.

Anderl, Becker, von Wangenheim, Schumann (2016), "Mapping the customer journey": the removal effect of a channel is
the share of wins that is lost when every visit to it ends there. Here it follows from the chain itself: with visits
n0 from the start, fundamental matrix N and chance to win v, it is n0 v / (N_cc v_start) for a chain of order 1, and
one forward pass with the channel's states shut for a longer memory. ChannelAttribution simulates the same quantity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.measures.attribution.compiled import Kernels, are_compiled, kernels
from accord.measures.attribution.paths import Paths
from accord.vocabulary.errors import Invalid, OurFault

CELLS = 2**25  # of a table of transitions: 256 MB; beyond it there are more states than paths to tell of them
SETTLED = 1e-18  # of all mass still under way
PATIENCE = 20_000  # steps; a chain that is slower is solved as a system of equations
EXACT = 1e-10  # the chain's chance to win is that of its own paths, whatever the order
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, Any]
Flow = Callable[..., bool]  # as `walk.flow`


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The visited states of a chain. `went[t]` of what is in state `origin[t]` goes on to `target[t]`."""

    order: int
    start: Floats  # share of paths that begin in each state
    origin: np.ndarray[Any, Any]
    target: np.ndarray[Any, Any]
    went: Floats
    gains: Floats  # [state, (won, value)]: what a visit's end brings
    holds: np.ndarray[Any, np.dtype[np.bool_]]  # [state, channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What each channel's removal takes away, as shares of the chance to win and of the value expected."""

    order: int
    states: int
    chance: float  # of a path to win
    worth: float  # expected of a path
    effect: Floats  # [channel, (won, value)]


class Counts:
    """How often paths of some channels went from state to state: counted over any number of them, a few at a time."""

    def __init__(self, channels: int, order: int) -> None:
        """None yet. Raises Invalid for an order that is not reckoned, or too many states."""
        if order not in (1, 2, 3):
            raise Invalid(
                "attribution.order", f"A chain of order {order} is not reckoned.", "Ask for order 1, 2 or 3."
            )
        base = channels + 1
        if base**order * channels > CELLS:
            raise Invalid(
                "attribution.states",
                f"Order {order} over {channels:,} channels has up to {base**order:,} states: "
                "too many to learn from paths.",
                "Ask for a lower order, or group the channels.",
            )
        self.channels, self.order = channels, order
        self.began = np.zeros(base**order)
        self.went = np.zeros((base**order, channels))
        self.ended = np.zeros((base**order, 3))
        self.whole = np.zeros(3)  # of the paths with a touch: won, value, lost
        self.flow: Flow | None = None  # the kernel, once compiled ones have counted

    def add(self, paths: Paths, run: Kernels) -> None:
        """Count these paths too."""
        columns = (paths.channel, paths.offset, paths.won, paths.value, paths.lost)
        self.flow = run["flow"] if are_compiled(run) else self.flow
        run["walk"](*columns, self.order, self.channels + 1, self.began, self.went, self.ended)
        touched = np.diff(paths.offset) > 0
        self.whole += [column[touched].sum() for column in (paths.won, paths.value, paths.lost)]

    def join(self, other: "Counts") -> None:
        """Add what another one counted."""
        for mine, its in zip(self._tables(), other._tables(), strict=True):
            mine += its
        self.flow = self.flow or other.flow

    def _tables(self) -> tuple[Floats, ...]:
        return self.began, self.went, self.ended, self.whole


def removal_effects(paths: Paths, order: int, run: Kernels | None = None) -> Removal:
    """The removal effect of every channel; all 0 where nothing was won. Raises Invalid for too many states.

    Holds, on every run: the chain's chance to win is the share of paths that won (to 1e-10).
    """
    counts = Counts(len(paths.channels), order)
    counts.add(paths, run or kernels(len(paths.channel)))
    return removal_of(counts)


def removal_of(counts: Counts) -> Removal:
    """The removal effects of the chain of what was counted; the same check holds."""
    won, value, lost = counts.whole.tolist()
    chance, worth = won / ((won + lost) or 1.0), value / ((won + lost) or 1.0)
    chain = _chain(counts)
    if chance == 0.0:
        effect = np.zeros((counts.channels, 2))
    elif counts.order == 1:
        effect = _by_inverse(chain, counts.channels, chance, worth)
    else:
        effect = _by_shutting(chain, counts.channels, chance, worth, counts.flow)
    return Removal(order=counts.order, states=len(chain.start), chance=chance, worth=worth, effect=effect)


def _chain(counts: Counts) -> Chain:
    order, base = counts.order, counts.channels + 1
    began, went, ended = counts.began, counts.went, counts.ended
    visits = went.sum(axis=1) + ended[:, 0] + ended[:, 2]
    seen = np.flatnonzero(visits)
    place = np.full(base**order, -1)
    place[seen] = np.arange(len(seen))
    at, channel = np.nonzero(went[seen])
    following = (seen[at] % base ** (order - 1)) * base + channel + 1
    digits = (seen[:, None] // base ** np.arange(order)) % base  # [state, place]: 0 none, else channel + 1
    holds = np.zeros((len(seen), base), np.bool_)
    holds[np.repeat(np.arange(len(seen)), order), digits.ravel()] = True
    return Chain(
        order=order,
        start=began[seen] / max(began.sum(), 1.0),
        origin=at,
        target=place[following],
        went=went[seen][at, channel] / visits[seen][at],
        gains=ended[seen, :2] / visits[seen][:, None],
        holds=holds[:, 1:],
    )


def _by_inverse(chain: Chain, channels: int, chance: float, worth: float) -> Floats:
    states = len(chain.start)
    stays = np.eye(states)
    stays[chain.origin, chain.target] -= chain.went
    inverse = np.linalg.inv(stays)
    visits, ahead = chain.start @ inverse, inverse @ chain.gains
    _check(float(chain.start @ ahead[:, 0]), chance, chain.order)
    whole = np.array([chance, worth or 1.0])
    effect = np.zeros((channels, 2))
    own = np.argmax(chain.holds, axis=1)  # of order 1, a state is a channel
    effect[own] = (visits / np.diag(inverse))[:, None] * ahead / whole
    return effect


def _by_shutting(chain: Chain, channels: int, chance: float, worth: float, flow: Flow | None) -> Floats:
    open_to = np.ones((len(chain.start), channels + 1))
    open_to[:, :channels] -= chain.holds  # the last chain has nothing shut
    visits = np.zeros_like(open_to)
    if not (flow or _flow)(
        chain.start, chain.origin, chain.target, chain.went, open_to, SETTLED, PATIENCE, visits
    ):
        visits = np.column_stack([_solved(chain, open_to[:, c]) for c in range(channels + 1)])
    gained = visits.T @ chain.gains
    _check(float(gained[channels, 0]), chance, chain.order)
    return np.asarray(1.0 - gained[:channels] / np.array([chance, worth or 1.0]))


def _flow(
    start: Floats, origin: Ints, target: Ints, went: Floats, open_to: Floats, settled: float, patience: int,
    visits: Floats,
) -> bool:  # fmt: skip
    """What the kernel `flow` does, to the last bit, by whole columns: where nothing is compiled."""
    mass = start[:, None] * open_to
    visits += mass
    for _ in range(patience):
        each = [np.bincount(target, column[origin] * went, len(start)) for column in mass.T]
        mass = np.column_stack(each) * open_to
        visits += mass
        if mass.max() < settled:
            return True
    return False


def _solved(chain: Chain, open_to: Floats) -> Floats:
    kept = np.flatnonzero(open_to)
    place = np.full(len(open_to), -1)
    place[kept] = np.arange(len(kept))
    inside = (open_to[chain.origin] > 0) & (open_to[chain.target] > 0)
    stays = np.eye(len(kept))
    stays[place[chain.target[inside]], place[chain.origin[inside]]] -= chain.went[inside]
    visits = np.zeros(len(open_to))
    visits[kept] = np.linalg.solve(stays, chain.start[kept])
    return visits


def _check(found: float, chance: float, order: int) -> None:
    if abs(found - chance) > EXACT * max(chance, 1e-300):
        raise OurFault(
            "attribution.chain",
            f"The chain of order {order} wins {found:.12f} of its paths, and {chance:.12f} of them were won.",
            "Send this message and the file's number of paths to the makers.",
        )
