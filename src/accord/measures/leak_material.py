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

from accord.measures.collision_cost import STAGE, collided_of
from accord.measures.leak_amounts import amounts_of
from accord.measures.leak_lines import COLLIDED
from accord.measures.matched import Cell, Compared, Tally, price_of, rate_of
from accord.measures.mirror import Mirror, Row
from accord.measures.scope import Scope

KEPT, PENDING = "", "pending"
# As `leaks` names them; what is broken at 4, about how leads ended, is not compared, but for who was given up.
STAGES = (1, 2, 3)
GAVE_UP = ("gave_up", 4)
# Who was reached against the contact policy is compared at a landmark of its own (`collision_cost`), at AT_MARK; who
# was so later, or had ended by then, is counted at BEYOND and compared with nobody.
AT_MARK, BEYOND = STAGE, 0
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
            if name == leak and (stage in STAGES or (name, stage) == GAVE_UP or stage == AT_MARK)
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
    if any(name in COLLIDED for name, _stage in window):
        _place_collided(window, mirror.ask("leak_collided", **scope.bound()))
        apart = collided_of(mirror.ask("collision_cells", **scope.bound(from_day=None, to_day=None)))
        kept[AT_MARK] = dict(apart.kept)
        for side, cells in apart.harmed.items():
            harmed[f"{side}_collided", AT_MARK] = dict(cells)
    judged = mirror.ask("leak_coverage", **scope.bound())[0]
    amounts, unpriced = amounts_of(mirror.ask("leak_amounts", **scope.bound()), scope)
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


def _place_collided(window: dict[Broken, dict[Cell, int]], rows: Sequence[Row]) -> None:
    """Put the window's leads that collided first where they are compared: at the landmark, or beyond it."""
    marked: dict[str, dict[Cell, int]] = {leak: {} for leak in COLLIDED}
    for row in rows:
        marked[row["leak"]][row["source"], row["klass"], row["band"], row["alike"]] = row["leads"]
    for leak, cells in marked.items():
        stages = [key for key in window if key[0] == leak]
        beyond = sum(sum(window.pop(key).values()) for key in stages) - sum(cells.values())
        if cells:
            window[leak, AT_MARK] = cells
        if beyond:
            window[leak, BEYOND] = {(): beyond}
