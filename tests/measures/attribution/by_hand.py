"""Attribution reckoned another way: simple loops and exact fractions, from the definitions and not from the product."""

from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

Row = tuple[str, int, int]  # channels as letters, won, lost


def removal_effects(rows: list[Row], order: int) -> dict[str, Fraction]:
    """By taking the channel's states out of the chain and solving for the chance to win, in fractions."""
    whole = _chance(rows, order, "")
    return {c: 1 - _chance(rows, order, c) / whole for c in sorted({c for path, _, _ in rows for c in path})}


def _states(path: str, order: int) -> list[str]:
    states = [path[n : n + order] for n in range(max(1, len(path) - order + 1))]
    return [each for n, each in enumerate(states) if n == 0 or each != states[n - 1]]


def _chance(rows: list[Row], order: int, without: str) -> Fraction:
    counts: dict[str, dict[str, int]] = {}
    for path, won, lost in rows:
        if not path:
            continue
        way = ["(start)", *_states(path, order)]
        for one, other in pairwise(way):
            counts.setdefault(one, {}).setdefault(other, 0)
            counts[one][other] += won + lost
        for end, times in (("(won)", won), ("(lost)", lost)):
            counts.setdefault(way[-1], {}).setdefault(end, 0)
            counts[way[-1]][end] += times
    names = [name for name in counts if not without or name == "(start)" or without not in name]
    place = {name: n for n, name in enumerate(names)}
    grid = [[Fraction(0)] * (len(names) + 1) for _ in names]
    for name in names:
        row, all_out = grid[place[name]], sum(counts[name].values())
        row[place[name]] += 1
        for other, times in counts[name].items():
            part = Fraction(times, all_out)
            if other in place:
                row[place[other]] -= part
            elif other == "(won)":
                row[-1] += part
    return _solve(grid)[place["(start)"]]


def _solve(grid: list[list[Fraction]]) -> list[Fraction]:
    size = len(grid)
    for n in range(size):
        pivot = next(m for m in range(n, size) if grid[m][n])
        grid[n], grid[pivot] = grid[pivot], grid[n]
        grid[n] = [each / grid[n][n] for each in grid[n]]
        for m in range(size):
            if m != n and grid[m][n]:
                times = grid[m][n]
                grid[m] = [a - times * b for a, b in zip(grid[m], grid[n], strict=True)]
    return [row[-1] for row in grid]


def shapley(rows: list[Row], *, rate: bool) -> dict[str, Fraction]:
    """By the definition: what a channel adds to each set of the others, weighed by how many orders it may come in."""
    players = sorted({c for path, _, _ in rows for c in path})

    def worth(of: tuple[str, ...]) -> Fraction:
        inside = [(won, lost) for path, won, lost in rows if path and set(path) <= set(of)]
        won, tries = sum(w for w, _ in inside), sum(w + lo for w, lo in inside)
        return Fraction(won, tries) if rate and tries else Fraction(0 if rate else won)

    values = {}
    for one in players:
        others = [each for each in players if each != one]
        values[one] = sum(
            Fraction(factorial(size) * factorial(len(others) - size), factorial(len(players)))
            * (worth((*some, one)) - worth(some))
            for size in range(len(players))
            for some in combinations(others, size)
        )
    return {name: Fraction(value) for name, value in values.items()}
