"""Hits with known truth, made without a look at the filter: twelve kinds of machines, eleven kinds of people.

`simulate(seed, scanner_share, human_clicks)` yields rows of `Hit` fields plus `truth` and `archetype`.
"""

from tests.agents.simulated.mix import ARCHETYPES, HELD_BACK, simulate

__all__ = ["ARCHETYPES", "HELD_BACK", "simulate"]
