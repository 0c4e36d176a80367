"""How much of what is published no buyer sees (M7): the unused share with what it is a share of, and each piece's use.

A piece is judged once it has been published for `content.unused_after`, and unused when nobody used it for as long, in
the ways of `content.counts_as_used`. All published pieces are counted: no interval is drawn, for nothing is sampled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from accord.agreement.clocks.instants import instant
from accord.agreement.content_clause import may_lie_days, ways_of
from accord.measures.mirror import Mirror, Row
from accord.measures.number import Number, Part, Reading, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import said

OF = "content:"  # what the names of these numbers begin with
CLAUSE, TARGET = "content.unused_after", "content.unused_at_most"
BY = ("stage", "segment")
NONE_AGREED = "the agreement does not say in days for how long a piece may lie unused"
_FORMULA = (
    "published pieces that no buyer used for as long as a piece may lie / pieces published for at least as long; "
    "used: %(ways)s"
)


@dataclass(frozen=True, slots=True)
class PieceUse:
    """One published piece: how often it was sent and shown, who opened it, when last, the deals it touched."""

    key: int
    title: str
    stage: str
    segment: str
    published_at: datetime
    sent: int
    shown: int
    opened: int
    used_at: datetime | None
    deals: int
    won: int
    judged: bool  # published long enough
    unused: bool


@dataclass(frozen=True, slots=True)
class UseCell:
    """The unused share of one stage or segment; `cell` is empty for pieces that name none."""

    by: str
    cell: str
    unused: Number


@dataclass(frozen=True, slots=True)
class UseOfContent:
    """The whole answer. `days`: for how long a piece may lie; None where nothing is agreed, and nothing is judged."""

    unused: Number
    cells: tuple[UseCell, ...]
    pieces: tuple[PieceUse, ...]
    ways: tuple[str, ...]
    days: int | None
    reading: Reading = field(default_factory=lambda: Reading("", False))
    as_of: datetime | None = None

    def numbers(self) -> tuple[Number, ...]:
        """Every number on it, for search by name."""
        return (self.unused, *(each.unused for each in self.cells))


def use_of_content(mirror: Mirror, scope: Scope) -> UseOfContent:
    """The use of the pieces that the scope binds (`Scope.pieces`)."""
    days, ways = may_lie_days(scope.document), ways_of(scope.document)
    rows = mirror.ask("content_use", **scope.bound())
    cells = tuple(
        UseCell(by, cell, _share(scope, [row for row in rows if row[by] == cell], by, cell))
        for by in BY
        for cell in sorted({row[by] for row in rows})
    )
    return UseOfContent(
        _share(scope, rows), cells, tuple(map(_piece, rows)), ways, days, scope.reading, scope.as_of
    )


def bound_pieces(pieces: Iterable[Mapping[str, Any]], shares: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the queries bind of published pieces and of shares: lists side by side, instants in microseconds."""
    listed, given = list(pieces), list(shares)
    names = {"piece_keys": "key", "piece_names": "title", "piece_since": "since", "piece_stages": "stage",
             "piece_segments": "segment", "piece_places": "place"}  # fmt: skip
    of = {"share_pieces": "piece", "share_subjects": "subject", "share_since": "since", "share_ways": "way"}
    return {
        **{name: [each[key] for each in listed] for name, key in names.items()},
        **{name: [each[key] for each in given] for name, key in of.items()},
    }


def _share(scope: Scope, rows: list[Row], by: str = "", cell: str = "") -> Number:
    days = may_lie_days(scope.document)
    judged, unused = sum(row["judged"] for row in rows), sum(row["unused"] for row in rows)
    where = (("dimension", by), ("cell", cell)) if by else ()
    agreed = scope.document.content if scope.document else None
    number = scope.number(
        ":".join((OF + "unused", by, cell)) if by else OF + "unused",
        "Published content that lies unused",
        unused / judged if judged else None,
        "share",
        said(_FORMULA, ways=", ".join(ways_of(scope.document))),
        "content_use",
        clause=CLAUSE,
        rows=Rows("rows_content_unused", unused, where),
        part=Part(unused, judged, "pieces published long enough"),
        target=float(agreed.unused_at_most.as_share) if agreed and days is not None else None,
    )
    if days is None:
        return replace(number, value=None, rows=None, part=None, enough=False, note=NONE_AGREED)
    if not judged:
        note = said("no piece has been published for %(n)s days yet", n=days)
        return replace(number, enough=False, note=note)
    return number


def _piece(row: Row) -> PieceUse:
    return PieceUse(
        row["piece"], row["name"], row["stage"], row["segment"], instant(row["since"]), row["sent"], row["shown"],
        row["opened"], None if row["used"] is None else instant(row["used"]), row["deals"], row["won"],
        bool(row["judged"]), bool(row["unused"]),
    )  # fmt: skip
