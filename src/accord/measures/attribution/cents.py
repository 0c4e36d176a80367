"""Shares of money in whole minor units that sum to the whole: the largest remainder, ties by order."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
_TIE = 9  # decimals of a minor unit: parts that differ by less are equal, however they were summed


def split(amount: Ints, part: Floats, of: Ints) -> Ints:
    """Split each `amount[p]`, in minor units, over the parts with `of == p`; what they get sums to it exactly.

    Parts are shares of their amount that sum to 1 (a share below 0 takes), or all 0, which get nothing; `of` ascends.
    What is left after rounding down goes to the largest remainders, ties to the part that stands first.
    """
    exact = np.round(part * amount[of], _TIE)
    got = np.floor(exact).astype(np.int64)
    whole = np.zeros(len(amount), np.int64)
    np.add.at(whole, of, got)
    shared = np.zeros(len(amount), np.bool_)
    shared[of[part != 0]] = True
    left = np.where(shared, amount - whole, 0)
    order = np.lexsort((np.arange(len(of)), -np.where(part != 0, exact - got, -1.0), of))
    first = np.searchsorted(of, of)  # where each one's amount begins: `of` ascends
    rank = np.empty(len(of), np.int64)
    rank[order] = np.arange(len(of)) - first[order]
    return got + (rank < left[of])


def whole_minor(exact: Sequence[Decimal]) -> list[int]:
    """Exact amounts as whole ones whose sum is the rounded sum: the largest remainder, ties by order."""
    got = [int(each.to_integral_value(rounding="ROUND_FLOOR")) for each in exact]
    left = int(sum(exact, Decimal(0)).to_integral_value()) - sum(got)
    order = sorted(range(len(exact)), key=lambda n: (got[n] - exact[n], n))
    for n in order[:left]:
        got[n] += 1
    return got
