"""Who is there, as far as an agreement may name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roster:
    """The positions that may sign (cmo, cro) and the teams that may own leads (sdr, ae)."""

    positions: frozenset[str]
    teams: frozenset[str]
