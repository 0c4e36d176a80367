"""Simulated campaigns for the pulse: many runs of one kind at once, by the minute of sending and the age of answers."""

from dataclasses import dataclass

import numpy as np

from accord.learning.pulse import Counts, Curve
from accord.learning.pulse.draw import draw, evenly

LEARNT = Curve(15.0, 1.2)
TAKEN = 0.2  # the learnt spread of comparable campaigns


@dataclass(frozen=True, slots=True)
class World:
    """One kind of campaign: list, benchmark's rate, minutes of sending; what is true of it."""

    size: int
    rate: float
    over: int = 10
    curve: Curve = LEARNT
    spread: float = 0.0
    times: float = 1.0  # the true rate, of the benchmark's

    def sent(self) -> np.ndarray:
        """Mails by minute, as even as they can be."""
        return evenly(self.size, self.over)

    def rates(self, runs: int, chance: np.random.Generator) -> np.ndarray:
        """Each run's own rate: lognormal about the true one, mean unchanged."""
        noise = chance.normal(-(self.spread**2) / 2, self.spread, runs) if self.spread else np.zeros(runs)
        return np.minimum(self.rate * self.times * np.exp(noise), 1.0)


def simulate(
    world: World, runs: int, chance: np.random.Generator, *, rates: np.ndarray | None = None
) -> Counts:
    """So many campaigns of one kind, each at its own rate."""
    return draw(world.sent(), world.rates(runs, chance) if rates is None else rates, world.curve, chance)
