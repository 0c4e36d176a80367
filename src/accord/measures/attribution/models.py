"""The models by name, with their weights: what is called U means three things, so a name never stands alone."""

from dataclasses import dataclass
from enum import StrEnum


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
