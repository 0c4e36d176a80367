"""Tables of credit over the paths of one window: by model and by grain, in whole minor units."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from accord.measures.attribution.cents import split
from accord.measures.attribution.company import CompanyPaths
from accord.measures.attribution.credit_shapes import Credited, ModelTable
from accord.measures.attribution.reckon import Credit, attribute, share_touches
from accord.measures.attribution.shares import share_spans
from accord.measures.number import Rows
from accord.measures.scope import Scope
from accord.vocabulary.credit import Model

_FORMULA = (
    "what the model gives of each deal won in the window to the touches on its path, in whole minor units"
)


@dataclass(frozen=True, slots=True)
class Making:
    """Tables of credit over the same paths."""

    scope: Scope
    found: CompanyPaths

    def by_channel(self, model: Model, seed: int | None) -> ModelTable:
        """A model by channel, with its interval where a seed is given."""
        shares = share_touches(self.found.paths, model, self.found.direct)
        if shares is not None:
            table = self._of_touches(model, "channel", shares)
        else:
            (made,) = attribute(self.found.paths, (model,), self.found.direct)
            table = self._of_channels(made)
        if seed is None or table.why_not or not table.rows:
            return table
        money = bool(self.found.paths.value.any())
        paths, buyer = self.found.paths, self.found.buyer
        span = share_spans(paths, buyer, model, self.found.direct, by_value=money, seed=seed)
        if span.why_not:
            return replace(table, unsure=span.why_not)
        place = {name: n for n, name in enumerate(self.found.paths.channels)}
        rows = tuple(
            replace(row, low=float(span.low[place[row.name]]), high=float(span.high[place[row.name]]))
            for row in table.rows
        )
        return replace(table, rows=rows)

    def by_grain(self, model: Model, grain: str, by_channel: ModelTable) -> ModelTable:
        """A model at another grain, from the same whole minor units of touches."""
        if grain == "channel":
            return by_channel
        shares = share_touches(self.found.paths, model, self.found.direct)
        if shares is None:
            return by_channel
        return self._of_touches(model, grain, shares)

    def _of_touches(self, model: Model, grain: str, shares: Any) -> ModelTable:
        """Whole minor units are given to touches, the finest grain; what a row gets is the sum of its touches'."""
        paths, codes, words = self.found.paths, self.found.codes[grain], self.found.words[grain]
        of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
        minor = split(paths.value.astype(np.int64), shares, of)
        deals = np.bincount(codes, shares * paths.won[of], len(words))
        amount = np.zeros(len(words), np.int64)
        np.add.at(amount, codes, minor)
        return self._table(model, grain, dict(zip(words, zip(deals, amount, strict=True), strict=True)))

    def _of_channels(self, made: Credit) -> ModelTable:
        """A model that credits channels: its whole minor units are given to channels."""
        if made.why_not:
            return ModelTable(
                model=made.model.name, label=made.model.label, grain="channel", rows=(),
                unattributed=self._credited("unattributed", 0.0, 0), why_not=made.why_not,
            )  # fmt: skip
        whole = np.array([round(self.found.paths.value.sum() - made.nobody[1])])
        value = made.credit[:, 1]
        share = value / value.sum() if value.sum() else np.zeros(len(value))
        minor = split(whole, share, np.zeros(len(value), np.int64))
        rows = zip(self.found.paths.channels, zip(made.credit[:, 0], minor, strict=True), strict=True)
        return self._table(made.model, "channel", dict(rows))

    def _table(self, model: Model, grain: str, credit: Mapping[str, tuple[float, int]]) -> ModelTable:
        behind = self._behind(grain)
        rows = [
            self._credited(name, float(deals), int(minor), grain, behind.get(name, 0))
            for name, (deals, minor) in credit.items()
            if round(deals, 9) or minor
        ]
        deals = float(self.found.paths.won.sum()) - sum(row.deals for row in rows)
        minor = int(self.found.paths.value.sum()) - sum(int(minor) for _deals, minor in credit.values())
        return ModelTable(
            model=model.name,
            label=model.label,
            grain=grain,
            rows=tuple(sorted(rows, key=lambda row: (-row.share, row.name))),
            unattributed=self._credited("unattributed", max(round(deals, 9), 0.0), minor),
        )

    def _behind(self, grain: str) -> dict[str, int]:
        """How many touches of won paths each row has behind it."""
        paths = self.found.paths
        won = paths.won[np.repeat(np.arange(len(paths)), np.diff(paths.offset))] > 0
        pairs = np.unique(np.column_stack((self.found.codes[grain], self.found.seq))[won], axis=0)
        words = self.found.words[grain]
        counts = np.bincount(pairs[:, 0], minlength=len(words))
        return dict(zip(words, counts.tolist(), strict=True))

    def _credited(
        self, name: str, deals: float, minor: int, grain: str = "", behind: int | None = None
    ) -> Credited:
        """A row; its share is of the money won, or of deals where no amount is known."""
        found = self.found
        money, won = float(found.paths.value.sum()), float(found.paths.won.sum())
        share = minor / money if money else deals / won if won else 0.0
        rows = Rows("rows_credit", behind, (("grain", grain), ("word", name))) if behind is not None else None
        amount, named = found.major(minor), f"credit:{grain}:{name}" if grain else f"credit:{name}"
        number = self.scope.number(
            named, name, amount if found.currency else round(deals, 2), found.currency or "deals",
            _FORMULA, "credit_touched", clause="attribution", rows=rows,
        )  # fmt: skip
        return Credited(name=name, number=number, deals=deals, amount=amount, share=share)
