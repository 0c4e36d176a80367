"""What buyers say themselves of where they come from, as shapes: beside the models, never added."""

from dataclasses import dataclass

from accord.measures.number import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSource:
    """One answer, and the channel whose name it holds, if any: of how many deals it is the source, and on the path."""

    said: str
    channel: str
    number: Number  # deals whose buyer said so
    sourced: int
    touched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the buyers of `deals` won said. Who said several things counts with each; the shares are of deals."""

    deals: int
    answered: Number
    silent: Number  # said nothing, or only what fewer than five people say
    matched: int  # deals whose buyer named a channel of ours
    agreed: Number  # of them: the lead came by a channel that they named
    touched: Number  # of them: a channel that they named is on the path
    rows: tuple[ToldSource, ...]

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the table."""
        return (self.answered, self.silent, self.agreed, self.touched, *(row.number for row in self.rows))
