"""A company's paths out of its touches by buyer: what `credit_paths` and `credit_touched` give, without a join."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.measures.attribution.compiled import kernels
from accord.measures.attribution.cut import NEVER, WITHIN
from accord.measures.attribution.cycles import cutting_of, cycles_of
from accord.measures.attribution.pieces import Cut, Cycles, Ints, Room, cut_piece
from accord.measures.layout import INSTANT
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.sitting import Sitting
from accord.measures.touches.changes import NAME
from accord.measures.touches.pieces import Piece, columns_of, open_pieces

_WANTED = ("buyer", "seq", "moment", "channel", "campaign", "asset", "mark")
_WHAT = np.array(["lost", "silent", "won"])  # in the order of their names, as paths are numbered
_WORD = pa.dictionary(pa.int32(), pa.string())


class Gathered(NamedTuple):
    """Rows of `credit_paths` (open ones may be left out), of `credit_touched`, and how many buyers are open."""

    paths: pa.Table
    touched: pa.Table
    open: int


def stand_by_buyer(mirror: Mirror) -> bool:
    """Whether a mirror keeps touches by buyer; one made by an older release does not."""
    return bool(mirror.manifest.tables.get(NAME))


def gather(asked: Sitting, scope: Scope) -> Gathered:
    """Cut the paths of the scope's window; the sitting knows them as `credit_paths` from then on."""
    rows = asked.ask_table("credit_cycles", keep=True, **scope.bound())
    cycles, cutting = cycles_of(rows), cutting_of(scope)
    pieces = open_pieces(asked.folder, asked.manifest.tables[NAME])
    run, when, met = kernels(pieces.rows), cutting.numbers(), np.zeros(len(cycles.buyer), np.int64)
    found, still_open = list[_Found](), 0
    for piece in pieces.each:
        columns, room = columns_of(piece, pieces.channels), Room()
        cut = cut_piece(columns, cycles, when, met, run, room, places=True)
        still_open += cut.open
        if len(cut.path):
            found.append(_found(piece, cut, columns.buyer, columns.moment))
    alone = np.flatnonzero((met == 0) & (cycles.state == WITHIN))
    found.append(
        _Found(
            alone,
            cycles.buyer[alone],
            np.zeros((2, len(alone)), np.int64),
            np.zeros(len(alone), np.int64),
            None,
        )
    )
    paths, order = _number(found, cycles, cutting.look_back or 0, rows)
    touched = _touched(found, order)
    asked.give("credit_paths", paths, **scope.bound())
    return Gathered(paths, touched, still_open)


class _Found(NamedTuple):
    """Paths of one piece: the place of each one's deal or -1, its buyer, (since, until), its touches."""

    deal: Ints
    buyer: Ints
    span: Ints  # [since or until, path]
    touches: Ints
    rows: pa.Table | None


def _found(piece: Piece, cut: Cut, buyer: Ints, moment: Ints) -> _Found:
    deal, begin, end, since = cut.path.T.copy()
    first = np.minimum(begin, len(buyer) - 1)
    # A deal's path may begin behind its buyer's last touch: the deal says whose it is.
    until = moment[np.maximum(end - 1, 0)]
    rows = piece.read(_WANTED).take(pa.array(cut.at))
    return _Found(deal, buyer[first], np.stack((since, until)), np.diff(cut.offset), rows)


def _number(found: list[_Found], cycles: Cycles, look_back: int, rows: pa.Table) -> tuple[pa.Table, Ints]:
    """Rows of `credit_paths`, and which of the found paths each is."""
    place = np.concatenate([each.deal for each in found])
    of_deal = place >= 0
    silent = ~of_deal
    buyer = np.concatenate([each.buyer for each in found])
    since, until = np.concatenate([each.span for each in found], axis=1)
    deal = np.zeros(len(place), np.int64)
    kind = np.full(len(place), 1)
    deal[of_deal] = cycles.deal[place[of_deal]]
    buyer[of_deal] = cycles.buyer[place[of_deal]]
    since[of_deal] = cycles.since[place[of_deal]]
    until[of_deal] = cycles.until[place[of_deal]]
    kind[of_deal] = np.where(cycles.won[place[of_deal]] > 0, 2, 0)
    order = np.lexsort((buyer, deal, kind))
    created = rows["created_at"].take(pa.array(place[order], mask=silent[order]))
    table = pa.table(
        {
            "path_no": np.arange(len(order)),
            "what": _WHAT[kind[order]].tolist() if len(order) else pa.array([], pa.string()),
            "deal": deal[order],
            "buyer": pa.array(buyer[order], mask=buyer[order] == NEVER),
            "since": _instants(since[order]),
            "until": _instants(until[order]),
            "ended_at": _instants(np.where(silent, until + look_back, until)[order]),
            "created_at": created,
        }
    )
    return table, order


def _touched(found: list[_Found], order: Ints) -> pa.Table:
    """Rows of `credit_touched`: the touches of the paths in the order of their numbers."""
    count = np.concatenate([each.touches for each in found])
    begin = np.concatenate(([0], np.cumsum(count)))[:-1]
    length = count[order]
    ends = np.cumsum(length)
    total = int(ends[-1]) if len(ends) else 0
    at = np.arange(total) - np.repeat(ends - length, length) + np.repeat(begin[order], length)
    tables = [each.rows for each in found if each.rows is not None]
    if not tables:
        return _none()
    rows = pa.concat_tables(tables).unify_dictionaries().combine_chunks().take(pa.array(at))
    sales = pc.greater(pc.bit_wise_and(rows["mark"], pa.scalar(2, pa.int8())), pa.scalar(0, pa.int8()))
    rows = rows.append_column("by_sales", sales)
    return rows.append_column("path_no", pa.array(np.repeat(np.arange(len(order)), length)))


def _none() -> pa.Table:
    words: dict[str, Any] = {name: pa.array([], _WORD) for name in ("channel", "campaign", "asset")}
    numbers = {name: pa.array([], pa.int64()) for name in ("path_no", "seq")}
    return pa.table(
        {**numbers, "moment": pa.array([], INSTANT), **words, "by_sales": pa.array([], pa.bool_())}
    )


def _instants(at: Ints) -> pa.Array:
    return pa.array(at, pa.int64(), mask=at == NEVER).cast(INSTANT)
