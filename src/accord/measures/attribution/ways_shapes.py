"""Which way deals came, as shapes: flows from step to step, and whole ways."""

from dataclasses import dataclass

from accord.measures.number import Number

STEPS = 4  # of a way that is longer, the first three and the last


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """What was touched: a team and a channel of it. No team: nothing was."""

    team: str  # marketing, sales, or empty
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """How many deals went from a step (`at`, from 1) to the next, or to their end, where there is no next."""

    at: int
    step: WayStep
    next: WayStep | None
    won: int
    lost: int
    open: int
    number: Number  # all three

    @property
    def deals(self) -> int:
        """How many deals went here."""
        return self.won + self.lost + self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A whole way, and how many deals went it; of `longer` steps between the third and the last are left out."""

    steps: tuple[WayStep, ...]
    won: int
    lost: int
    open: int
    longer: int
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Which way deals came. `won` and `lost` are the deals whose paths credit is reckoned of; `open` are open now."""

    won: int
    lost: int
    open: int
    longer: int  # deals with more steps than are shown
    flows: tuple[Flow, ...]
    ways: tuple[Way, ...]  # those that most deals were won by
    others: int  # ways that are not among them

    def numbers(self) -> tuple[Number, ...]:
        """Every number that leads to deals."""
        return (*(flow.number for flow in self.flows), *(way.number for way in self.ways))
