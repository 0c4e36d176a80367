"""What won leads were worth, and whether there is enough to compare and to price."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from accord.measures.matched import WINS, Cell, Compared
from accord.measures.mirror import Row
from accord.measures.rates import Amount, add
from accord.measures.scope import Scope
from accord.vocabulary.said import joined, said


def amounts_of(rows: Sequence[Row], scope: Scope) -> tuple[dict[Cell, list[float]], int]:
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


def too_few(compared: Compared, amounts: Mapping[Cell, list[float]], unpriced: int, cells: str) -> str:
    """How much more is needed before a comparison carries money; empty when there is enough. `cells`: alike in what."""
    leads, wins = compared.missing()
    if leads:
        harmed, kept, _won = compared.matched()
        words = (
            "too little to compare: %(harmed)s such leads stand beside %(kept)s kept ones in the same cells "
            "(%(cells)s), matured; %(n)s more of the fewer are needed"
        )
        return said(words, harmed=harmed, kept=kept, cells=cells, n=leads)
    if wins:
        return said("too little to compare: %(n)s more won leads in the same cells are needed", n=wins)
    priced = sum(len(each) for each in amounts.values())
    if priced < WINS:
        more = said("too little to price: %(n)s more won deals with an amount are needed", n=WINS - priced)
        left = said("%(n)s have an amount without an agreed rate", n=unpriced) if unpriced else ""
        return joined(more, left)
    return ""
