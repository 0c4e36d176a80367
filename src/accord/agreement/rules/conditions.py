"""What a rule says, as values: conditions joined by "any of these sets, unless one of those"."""

from dataclasses import dataclass

from accord.agreement.tables import AtomType
from accord.vocabulary.facts import FactKind


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that can hold; `n` is times or whole points, `days` 0 means ever in this pass."""

    type: AtomType
    text: str
    kinds: frozenset[FactKind] = frozenset()
    n: int = 1
    days: int = 0


@dataclass(frozen=True, slots=True)
class ClauseHolds:
    """Another clause's rule holds: `clause qualified_lead`."""

    clause: str


Leaf = Condition | ClauseHolds


@dataclass(frozen=True, slots=True)
class Rule:
    """Any of these sets of conditions, and none of the conditions after "unless"."""

    any_of: tuple[tuple[Leaf, ...], ...]
    unless: tuple[Leaf, ...] = ()

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every condition the rule speaks of."""
        return tuple(leaf for each in self.any_of for leaf in each) + self.unless


class RuleUnclear(Exception):
    """The text is no rule; `word` is where reading stopped, `near` a known phrase that may be meant."""

    def __init__(self, sentence: str, near: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.near = near
