"""Moves of budget that need both teams, each with its numbers frozen and the decision that was made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from accord.alignment.meetings.decisions import find_named, find_open_like
from accord.alignment.meetings.evidence import freeze
from accord.alignment.shapes import Decision, Evidence, FrozenFigure
from accord.measures.number import Number, Window
from accord.measures.roi import Roi, RoiRow
from accord.measures.roi_moves import Move
from accord.reporting.roi import company_roi
from accord.vocabulary.people import Viewer

WHAT = "a move of budget"


@dataclass(frozen=True, slots=True)
class MoveStands:
    """A move as it stands now, and the decision made of it: the open one, else one on these very numbers."""

    move: Move
    evidence: Evidence
    decision: Decision | None


def moves_standing(viewer: Viewer, *, window: Window | None = None, now: datetime) -> tuple[MoveStands, ...]:
    """Every move over a window (None: all time). Raises `Refused` without the right to see the board."""
    made = company_roi(viewer, window=window, now=now)
    return tuple(_stands(viewer, made, move, window) for move in made.moves)


def key_of(evidence: Evidence, move: Move) -> str:
    """The key of the decision of a move on these numbers: submitted twice it is one."""
    return f"{_beginning(move)}{evidence.digest[:20]}"


def open_decision(viewer: Viewer, move: Move) -> Decision | None:
    """The open decision of a move, on whatever numbers; None without one."""
    return find_open_like(viewer, _beginning(move))


def _beginning(move: Move) -> str:
    return f"move:{sha256(f'{move.source}|{move.target}'.encode()).hexdigest()[:12]}:"


def _stands(viewer: Viewer, made: Roi, move: Move, window: Window | None) -> MoveStands:
    evidence = freeze(
        WHAT,
        _figures(made.rows, move),
        days=(window.start, window.end) if window else None,
        model=made.model,
        agreement=made.reading.hash,
        as_of=made.as_of,
    )
    decided = open_decision(viewer, move) or next(iter(find_named(viewer, [key_of(evidence, move)])), None)
    return MoveStands(move, evidence, decided)


def _figures(rows: Sequence[RoiRow], move: Move) -> list[FrozenFigure]:
    """Spend, credit and return of both channels; the return with its interval of 90 %."""
    found: list[FrozenFigure] = []
    spans = {
        move.source: (move.source_low, move.source_high),
        move.target: (move.target_low, move.target_high),
    }
    for channel, (low, high) in spans.items():
        row = next(row for row in rows if row.channel == channel)
        numbers = [row.spend, *((row.credit,) if row.credit is not None else ())]
        found += [_figure(channel, name, n) for name, n in zip(("spend", "credit"), numbers, strict=False)]
        found.append(FrozenFigure(f"{channel}: return", str(row.returned.value), "times", low, high))
    return found


def _figure(channel: str, name: str, number: Number) -> FrozenFigure:
    return FrozenFigure(f"{channel}: {name}", str(number.value), number.unit)
