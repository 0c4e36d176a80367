"""From answers to figures that tell on nobody: the smallest group, no differences to take, no unanimous groups.

Shown are shares of those who can say. Both teams' figures are shown only when each has the smallest group for this
question; else the joint one alone, when it has. A group of which nobody, or everybody, agrees would tell what each
of its members said: at the ends one answer is left open ("at most", "at least"). The joint figure beside the teams'
is made of theirs as shown, so that nothing can be had by subtracting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accord.measures.number import Interval
from accord.measures.wilson import wilson

SIDES = ("marketing", "sales")


class Answer(StrEnum):
    """What one can say; who cannot say, says nothing."""

    yes = "yes"
    rather_yes = "rather_yes"
    rather_no = "rather_no"
    no = "no"


_AGREES = frozenset({Answer.yes, Answer.rather_yes})


class Ends(StrEnum):
    """Whether a share is exact or one end of what it may be."""

    exact = ""
    at_most = "at most"
    at_least = "at least"


@dataclass(frozen=True, slots=True)
class Believed:
    """The share of one group that says yes or rather yes, of those who can say."""

    group: str  # marketing, sales, both
    hits: int
    cases: int
    ends: Ends
    interval: Interval | None

    @property
    def share(self) -> float:
        """0-1."""
        return self.hits / self.cases


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of one question; empty where too few have said anything."""

    both: Believed | None
    teams: tuple[Believed, ...]  # marketing's, sales'; empty below the smallest group

    @property
    def gap(self) -> float | None:
        """Marketing's share less sales'; None where the teams are not shown."""
        return self.teams[0].share - self.teams[1].share if self.teams else None


def figures(question: str, answers: Sequence[tuple[str, Mapping[str, str]]], smallest: int) -> Figures:
    """The figures of one question from (side, answers) pairs. A smallest group under 3 is taken as 3."""
    smallest = max(smallest, 3)
    said = {side: [a[question] for s, a in answers if s == side and question in a] for side in SIDES}
    if all(len(found) >= smallest for found in said.values()):
        teams = tuple(_believed(side, _agreeing(said[side]), len(said[side])) for side in SIDES)
        hits, cases = sum(team.hits for team in teams), sum(team.cases for team in teams)
        return Figures(Believed("both", hits, cases, Ends.exact, wilson(hits, cases)), teams)
    everyone = [a[question] for _, a in answers if question in a]
    if len(everyone) < smallest:
        return Figures(None, ())
    return Figures(_believed("both", _agreeing(everyone), len(everyone)), ())


def _agreeing(said: Sequence[str]) -> int:
    return sum(1 for each in said if each in _AGREES)


def _believed(group: str, hits: int, cases: int) -> Believed:
    shown = min(max(hits, 1), cases - 1)
    ends = Ends.at_most if shown == 1 else Ends.at_least if shown == cases - 1 else Ends.exact
    return Believed(group, shown, cases, ends, wilson(shown, cases))
