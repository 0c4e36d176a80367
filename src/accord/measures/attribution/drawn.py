"""Every channel's share for companies drawn anew from the buyers of one: all draws of a model at once.

A draw says how often each buyer was drawn. What a buyer adds to a model (credit, steps of a chain, wins by set of
channels) is counted once; a draw is then a sum of buyers, as often as each was drawn.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.measures.attribution.games import shapley_of_rates
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import RATE_GAME_CHANNELS, share_touches
from accord.vocabulary.credit import Kind, Model

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
STATES = 400  # of a chain; more are not solved for every draw
AT_ONCE = 2**22  # numbers held at once by a block of draws

Shares = Callable[[Floats], Floats]  # [draw, buyer] how often -> [draw, channel] share of all that was won


def shares_by_draw(
    paths: Paths, who: Ints, model: Model, direct: Iterable[str] = (), *, by_value: bool
) -> Shares | None:
    """What reckons a model's shares for draws of buyers; `who` numbers each path's buyer from 0.

    None where the model says nothing of these paths, or its chain has too many states to be solved so often.
    """
    if model.kind is Kind.markov:
        return _chains(paths, who, model.order, by_value)
    if model.kind is Kind.rate_game:
        return _rates(paths, who, by_value) if len(paths.channels) <= RATE_GAME_CHANNELS else None
    part = _equal_distinct(paths) if model.kind is Kind.count_game else share_touches(paths, model, direct)
    return None if part is None else _touches(paths, who, part, by_value)


def _touches(paths: Paths, who: Ints, part: Floats, by_value: bool) -> Shares:
    """Models that split each path: a draw's credit is the sum of its buyers'."""
    worth = paths.value if by_value else paths.won
    of = _path_of(paths)
    buyers = int(who.max(initial=-1)) + 1
    whole = np.bincount(who, weights=worth, minlength=buyers)
    cells = who[of] * len(paths.channels) + paths.channel
    credit = np.bincount(cells, weights=part * worth[of], minlength=buyers * len(paths.channels))
    by_buyer = credit.reshape(buyers, len(paths.channels))

    def shares(times: Floats) -> Floats:
        return _over(times @ by_buyer, (times @ whole)[:, None])

    return shares


def _equal_distinct(paths: Paths) -> Floats:
    """The count game as parts of touches: the first touch of each channel of a path gets that channel's part."""
    of = _path_of(paths)
    pairs, first = np.unique(of * len(paths.channels) + paths.channel, return_index=True)
    distinct = np.bincount(pairs // max(len(paths.channels), 1), minlength=len(paths))
    part = np.zeros(len(of))
    part[first] = 1.0 / distinct[of[first]]
    return part


def _rates(paths: Paths, who: Ints, by_value: bool) -> Shares:
    """The rate game: wins and paths by set of channels."""
    bits = np.zeros(len(paths), np.int64)
    np.bitwise_or.at(bits, _path_of(paths), 1 << paths.channel.astype(np.int64))
    met, place = np.unique(bits, return_inverse=True)
    worth, touched = (paths.value if by_value else paths.won), bits > 0
    channels = len(paths.channels)

    def shares(times: Floats) -> Floats:
        drawn = times[:, who]
        made = np.zeros((len(times), channels))
        for n, each in enumerate(drawn):
            sets = np.zeros((2**channels, 2))
            sets[met, 0] = np.bincount(place, weights=each * paths.won)
            sets[met, 1] = np.bincount(place, weights=each * (paths.won + paths.lost))
            value = shapley_of_rates(sets, channels)
            made[n] = value / value.sum() if value.sum() > 0 else 0.0
        return made * _over(drawn @ (worth * touched), drawn @ worth)[:, None]

    return shares


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """The chain's states, and what each path does to them: steps sorted by where they go from and to."""

    states: int
    began: Ints  # of each path with a touch: its first state
    ended: Ints  # and its last
    origin: Ints  # of each pair of states that follow each other
    target: Ints
    pair_at: Ints  # where each pair's steps begin in `by`
    by: Ints  # the path of each step
    holds: tuple[Ints, ...]  # of each channel: the states that hold it


def _steps(paths: Paths, order: int) -> _Steps:
    base, of, code = len(paths.channels) + 1, _path_of(paths), paths.channel.astype(np.int64) + 1
    at = np.arange(len(of)) - paths.offset[of]  # each touch's place on its path
    state = np.zeros(len(of), np.int64)
    for back in range(order):
        state[back:] += np.where(at[back:] >= back, code[: len(code) - back], 0) * base**back
    length = np.diff(paths.offset)
    touched = length > 0
    first = np.minimum(order, length) - 1  # where a path's first state is whole
    inside = at > first[of]
    moves = np.flatnonzero(inside)
    moves = moves[state[moves] != state[moves - 1]]
    begin = (paths.offset[:-1] + first)[touched]
    end = (paths.offset[1:] - 1)[touched]
    met = np.unique(np.concatenate((state[begin], state[moves], state[end])))
    pair = np.searchsorted(met, state[moves - 1]) * len(met) + np.searchsorted(met, state[moves])
    sort = np.argsort(pair, kind="stable")
    pairs, pair_at = np.unique(pair[sort], return_index=True)
    digits = (met[:, None] // base ** np.arange(order)) % base
    return _Steps(
        states=len(met),
        began=np.searchsorted(met, state[begin]),
        ended=np.searchsorted(met, state[end]),
        origin=pairs // max(len(met), 1),
        target=pairs % max(len(met), 1),
        pair_at=pair_at,
        by=of[moves][sort],
        holds=tuple(np.flatnonzero((digits == c + 1).any(axis=1)) for c in range(len(paths.channels))),
    )


def _chains(paths: Paths, who: Ints, order: int, by_value: bool) -> Shares | None:
    """Markov's removal effects: chains of all draws solved together."""
    steps = _steps(paths, order)
    if steps.states > STATES:
        return None
    touched = np.diff(paths.offset) > 0
    worth, tries = (paths.value if by_value else paths.won), paths.won + paths.lost
    few = max(1, AT_ONCE // max(steps.states**2, 1))

    def shares(times: Floats) -> Floats:
        return np.concatenate([block(times[n : n + few]) for n in range(0, len(times), few)])

    def block(times: Floats) -> Floats:
        drawn = times[:, who]
        effect = _effects(steps, drawn * tries, (drawn * worth)[:, touched], (drawn * tries)[:, touched])
        return (
            _over(effect, effect.sum(axis=1)[:, None])
            * _over(drawn @ (worth * touched), drawn @ worth)[:, None]
        )

    return shares


def _effects(steps: _Steps, tries: Floats, won: Floats, ended: Floats) -> Floats:
    """[draw, channel]: what is lost of all that is won when a channel's states are shut.

    With fundamental matrix N, visits n from the start and v what a state still wins, shutting the states S loses
    n_S N_SS^-1 v_S: the chain that never enters S has N - N_.S N_SS^-1 N_S. as its matrix.
    """
    draws, states = len(tries), steps.states
    went = (
        np.add.reduceat(tries[:, steps.by], steps.pair_at, axis=1) if len(steps.by) else np.zeros((draws, 0))
    )
    gone = _summed(steps.ended, ended, states)
    visits = gone + _summed(steps.origin, went, states)
    stays = np.tile(np.eye(states), (draws, 1, 1))
    stays[:, steps.origin, steps.target] -= _over(went, visits[:, steps.origin])
    inverse = np.linalg.inv(stays)
    start = _over(_summed(steps.began, ended, states), ended.sum(axis=1)[:, None])
    gains = _over(_summed(steps.ended, won, states), visits)
    reached = np.einsum("ds,dst->dt", start, inverse)
    ahead = np.einsum("dst,dt->ds", inverse, gains)
    effect = np.zeros((draws, len(steps.holds)))
    for channel, held in enumerate(steps.holds):
        if len(held):
            among = inverse[:, held[:, None], held]
            solved = np.linalg.solve(among, ahead[:, held, None])[:, :, 0]
            effect[:, channel] = (reached[:, held] * solved).sum(axis=1)
    return effect


def _summed(place: Ints, what: Floats, places: int) -> Floats:
    """[draw, place]: columns of `what` added up by their place."""
    found = np.zeros((len(what), places))
    sort = np.argsort(place, kind="stable")
    known, first = np.unique(place[sort], return_index=True)
    if len(known):
        found[:, known] = np.add.reduceat(what[:, sort], first, axis=1)
    return found


def _path_of(paths: Paths) -> Ints:
    return np.repeat(np.arange(len(paths)), np.diff(paths.offset))


def _over(above: Floats, below: Floats) -> Floats:
    made: Floats = np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below != 0)
    return made
