"""After the sale: contracts of a year, what is added under way, and whether each is renewed."""

import numpy as np
from numpy.random import Generator

from accord.simulation.plan import Behaviour
from accord.simulation.shapes import DAY, Array, Deals

YEAR = 365 * DAY
NEW, EXPANSION, RENEWAL = range(3)
_OPENED = 60 * DAY  # before the contract ends
_DECIDED = 25 * DAY  # a few are decided only so long after its end


def draw_terms(rng: Generator, how: Behaviour, deals: Deals, until: int) -> Deals:
    """The same deals, and after them the expansions and renewals of those that were won, a year after another."""
    won = np.flatnonzero(deals.won & (deals.closed_at < until))
    account, rep, began = deals.account[won], deals.rep[won], deals.closed_at[won]
    paid = deals.amount[won].astype(np.float64)
    more: list[Deals] = []
    while len(account):
        n = len(account)
        added, when = (
            rng.random(n) < how.expanded_share,
            began + (YEAR * rng.uniform(0.2, 0.7, n)).astype(np.int64),
        )
        extra = np.where(added, np.round(paid * rng.uniform(0.1, 0.5, n) / 100) * 100, 0.0)
        grown = np.flatnonzero(added & (when < until))
        one = np.ones(len(grown), bool)
        at = when[grown]
        more.append(_deals(account[grown], rep[grown], at - 20 * DAY, at, one, extra[grown], EXPANSION))
        kept = rng.random(n) < how.renewed_share
        due = began + YEAR
        decided = due - 10 * DAY + np.where(rng.random(n) < 0.1, _DECIDED, rng.integers(0, 10, n) * DAY)
        amount = np.round((paid + extra) * rng.lognormal(how.renewal_drift, 0.08, n) / 100) * 100
        asked = due - _OPENED < until
        more.append(
            _deals(
                account[asked],
                rep[asked],
                due[asked] - _OPENED,
                decided[asked],
                kept[asked],
                amount[asked],
                RENEWAL,
            )
        )
        on = kept & (decided < until)
        account, rep, began, paid = account[on], rep[on], due[on], amount[on]
    return _joined(deals, more)


def _deals(
    account: Array, rep: Array, created: Array, closed_at: Array, won: Array, amount: Array, kind: int
) -> Deals:
    n = len(account)
    nobody = np.full(n, -1, np.int64)
    return Deals(
        person=nobody,
        account=account,
        rep=rep,
        created=created,
        closed_at=closed_at,
        won=won,
        stage=np.full(n, 2),
        amount=amount.astype(np.int64),
        from_marketing=np.zeros(n, bool),
        renews=np.full(n, kind),
    )


def _joined(first: Deals, more: list[Deals]) -> Deals:
    every = (first, *more)
    return Deals(
        **{name: np.concatenate([getattr(one, name) for one in every]) for name in first.__dataclass_fields__}
    )
