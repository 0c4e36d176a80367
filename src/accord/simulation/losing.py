"""Why deals are lost, and which competitor is there: drawn from the company's seed in a stream of its own."""

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from accord.simulation import words
from accord.simulation.shapes import Array, Simulated

_LOSSES = 18  # the stream it is drawn from


def losses(sim: Simulated) -> tuple[Array, Array]:
    """Of each deal why it was lost, and the competitor that was there too (of deals won as well), as reps type it."""
    draws, deals, n = drawn(sim, _LOSSES), sim.deals, len(sim.deals)
    closed = deals.closed_at < sim.until
    why = draws.choice(len(words.LOSSES), n, p=parts(words.LOSS_WEIGHTS))
    rival = draws.choice(len(words.RIVALS), n, p=parts(words.RIVAL_WEIGHTS))
    there = closed & (draws.random(n) < np.where(deals.won, 0.3, 0.6))
    reasons = np.where(closed & ~deals.won, np.array(words.LOSSES)[why], "")
    return reasons, np.where(there, np.array(words.RIVALS)[rival], "")


def drawn(sim: Simulated, stream: int) -> Generator:
    """Draws for what is made of a company that stands: nothing else of it changes by them."""
    return Generator(PCG64(SeedSequence((sim.seed, stream))))


def parts(weights: tuple[int, ...]) -> Array:
    """Weights as shares of one."""
    return np.array(weights) / sum(weights)
