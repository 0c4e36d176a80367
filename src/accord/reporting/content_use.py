"""The use of published content for whoever may see the board: the unused share, each piece, and what to retire."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Max

from accord.agreement.clocks.instants import micros
from accord.content.models import PieceRow, PieceShare, PieceStep
from accord.measures.content_use import (
    OF,
    PieceUse,
    UseCell,
    UseOfContent,
    bound_pieces,
    use_of_content,
)
from accord.measures.scope import Scope
from accord.reporting.reckoned import reckoned
from accord.teams.rights import Right, require
from accord.vocabulary.channels import where_it_led
from accord.vocabulary.content import PieceAct, PieceState, ShareWay
from accord.vocabulary.people import Viewer

__all__ = [
    "OF",
    "PieceUse",
    "ToRetire",
    "UseCell",
    "UseOfContent",
    "content_use",
    "find_to_retire",
    "with_pieces",
]
_WAYS = {ShareWay.link.value: "sent", ShareWay.meeting.value: "shown"}


@dataclass(frozen=True, slots=True)
class ToRetire:
    """A published piece that should go, or be looked at: `unused` beyond the clause, `review_on` passed."""

    piece: PieceUse
    review_on: date | None
    past_review: bool
    version: int  # of the piece: a step says which it was taken from


def content_use(viewer: Viewer, *, now: datetime) -> UseOfContent:
    """Of everything that is published now. Raises `Refused` without the right to see the board.

    Kept by version of the mirror, agreement, day, pieces and shares; never by viewer.
    """
    require(viewer, Right.see_board)
    bound = _bound()
    stands = blake2b(repr(bound).encode(), digest_size=16).hexdigest()
    return reckoned(
        viewer, "content_use", lambda mirror, scope: use_of_content(mirror, replace(scope, pieces=bound)), stands,
        window=None, now=now,
    )  # fmt: skip


def find_to_retire(viewer: Viewer, *, now: datetime) -> tuple[ToRetire, ...]:
    """Published pieces that lie unused, or whose day of review has passed; those lying longest first."""
    made = content_use(viewer, now=now)
    today = now.date()
    known = {row.key: row for row in PieceRow.objects.filter(state=PieceState.published.value)}
    found = []
    for piece in made.pieces:
        row = known.get(piece.key)
        past = row is not None and row.review_on is not None and row.review_on < today
        if row is not None and (piece.unused or past):
            found.append(ToRetire(piece, row.review_on, past, row.version))
    return tuple(sorted(found, key=lambda one: (one.piece.used_at or one.piece.published_at, one.piece.key)))


def with_pieces(scope: Scope) -> Scope:
    """The scope with what is published now: for the rows behind these numbers, and for taking one away."""
    return replace(scope, pieces=_bound())


def _bound() -> Mapping[str, Any]:
    rows = list(PieceRow.objects.filter(state=PieceState.published.value).order_by("key"))
    keys = [row.key for row in rows]
    steps = PieceStep.objects.filter(piece__in=keys, after=PieceState.published.value).exclude(
        act=PieceAct.undo.value  # a retirement taken back: it was published all the time
    )
    since = dict(steps.values_list("piece").annotate(last=Max("at")))
    shares = PieceShare.objects.filter(piece__in=keys, taken_back_at=None).order_by("at", "key")
    return bound_pieces(
        [
            {
                "key": row.key, "title": row.title, "since": micros(since.get(row.key) or row.made_at),
                "stage": row.stage, "segment": row.segment, "place": where_it_led(row.link),
            }
            for row in rows
        ],
        [
            {"piece": piece, "subject": subject, "since": micros(_aware(at)), "way": _WAYS[way]}
            for piece, subject, at, way in shares.values_list("piece_id", "subject", "at", "way")
        ],
    )  # fmt: skip


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
