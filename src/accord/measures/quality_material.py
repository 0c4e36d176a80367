"""What lead quality is made from: every lead of the window once, as columns, and the revenue of each."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from accord.measures.mirror import Mirror
from accord.measures.rates import Amount, Rates, add
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting
from accord.vocabulary.money import Money

HOUR = 3_600_000_000
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Revenue:
    """Of one cell or of all: in the one currency, and what has no rate, apart; `says` names the rates."""

    total: Money | None
    apart: tuple[Money, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Material:
    """One place per lead. `waited` is in hours, not a number where a lead never qualified; `revenue` in whole units."""

    cells: tuple[str, ...]
    cell: Ints
    company: Ints
    matured: Flags
    accepted: Flags
    won: Flags
    waited: Floats
    answered: Flags
    revenue: Floats
    amounts: tuple[tuple[int, Amount], ...]  # the lead's place, and an amount of it
    rates: Rates

    @property
    def qualified(self) -> Flags:
        """Which leads were handed over at all."""
        found: Flags = ~np.isnan(self.waited)
        return found

    def places(self) -> list[Ints]:
        """The leads of each cell."""
        order = np.argsort(self.cell, kind="stable")
        counts = np.bincount(self.cell, minlength=len(self.cells))
        return np.split(order, np.cumsum(counts)[:-1]) if len(self.cells) else []

    def money(self) -> list[Revenue]:
        """The revenue of the matured leads of each cell; last, of all together."""
        found: list[list[Amount]] = [[] for _cell in (*self.cells, "")]
        for at, amount in self.amounts:
            found[self.cell[at]].append(amount)
            found[-1].append(amount)
        totals = [add(amounts, self.rates) for amounts in found]
        return [Revenue(total.sum, total.apart, total.says) for total in totals]


def gather(mirror: Sitting, scope: Scope, by: str) -> Material:
    """Ask the mirror for every lead of the window under a dimension (source, campaign, class)."""
    rows: pa.Table = mirror.ask_table("quality_leads", keep=True, **scope.bound())
    named = rows["klass" if by == "class" else by].combine_chunks()
    named = named.cast(pa.string()).dictionary_encode()
    names: list[str] = named.dictionary.to_pylist()
    codes = named.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    counts = np.bincount(codes, minlength=len(names))
    order = sorted(range(len(names)), key=lambda at: (-int(counts[at]), names[at]))
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    waited = rows["waited"].cast(pa.float64()).to_numpy() / HOUR
    amounts, revenue = _amounts(mirror, scope, rows)
    return Material(
        cells=tuple(names[at] for at in order),
        cell=place[codes] if len(codes) else codes,
        company=_ints(rows, "company"),
        matured=_flags(rows, "matured"),
        accepted=_flags(rows, "accepted"),
        won=_flags(rows, "won"),
        waited=waited,
        answered=_flags(rows, "answered"),
        revenue=revenue,
        amounts=amounts,
        rates=scope.rates,
    )


def _amounts(mirror: Mirror, scope: Scope, rows: pa.Table) -> tuple[tuple[tuple[int, Amount], ...], Floats]:
    """Each lead's amounts, and their sum in one currency; what has no rate, or stands beside others, adds 0."""
    leads = zip(rows["contact"].to_pylist(), rows["lead"].to_pylist(), strict=True)
    place = {pair: at for at, pair in enumerate(leads)}
    found = tuple(
        (place[row["contact"], row["lead"]], Amount(row["amount"], row["currency"], row["day"]))
        for row in mirror.ask("quality_revenue", **scope.bound())
    )
    revenue = np.zeros(rows.num_rows)
    if scope.rates.currency or len({amount.currency for _at, amount in found}) == 1:
        for at, amount in found:
            revenue[at] += float(_worth(amount, scope))
    return found, revenue


def _worth(amount: Amount, scope: Scope) -> Decimal:
    major = Money(amount.minor, amount.currency).major
    if not scope.rates.currency:
        return major
    return major * (scope.rates.on(amount.currency, amount.day) or Decimal(0))


def _flags(rows: pa.Table, name: str) -> Flags:
    made: Flags = rows[name].to_numpy().astype(np.bool_)
    return made


def _ints(rows: pa.Table, name: str) -> Ints:
    made: Ints = rows[name].to_numpy().astype(np.int64)
    return made
