"""Share out what was won by any model, over paths that are in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.measures.attribution.compiled import kernels
from accord.measures.attribution.games import shapley_of_rates
from accord.measures.attribution.markov import Removal, removal_effects
from accord.vocabulary.credit import BY_NAME, Kind, Model
from accord.measures.attribution.paths import NONE, Paths

Floats = np.ndarray[Any, np.dtype[np.float64]]
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


def attribute(paths: Paths, models: Iterable[Model], direct: Iterable[str] = ()) -> tuple[Credit, ...]:
    """Each model's credit. Credits and what is nobody's sum to all that was won; shares are not rounded.

    A model that the paths cannot carry (they do not say when the lead was created, say) answers with `why_not`.
    """
    asked = tuple(models)
    ends = _ends(paths) if any(model.name in ENDS for model in asked) else {}
    return tuple(ends.get(model.name) or _one(paths, model, frozenset(direct)) for model in asked)


def _one(paths: Paths, model: Model, direct: frozenset[str]) -> Credit:
    why_not = _why_not(paths, model, direct)
    credit, nobody = np.zeros((len(paths.channels), 2)), np.zeros(2)
    removal = None
    columns = (paths.channel, paths.offset)
    if why_not:
        pass
    elif model.kind is Kind.positions:
        nowhere = np.full(len(paths), NONE)
        lead = nowhere if paths.lead_at is None else paths.lead_at
        deal = nowhere if paths.deal_at is None else paths.deal_at
        longest = int(np.diff(paths.offset).max(initial=0))
        shares = np.array(model.shares)
        kernels(len(paths.channel))["share_positions"](
            *columns, lead, deal, paths.won, paths.value, shares, longest, credit, nobody
        )
    elif model.kind is Kind.last_but_direct:
        known = np.array([name in direct for name in paths.channels], np.bool_)
        kernels(len(paths.channel))["share_last_but"](*columns, paths.won, paths.value, known, credit, nobody)
    elif model.kind is Kind.decay:
        assert paths.age is not None
        kernels(len(paths.channel))["share_by_age"](
            *columns, paths.age, model.half_life, paths.won, paths.value, credit, nobody
        )
    elif model.kind is Kind.count_game:
        met = np.full(len(paths.channels), -1)
        kernels(len(paths.channel))["share_distinct"](*columns, paths.won, paths.value, met, credit, nobody)
    else:
        removal = removal_effects(paths, model.order) if model.kind is Kind.markov else None
        effect = removal.effect if removal else _rates(paths)
        credit, nobody = _by_effect(paths, effect)
    return Credit(model=model, credit=credit, nobody=nobody, removal=removal, why_not=why_not)


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


def _ends(paths: Paths) -> dict[str, Credit]:
    """First, last and linear share one reading of the touches."""
    credit, nobody = np.zeros((3, len(paths.channels), 2)), np.zeros(2)
    kernels(len(paths.channel))["share_ends"](
        paths.channel, paths.offset, paths.won, paths.value, credit, nobody
    )
    return {name: Credit(model=BY_NAME[name], credit=credit[n], nobody=nobody) for n, name in enumerate(ENDS)}


def _rates(paths: Paths) -> Floats:
    channels = len(paths.channels)
    worth = np.zeros((2**channels, 2))
    kernels(len(paths.channel))["add_sets"](paths.channel, paths.offset, paths.won, paths.lost, worth)
    values = shapley_of_rates(worth, channels)
    return np.column_stack((values, values))


def _by_effect(paths: Paths, effect: Floats) -> tuple[Floats, Floats]:
    """All that was won on paths with a touch, in proportion to each channel's effect."""
    touched = np.diff(paths.offset) > 0
    won = np.array([paths.won[touched].sum(), paths.value[touched].sum()])
    alone = np.array([paths.won[~touched].sum(), paths.value[~touched].sum()])
    whole = effect.sum(axis=0)
    share = np.divide(effect, whole, out=np.zeros_like(effect), where=whole > 0)
    return share * won, alone + np.where(whole > 0, 0.0, won)
