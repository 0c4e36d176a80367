"""A company's deals as its buyers' cycles, and how the agreement has paths cut, out of the mirror."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.measures.attribution.cut import NEVER, OPEN, OUTSIDE, WITHIN
from accord.measures.attribution.pieces import Cutting, Cycles, Floats, Ints
from accord.measures.attribution.reckon import Flags
from accord.measures.scope import Scope

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cycles_of(rows: pa.Table, value: Floats | None = None) -> Cycles:
    """Rows of `credit_cycles` as columns; without `value` a won deal is worth its amount as it is written.

    A deal of nobody comes before all buyers: none touches anything for it.
    """
    within = rows["within"].fill_null(False).to_numpy()
    state = np.where(_is(rows, "open"), OPEN, np.where(within, WITHIN, OUTSIDE))
    won = _is(rows, "won").astype(np.float64)
    amount = np.asarray(rows["amount"].fill_null(0).to_numpy(), np.float64) if value is None else value
    return Cycles(
        buyer=instants(rows["buyer"]), deal=instants(rows["deal"]), since=instants(rows["since"]),
        until=instants(rows["closed_at"]), state=state.astype(np.int64), won=won, value=won * amount,
    )  # fmt: skip


def cutting_of(scope: Scope) -> Cutting:
    """How the scope's agreement and window have paths cut."""
    bound = scope.bound()
    return Cutting(
        now=_micro(scope.now),
        look_back=bound["look_back"],
        since=_begin(bound["from_day"], scope.zone),
        before=_begin(bound["to_day"], scope.zone),
        conversations=bound["conversations"],
    )


def instants(column: pa.ChunkedArray) -> Ints:
    """A column as whole numbers, instants as microseconds, what is missing as before all of them."""
    plain = column if pa.types.is_int64(column.type) else column.cast(pa.int64())
    return np.asarray(plain.fill_null(NEVER).to_numpy(), np.int64)


def _is(rows: pa.Table, what: str) -> Flags:
    return np.asarray(pc.equal(rows["what"], what).to_numpy(), np.bool_)


def _begin(day: date | None, zone: str) -> int | None:
    """The first instant of a day in a zone."""
    return None if day is None else _micro(datetime.combine(day, time(), ZoneInfo(zone)))


def _micro(at: datetime) -> int:
    whole: Any = at - _EPOCH
    return int(whole.days) * 86_400_000_000 + int(whole.seconds) * 1_000_000 + int(whole.microseconds)
