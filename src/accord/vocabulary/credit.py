"""The models of credit by name, with their weights: U means three things, so a name never stands alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """How a model shares a path out."""

    positions = "positions"
    last_but_direct = "last but direct"
    decay = "decay"
    markov = "markov"
    count_game = "count game"
    rate_game = "rate game"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One way to share credit. Shares are of the first touch, lead creation, deal creation, the last, and the rest."""

    name: str
    label: str  # the name with its weights, as it is shown
    kind: Kind = Kind.positions
    shares: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)
    order: int = 0  # of a Markov chain
    half_life: float = 0.0  # days

    @property
    def by_touch(self) -> bool:
        """Whether it credits each touch of a path; the others credit channels over all paths at once."""
        return self.kind in (Kind.positions, Kind.last_but_direct, Kind.decay)

    @property
    def needs_lead(self) -> bool:
        """Whether it asks which touch created the lead."""
        return self.shares[1] > 0

    @property
    def needs_deal(self) -> bool:
        """Whether it asks which touch came last before the deal."""
        return self.shares[2] > 0


def _at(name: str, label: str, *shares: float) -> Model:
    first, lead, deal, last, rest = shares
    return Model(name=name, label=label, shares=(first, lead, deal, last, rest))


# Weights as the makers publish them: HubSpot, Marketo Measure, Matomo; J as HubSpot's custom models call it.
MODELS = (
    _at("first", "first touch", 1, 0, 0, 0, 0),
    _at("last", "last touch", 0, 0, 0, 1, 0),
    Model(name="last non-direct", label="last touch that is not direct", kind=Kind.last_but_direct),
    _at("lead creation", "lead creation", 0, 1, 0, 0, 0),
    _at("linear", "linear: equal over all touches", 0, 0, 0, 0, 1),
    _at("u hubspot", "U 40/40/20: first, lead creation, rest (HubSpot)", 0.4, 0.4, 0, 0, 0.2),
    _at("u marketo", "U 50/50: first, lead creation (Marketo Measure)", 0.5, 0.5, 0, 0, 0),
    _at("u matomo", "U 40/40/20: first, last, rest (Matomo)", 0.4, 0, 0, 0.4, 0.2),
    _at("w", "W 30/30/30/10: first, lead creation, deal creation, rest", 0.3, 0.3, 0.3, 0, 0.1),
    _at(
        "full path", "full path 22.5 x 4 + 10: first, lead, deal, last, rest", 0.225, 0.225, 0.225, 0.225, 0.1
    ),
    _at("j", "J 20/60/20: first, last, rest", 0.2, 0, 0, 0.6, 0.2),
    _at("inverse j", "inverse J 60/20/20: first, last, rest", 0.6, 0, 0, 0.2, 0.2),
    Model(name="time decay", label="time decay, half-life 7 days", kind=Kind.decay, half_life=7.0),
    Model(name="markov 1", label="Markov removal effect, order 1", kind=Kind.markov, order=1),
    Model(name="markov 2", label="Markov removal effect, order 2", kind=Kind.markov, order=2),
    Model(name="markov 3", label="Markov removal effect, order 3", kind=Kind.markov, order=3),
    Model(
        name="shapley count", label="Shapley, count game: equal over distinct channels", kind=Kind.count_game
    ),
    Model(name="shapley rate", label="Shapley, rate game", kind=Kind.rate_game),
)
BY_NAME = {model.name: model for model in MODELS}


_DIRECT = frozenset({"direct", "(direct)", "direct traffic"})


def direct_of(channels: Iterable[str]) -> frozenset[str]:
    """Which of these channels are direct: whoever came so had heard of the company before."""
    return frozenset(name for name in channels if name.casefold().replace("_", " ") in _DIRECT)


class SelfReported(StrEnum):
    """Whether what buyers say themselves of where they come from stands beside credit."""

    beside = "beside"
    hidden = "hidden"


class Touches(StrEnum):
    """Which touches stand on a path, as an agreement's clause says it."""

    marketing = "marketing"
    first_conversation = "marketing and first sales conversation"
    all = "marketing and sales"


# Which of (first, lead creation, deal creation, last, rest) an agreement's own weights `a/b/c` are of.
_WRITTEN: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "u hubspot": (0, 1, 4),
        "u marketo": (0, 1),
        "u matomo": (0, 3, 4),
        "w": (0, 1, 2, 4),
        "full path": (0, 1, 2, 3, 4),
        "j": (0, 3, 4),
        "inverse j": (0, 3, 4),
        "custom": (0, 1, 2, 3, 4),
    }
)
_WEIGHTS = re.compile(r"(?P<name>[a-z ]+?)\s+(?P<weights>\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)+)")
_DECAY = re.compile(r"time decay (?P<days>\d+) days?")
_PLACES = ("first", "lead creation", "deal creation", "last", "rest")


def model_of(text: str) -> Model | None:
    """The model that an agreement names: a name, a name with its own weights (`W 40/20/20/20`), `time decay 14 days`.

    `custom a/b/c/d/e` weighs first, lead creation, deal creation, last and the rest. None for what is no model, for
    weights that are not 100 or not as many as the model has, and for `U 40/40/20`, which is two models: U HubSpot and
    U Matomo.
    """
    words = " ".join(text.casefold().replace(" touch", "").replace("-", " ").split())
    words = words.replace("non direct", "non-direct")
    if words in BY_NAME:
        return BY_NAME[words]
    if decay := _DECAY.fullmatch(words):
        days = int(decay["days"])
        label = f"time decay, half-life {days} days"
        return replace(BY_NAME["time decay"], label=label, half_life=float(days)) if days else None
    written = _WEIGHTS.fullmatch(words)
    places = _WRITTEN.get(written["name"].strip()) if written else None
    if written is None or places is None:
        return None
    weights = [float(each) for each in written["weights"].split("/")]
    if len(weights) != len(places) or sum(weights) != 100:
        return None
    shares = [0.0] * len(_PLACES)
    for place, weight in zip(places, weights, strict=True):
        shares[place] = weight / 100
    label = f"{text.strip()}: {', '.join(_PLACES[place] for place in places)}"
    first, lead, deal, last, rest = shares
    return Model(name=written["name"].strip(), label=label, shares=(first, lead, deal, last, rest))
