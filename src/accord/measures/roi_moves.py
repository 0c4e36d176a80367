"""Moves of budget that the evidence speaks for and that need both teams' yes: from a channel to a better one."""

from collections.abc import Sequence
from dataclasses import dataclass

from accord.measures.attribution.credit_shapes import CompanyCredit
from accord.measures.number import Number
from accord.vocabulary.said import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From one channel's budget to another's. Returns are credit / spend, with the 90 % interval of the credit alone.

    The interval knows how deals vary, not what causes them: a move is proposed, and decided by both teams.
    """

    source: str
    target: str
    source_low: float
    source_high: float
    target_low: float
    target_high: float
    says: str


def moves_of(spent: Sequence[Number], credit: CompanyCredit) -> tuple[Move, ...]:
    """Every pair of channels with spend whose returns' intervals lie apart, the widest gap first.

    `spent` are the channels' spend, by channel. None where the signed model has no intervals, where nothing
    was spent, or where credit and spend are not of one currency.
    """
    rows = {row.name: row for row in credit.signed[0].rows}
    won = float(credit.amount)
    returns = {}
    for spend in spent:
        channel, amount = spend.name.rsplit(":", 1)[-1], float(spend.value or 0)
        row = rows.get(channel)
        if row is None or row.low is None or row.high is None or amount <= 0 or spend.unit != credit.currency:
            continue
        returns[channel] = (row.low * won / amount, row.high * won / amount)
    found = [
        _move(worse, low, better, high)
        for worse, low in returns.items()
        for better, high in returns.items()
        if low[1] < high[0]
    ]
    return tuple(
        sorted(found, key=lambda move: (move.source_high - move.target_low, move.source, move.target))
    )


def _move(worse: str, low: tuple[float, float], better: str, high: tuple[float, float]) -> Move:
    return Move(
        source=worse,
        target=better,
        source_low=low[0],
        source_high=low[1],
        target_low=high[0],
        target_high=high[1],
        says=said(
            "%(worse)s came back %(a)s to %(b)s times, %(better)s %(c)s to %(d)s: a part of the one for the other",
            worse=worse, better=better, a=f"{low[0]:.1f}", b=f"{low[1]:.1f}", c=f"{high[0]:.1f}", d=f"{high[1]:.1f}",
        ),
    )  # fmt: skip
