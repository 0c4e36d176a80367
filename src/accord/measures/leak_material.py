"""What the leak ledger is made from: leads by cell and broken promise, and the amounts won, asked of the mirror once.

Whom a line is compared with is decided at the stage at which its promise was broken: every lead that had come so far
with nothing broken, whatever was broken later. To ask more of them (an outcome in time, say) would choose them by what
came of them, and make every earlier leak look dearer than it is.

Who was given up early is compared with who had been tried in vain as often and was then tried on: a cell of theirs
holds the number of attempts beside the month. Of the other ends there is no such moment at which both stood alike.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accord.measures.matched import Cell, Compared, Tally, price_of, rate_of
from accord.measures.mirror import Mirror, Row
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope

KEPT, PENDING = "", "pending"
# As `leaks` names them; what is broken at 4, about how leads ended, is not compared, but for who was given up.
STAGES = (1, 2, 3)
GAVE_UP = ("gave_up", 4)
Broken = tuple[str, int]  # which promise first, at which stage


@dataclass(frozen=True, slots=True)
class Part:
    """One line at one stage: who is compared with whom, and how many leads of the window it is for."""

    compared: Compared
    targets: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Material:
    """Counts of the window, matured leads of all time, amounts won, and what can be judged at all."""

    window: Mapping[Broken, Mapping[Cell, int]]
    several: Mapping[str, int]  # of the window's: how many had another promise broken later
    harmed: Mapping[Broken, Mapping[Cell, Tally]]
    kept: Mapping[int, Mapping[Cell, Tally]]  # by stage: nothing broken up to it
    amounts: Mapping[Cell, list[float]]
    unpriced: int  # amounts of currencies without a rate
    owners: bool
    fields: tuple[str, ...]

    def count(self, leak: str) -> int:
        """How many leads of the window."""
        return sum(sum(cells.values()) for (name, _stage), cells in self.window.items() if name == leak)

    def parts(self, leak: str) -> list[Part]:
        """The line in its stages, as far as they compare."""
        return [
            Part(Compared(self.kept.get(stage, {}), self.harmed.get((leak, stage), {}), stage), cells)
            for (name, stage), cells in sorted(self.window.items())
            if name == leak and (stage in STAGES or (name, stage) == GAVE_UP)
        ]

    def worth(self, part: Part) -> float:
        """What these leads would have been worth: win rate of kept ones x median amount, in each cell."""
        rates, prices = rate_of(part.compared.kept, part.targets), price_of(self.amounts, part.targets)
        return sum(n * rates[cell] * prices[cell].amount for cell, n in part.targets.items())


def gather(mirror: Mirror, scope: Scope) -> Material:
    """Ask the mirror: the window's leads, and all matured ones whenever they qualified."""
    rows = mirror.ask("leak_cells", **scope.bound())
    history = (
        rows if scope.window is None else mirror.ask("leak_cells", **scope.bound(from_day=None, to_day=None))
    )
    window: dict[Broken, dict[Cell, int]] = defaultdict(dict)
    several: dict[str, int] = defaultdict(int)
    for row in rows:
        window[row["leak"], row["stage"]][_cell(row)] = row["leads"]
        several[row["leak"]] += row["several"]
    harmed: dict[Broken, dict[Cell, Tally]] = defaultdict(dict)
    for row in history:
        if row["matured"]:
            harmed[row["leak"], row["stage"]][_cell(row)] = Tally(row["matured"], row["won"])
    kept = {stage: _kept(history, stage) for stage in STAGES}
    if GAVE_UP in window:
        window[GAVE_UP], _tallies = _by_tries(mirror.ask("leak_tries", **scope.bound()), given_up=True)
        tries = mirror.ask("leak_tries", **scope.bound(from_day=None, to_day=None))
        harmed[GAVE_UP] = _by_tries(tries, given_up=True)[1]
        kept[GAVE_UP[1]] = _by_tries(tries, given_up=False)[1]
    judged = mirror.ask("leak_coverage", **scope.bound())[0]
    amounts, unpriced = _amounts(mirror.ask("leak_amounts", **scope.bound()), scope)
    return Material(
        window=dict(window),
        several=several,
        harmed=harmed,
        kept=kept,
        amounts=amounts,
        unpriced=unpriced,
        owners=judged["owners"],
        fields=tuple(judged["fields"] or ()),
    )


def _kept(history: Sequence[Row], stage: int) -> dict[Cell, Tally]:
    """Matured leads with nothing broken up to a stage; who was returned is compared with nobody."""
    found: dict[Cell, Tally] = {}
    for row in history:
        if row["matured"] and (row["leak"] == KEPT or row["stage"] > stage):
            before = found.get(_cell(row), Tally())
            found[_cell(row)] = Tally(before.leads + row["matured"], before.won + row["won"])
    return found


def _by_tries(rows: Sequence[Row], *, given_up: bool) -> tuple[dict[Cell, int], dict[Cell, Tally]]:
    """Leads, and matured ones with those won, of each cell and number of attempts in vain."""
    chosen = [row for row in rows if row["given_up"] == given_up]
    cells = {id(row): (*_cell(row)[:-1], (row["month"], row["tries"])) for row in chosen}
    matured = {cells[id(row)]: Tally(row["matured"], row["won"]) for row in chosen if row["matured"]}
    return {cells[id(row)]: row["leads"] for row in chosen}, matured


def _cell(row: Row) -> Cell:
    return (row["source"], row["klass"], row["band"], row["month"])


def _amounts(rows: Sequence[Row], scope: Scope) -> tuple[dict[Cell, list[float]], int]:
    """Amounts won in the agreement's currency, each at its day's rate; what has no rate is counted and left out."""
    found: dict[Cell, list[float]] = defaultdict(list)
    unpriced = 0
    for row in rows:
        total = add([Amount(row["amount"], row["currency"], row["won_day"])], scope.rates)
        if total.sum is None or total.sum.currency != scope.currency:
            unpriced += 1
            continue
        found[row["source"], row["klass"], row["band"]].append(float(total.sum.major))
    return found, unpriced
