"""Credit counted over any number of paths, a part at a time: parts join into what all of them give."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from accord.measures.attribution.compiled import Kernels
from accord.measures.attribution.markov import Counts, removal_of
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import Credit, attribute, share_by_effect
from accord.vocabulary.credit import Kind, Model


class Tally:
    """Credit of paths counted a part at a time, by a thread or a machine, and joined."""

    def __init__(self, channels: tuple[str, ...], models: Sequence[Model], direct: frozenset[str]) -> None:
        self.channels, self.direct = channels, direct
        self.shared = tuple(model for model in models if model.kind is not Kind.markov)
        self.credit: dict[str, Credit] = {}
        self.counts = {
            model.order: Counts(len(channels), model.order) for model in models if model.kind is Kind.markov
        }
        self.all, self.touched = (
            np.zeros(2),
            np.zeros(2),
        )  # wins and value: of all paths, of those with a touch
        self.paths = self.touches = self.open = 0

    def add(self, paths: Paths, run: Kernels, times: int) -> None:
        """Count these paths too."""
        for credit in attribute(paths, self.shared, self.direct, times=times):
            self._add(credit)
        for counts in self.counts.values():
            counts.add(paths, run)
        touched = np.diff(paths.offset) > 0
        self.all += (paths.won.sum(), paths.value.sum())
        self.touched += (paths.won[touched].sum(), paths.value[touched].sum())
        self.paths += len(paths)
        self.touches += len(paths.channel)

    def join(self, other: "Tally") -> None:
        """Add what another has counted."""
        for credit in other.credit.values():
            self._add(credit)
        for order, counts in other.counts.items():
            self.counts[order].join(counts)
        self.all += other.all
        self.touched += other.touched
        self.paths, self.touches = self.paths + other.paths, self.touches + other.touches
        self.open += other.open

    def credits(self, models: Sequence[Model]) -> Iterator[Credit]:
        """Each model's credit over all that was counted."""
        nothing = np.zeros((len(self.channels), 2))
        for model in models:
            if model.kind is Kind.markov:
                removal = removal_of(self.counts[model.order])
                credit, nobody = share_by_effect(removal.effect, self.touched, self.all - self.touched)
                yield Credit(model=model, credit=credit, nobody=nobody, removal=removal)
            else:
                yield self.credit.get(model.name, Credit(model=model, credit=nothing, nobody=self.all))

    def _add(self, credit: Credit) -> None:
        known = self.credit.get(credit.model.name)
        whole = credit if known is None else replace(
            known, credit=known.credit + credit.credit, nobody=known.nobody + credit.nobody
        )  # fmt: skip
        self.credit[credit.model.name] = whole
