"""Share out what was won by any model, over paths that are in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from accord.measures.attribution.compiled import Kernels, kernels
from accord.measures.attribution.games import shapley_of_rates
from accord.measures.attribution.markov import Removal, removal_effects
from accord.measures.attribution.paths import NONE, Paths
from accord.vocabulary.credit import BY_NAME, Kind, Model

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
ENDS = ("first", "last", "linear")
RATE_GAME_CHANNELS = 20  # 2^20 sets; each channel more doubles them


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a model credits to each channel: wins and their value; what it credits to nobody; or why it says nothing."""

    model: Model
    credit: Floats  # [channel, (won, value)]
    nobody: Floats  # (won, value)
    removal: Removal | None = None
    why_not: str = ""


def attribute(
    paths: Paths, models: Iterable[Model], direct: Iterable[str] = (), *, times: int = 1
) -> tuple[Credit, ...]:
    """Each model's credit. Credits and what is nobody's sum to all that was won; shares are not rounded.

    A model that the paths cannot carry (they do not say when the lead was created, say) answers with `why_not`.
    `times` says how often the same will be asked: it decides whether compiling pays.
    """
    asked, run = tuple(models), kernels(len(paths.channel) * times)
    ends = _ends(paths, run) if any(model.name in ENDS for model in asked) else {}
    return tuple(
        ends[model.name] if model.name in ends else _one(paths, model, frozenset(direct), run)
        for model in asked
    )


def share_touches(paths: Paths, model: Model, direct: Iterable[str] = ()) -> Floats | None:
    """What share of its path each touch gets: they sum to 1 by path, or to 0 where nobody is credited.

    None for a model that credits channels, not touches (Markov, Shapley), or that the paths cannot carry.
    """
    known = frozenset(direct)
    if not model.by_touch or _why_not(paths, model, known):
        return None
    touches, won = len(paths.channel), np.ones(len(paths))
    each = replace(paths, channel=np.arange(touches, dtype=np.int32), won=won, value=np.zeros(len(paths)))
    credit, nobody = np.zeros((touches, 2)), np.zeros(2)
    _place(each, model, _direct(paths, known)[paths.channel], kernels(touches), credit, nobody)
    return credit[:, 0]


def _one(paths: Paths, model: Model, direct: frozenset[str], run: Kernels) -> Credit:
    why_not = _why_not(paths, model, direct)
    credit, nobody = np.zeros((len(paths.channels), 2)), np.zeros(2)
    removal = None
    if why_not:
        pass
    elif model.by_touch:
        _place(paths, model, _direct(paths, direct), run, credit, nobody)
    elif model.kind is Kind.count_game:
        met = np.full(len(paths.channels), -1)
        run["share_distinct"](paths.channel, paths.offset, paths.won, paths.value, met, credit, nobody)
    else:
        removal = removal_effects(paths, model.order, run) if model.kind is Kind.markov else None
        effect = removal.effect if removal else _rates(paths, run)
        credit, nobody = _by_effect(paths, effect)
    return Credit(model=model, credit=credit, nobody=nobody, removal=removal, why_not=why_not)


def _place(paths: Paths, model: Model, direct: Flags, run: Kernels, credit: Floats, nobody: Floats) -> None:
    """Add what a model that credits touches gives, by `paths.channel`, whatever that numbers."""
    columns, worth = (paths.channel, paths.offset), (paths.won, paths.value)
    if model.kind is Kind.last_but_direct:
        run["share_last_but"](*columns, *worth, direct, credit, nobody)
    elif model.kind is Kind.decay:
        assert paths.age is not None
        run["share_by_age"](*columns, paths.age, model.half_life, *worth, credit, nobody)
    else:
        nowhere = np.full(len(paths), NONE)
        lead = nowhere if paths.lead_at is None else paths.lead_at
        deal = nowhere if paths.deal_at is None else paths.deal_at
        longest = int(np.diff(paths.offset).max(initial=0))
        run["share_positions"](*columns, lead, deal, *worth, np.array(model.shares), longest, credit, nobody)


def _direct(paths: Paths, direct: frozenset[str]) -> Flags:
    return np.array([name in direct for name in paths.channels], np.bool_)


def _why_not(paths: Paths, model: Model, direct: frozenset[str]) -> str:
    if model.needs_lead and paths.lead_at is None:
        return "which touch created the lead is not known"
    if model.needs_deal and paths.deal_at is None:
        return "which touch came last before the deal is not known"
    if model.kind is Kind.decay and paths.age is None:
        return "when each touch was is not known"
    if model.kind is Kind.last_but_direct and not direct & set(paths.channels):
        return "which channel is direct is not said"
    if model.kind is Kind.rate_game and len(paths.channels) > RATE_GAME_CHANNELS:
        return f"needs every set of {len(paths.channels)} channels; it is reckoned up to {RATE_GAME_CHANNELS}"
    return ""


def _ends(paths: Paths, run: Kernels) -> dict[str, Credit]:
    """First, last and linear share one reading of the touches."""
    credit, nobody = np.zeros((3, len(paths.channels), 2)), np.zeros(2)
    run["share_ends"](paths.channel, paths.offset, paths.won, paths.value, credit, nobody)
    return {name: Credit(model=BY_NAME[name], credit=credit[n], nobody=nobody) for n, name in enumerate(ENDS)}


def _rates(paths: Paths, run: Kernels) -> Floats:
    channels = len(paths.channels)
    if not channels:
        return np.zeros((0, 2))
    worth = np.zeros((2**channels, 2))
    run["add_sets"](paths.channel, paths.offset, paths.won, paths.lost, worth)
    values = shapley_of_rates(worth, channels)
    return np.column_stack((values, values))


def _by_effect(paths: Paths, effect: Floats) -> tuple[Floats, Floats]:
    touched = np.diff(paths.offset) > 0
    won = np.array([paths.won[touched].sum(), paths.value[touched].sum()])
    alone = np.array([paths.won[~touched].sum(), paths.value[~touched].sum()])
    return share_by_effect(effect, won, alone)


def share_by_effect(effect: Floats, won: Floats, alone: Floats) -> tuple[Floats, Floats]:
    """All that was won on paths with a touch (wins and value), in proportion to each channel's effect; and nobody's.

    `alone` was won on paths without one.
    """
    whole = effect.sum(axis=0)
    share = np.divide(effect, whole, out=np.zeros_like(effect), where=whole > 0)
    return share * won, alone + np.where(whole > 0, 0.0, won)
