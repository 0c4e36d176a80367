"""Hits with known truth, made without a look at the filter: twelve kinds of machines, eleven kinds of people.

`simulate(seed, scanner_share, human_clicks)` yields rows of `Hit` fields plus `truth` and `archetype`;
`draw(world)` bends every number of the world, `unseen=True` adds six kinds the filter is not tuned on.
"""

from tests.agents.simulated.mix import ARCHETYPES, simulate
from tests.agents.simulated.temper import Temper, draw

__all__ = ["ARCHETYPES", "Temper", "draw", "simulate"]
