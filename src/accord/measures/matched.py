"""What a broken promise cost, by matched comparison: leads it was broken to against leads to which all were kept.

Leads are compared within cells that agree in source, class, fit band and month. A wider cell pools the differences
of the cells in it, each weighted by harmed x kept / (harmed + kept) (Mantel and Haenszel 1959), and never its raw
rates: a cell rich in good leads is never compared with one rich in poor ones. A cell with fewer than 20 leads on its
scarcer side is drawn to the wider one around it, by n / 20. All estimates are sums of the cells' own rates, so one
variance holds for a line and, with what lines share, for a total.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

from accord.measures.wilson import Z95

SHRINK = 20  # leads on the scarcer side under which a cell leans on the wider one
WINS = 5  # fewer won leads than this, compared or priced, carry no money
Cell = tuple[object, ...]  # source, class, fit band, month: each prefix is a wider cell
AMOUNT_KEYS = 3  # amounts are of source, class and fit band


@dataclass(frozen=True, slots=True)
class Tally:
    """Leads of a cell, and how many of them were won."""

    leads: int = 0
    won: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Price:
    """What a won lead is worth, and the standard error of that."""

    amount: float
    error: float


@dataclass(slots=True)
class Weights:
    """A sum over cells: weight x (rate of kept - rate of harmed) in each, with the prices' own error apart."""

    cells: dict[Cell, float] = field(default_factory=lambda: defaultdict(float))
    value: float = 0.0
    price_error: float = 0.0


@dataclass(frozen=True, slots=True)
class Compared:
    """Harmed and kept leads of the cells that hold both. Of one `stage` all share the same kept leads."""

    kept: Mapping[Cell, Tally]
    harmed: Mapping[Cell, Tally]
    stage: int = 0

    @property
    def cells(self) -> list[Cell]:
        """The cells in which both stand: only these compare anything."""
        return [c for c, h in self.harmed.items() if h.leads and self.kept.get(c, Tally()).leads]

    def matched(self) -> tuple[int, int, int]:
        """How many harmed and kept leads are compared, and how many of both were won."""
        cells = self.cells
        harmed, kept = sum(self.harmed[c].leads for c in cells), sum(self.kept[c].leads for c in cells)
        return harmed, kept, sum(self.harmed[c].won + self.kept[c].won for c in cells)

    def missing(self) -> tuple[int, int]:
        """How many more compared leads (of the scarcer side) and how many more won ones are needed; 0, 0 is enough."""
        harmed, kept, won = self.matched()
        return max(SHRINK - min(harmed, kept), 0), max(WINS - won, 0)


def weigh(compared: Compared, targets: Mapping[Cell, int], prices: Mapping[Cell, Price]) -> Weights:
    """What the targets lost: leads x difference x price, cell by cell. `prices` are by cell; all cells have one.

    Raises ZeroDivisionError where nothing is compared: ask `missing` first.
    """
    nodes = _nodes(compared)
    passed: dict[Cell, float] = defaultdict(float)
    made = Weights()
    shares: dict[Cell, float] = {}
    for cell, leads in targets.items():
        price = prices[cell]
        difference = 0.0
        rest = 1.0
        for depth in range(len(cell), -1, -1):
            node = nodes.get(cell[:depth])
            trust = 1.0 if depth == 0 else min(node.scarcer, SHRINK) / SHRINK if node else 0.0
            if node and trust:
                passed[cell[:depth]] += leads * price.amount * rest * trust
                difference += rest * trust * node.difference
            rest *= 1 - trust
        shares[cell] = difference
        made.value += leads * price.amount * difference
        made.price_error += abs(leads * difference) * price.error
    for name, weight in passed.items():
        node = nodes[name]
        for cell, share in node.weights.items():
            made.cells[cell] += weight * share / node.total
    return made


def interval(lines: Iterable[tuple[Compared, Weights]]) -> Range:
    """The sum of some lines, with its 95 % interval (normal).

    Lines of one stage share their kept leads cell by cell; those of different stages share some, and are taken to err
    together: never narrower than the truth.
    """
    found = list(lines)
    kept: dict[int, Mapping[Cell, Tally]] = {compared.stage: compared.kept for compared, _weights in found}
    shared: dict[int, dict[Cell, float]] = {stage: defaultdict(float) for stage in kept}
    variance = 0.0
    for compared, weights in found:
        whole = _rate(compared.harmed, compared.cells)
        for cell, weight in weights.cells.items():
            shared[compared.stage][cell] += weight
            variance += weight**2 * _variance(compared.harmed[cell], whole)
    variance += sum(_kept_error(kept[stage], shared[stage]) for stage in kept) ** 2
    value = sum(weights.value for _c, weights in found)
    half = Z95 * sqrt(variance + sum(weights.price_error for _c, weights in found) ** 2)
    return Range(value, value - half, value + half)


@dataclass(slots=True)
class _Node:
    """A cell or a wider one: the pooled difference of the compared cells in it."""

    weights: dict[Cell, float] = field(default_factory=dict)
    total: float = 0.0
    sum: float = 0.0
    harmed: int = 0
    kept: int = 0

    @property
    def scarcer(self) -> int:
        return min(self.harmed, self.kept)

    @property
    def difference(self) -> float:
        return self.sum / self.total


def _nodes(compared: Compared) -> dict[Cell, _Node]:
    nodes: dict[Cell, _Node] = defaultdict(_Node)
    for cell in compared.cells:
        kept, harmed = compared.kept[cell], compared.harmed[cell]
        weight = harmed.leads * kept.leads / (harmed.leads + kept.leads)
        difference = kept.won / kept.leads - harmed.won / harmed.leads
        for depth in range(len(cell) + 1):
            node = nodes[cell[:depth]]
            node.weights[cell] = weight
            node.total += weight
            node.sum += weight * difference
            node.harmed += harmed.leads
            node.kept += kept.leads
    return dict(nodes)


def _kept_error(kept: Mapping[Cell, Tally], weights: Mapping[Cell, float]) -> float:
    """The standard error that the kept leads of one stage bring into a sum."""
    whole = _rate(kept, list(weights))
    return sqrt(sum(weight**2 * _variance(kept[cell], whole) for cell, weight in weights.items()))


def _rate(tallies: Mapping[Cell, Tally], cells: Iterable[Cell]) -> float:
    chosen = [tallies[cell] for cell in cells]
    leads = sum(each.leads for each in chosen)
    return sum(each.won for each in chosen) / leads if leads else 0.0


def _variance(tally: Tally, whole: float) -> float:
    """Of a cell's rate. One lead of the whole's rate is added: none of three is not surely none."""
    rate = (tally.won + whole) / (tally.leads + 1)
    return rate * (1 - rate) / tally.leads


def price_of(amounts: Mapping[Cell, list[float]], cells: Iterable[Cell]) -> dict[Cell, Price]:
    """The median amount won of each cell's source, class and fit band, drawn to the wider cell under 20 deals.

    The error is that of the median by its order statistics; raises ValueError without any amount.
    """
    pooled: dict[Cell, list[float]] = defaultdict(list)
    for cell, found in amounts.items():
        for depth in range(AMOUNT_KEYS + 1):
            pooled[cell[:depth]] += found
    medians = {name: _median(sorted(found)) for name, found in pooled.items()}
    return {cell: _price(cell, pooled, medians) for cell in cells}


def rate_of(kept: Mapping[Cell, Tally], cells: Iterable[Cell]) -> dict[Cell, float]:
    """The win rate of kept leads of each cell's source, class and fit band, drawn to the wider cell under 20 leads."""
    pooled: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for cell, tally in kept.items():
        for depth in range(AMOUNT_KEYS + 1):
            pooled[cell[:depth]][0] += tally.leads
            pooled[cell[:depth]][1] += tally.won
    found = {}
    for cell in cells:
        rate = 0.0
        for depth in range(AMOUNT_KEYS + 1):
            leads, won = pooled.get(cell[:depth], (0, 0))
            trust = min(leads, SHRINK) / SHRINK if depth else 1.0
            rate = rate * (1 - trust) + (won / leads if leads else 0.0) * trust
        found[cell] = rate
    return found


def _price(cell: Cell, pooled: Mapping[Cell, list[float]], medians: Mapping[Cell, Price]) -> Price:
    amount, error = 0.0, 0.0
    for depth in range(AMOUNT_KEYS + 1):
        name = cell[:depth]
        if depth and name not in pooled:
            continue
        trust = min(len(pooled[name]), SHRINK) / SHRINK if depth else 1.0
        amount = amount * (1 - trust) + medians[name].amount * trust
        error = error * (1 - trust) + medians[name].error * trust
    return Price(amount, error)


def _median(ordered: list[float]) -> Price:
    n = len(ordered)
    if not n:
        raise ValueError("no amount to take a median of")
    half = Z95 * sqrt(n) / 2
    low, high = max(int(n / 2 - half), 0), min(int(n / 2 + half), n - 1)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Price(middle, (ordered[high] - ordered[low]) / (2 * Z95))
