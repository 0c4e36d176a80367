"""A move of budget becomes a decision: in the log that leaves with the weekly pack, on numbers frozen with it."""

from datetime import date, datetime

from django.db import transaction

from accord.alignment.meetings.decisions import decide
from accord.alignment.shapes import Decision
from accord.measures.number import Window
from accord.reporting.moves import MoveStands, key_of, moves_standing, open_decision
from accord.teams.agreements import has_clause
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer

_CLAUSES = ("budget.moves_over", "budget")  # the narrowest that the agreement has


def decide_move(
    by: Viewer,
    source: str,
    target: str,
    *,
    window: Window | None = None,
    seen: str = "",
    who: int = 0,
    due: date | None = None,
    now: datetime,
) -> Decision:
    """Decide on a move that stands now. Submitted twice, or while one of the same move is open, it is that one.

    `seen` is the digest of the numbers that were looked at, where they were. Raises `Refused` without the right to
    decide, `NotFound` for a move that does not stand, `Invalid` where the numbers are others than those seen.
    """
    require(by, Right.decide)
    stands = _find(moves_standing(by, window=window, now=now), source, target)
    if seen and seen != stands.evidence.digest:
        raise Invalid(
            "roi.moved",
            "the numbers are no longer those that were shown",
            "look at the move again, and decide then",
        )
    with transaction.atomic():
        if (found := open_decision(by, stands.move)) is not None:
            return found
        return decide(
            by,
            key=key_of(stands.evidence, stands.move),
            text=_text(stands),
            about=next((f"clause:{path}" for path in _CLAUSES if has_clause(path, now)), ""),
            who=who,
            due=due,
            evidence=stands.evidence,
            now=now,
        )


def _find(found: tuple[MoveStands, ...], source: str, target: str) -> MoveStands:
    for stands in found:
        if (stands.move.source, stands.move.target) == (source, target):
            return stands
    known = ", ".join(f"{each.move.source} to {each.move.target}" for each in found) or "none"
    raise NotFound("roi.no_move", "no such move stands in these days", f"those that stand: {known[:200]}")


def _text(stands: MoveStands) -> str:
    move = stands.move
    return (
        f"Move a part of the budget of {move.source[:80]} to {move.target[:80]}: {move.source[:80]} came back "
        f"{move.source_low:.1f} to {move.source_high:.1f} times, {move.target[:80]} {move.target_low:.1f} to "
        f"{move.target_high:.1f}"
    )
