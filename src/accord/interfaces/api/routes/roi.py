"""/roi: what came back for what was spent; /roi/moves: what both may decide to move."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from accord.alignment.shapes import Decision
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Key
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.moves import MoveStands, moves_standing
from accord.reporting.roi import Roi, company_roi
from accord.workflows.decide_move import decide_move

router = Router(tags=["numbers"])


class NewMove(Body):
    """Which move is decided, over which days (all time without), and the digest of the numbers that were seen."""

    source: str = Field(min_length=1, max_length=200)
    target: str = Field(min_length=1, max_length=200)
    seen: str = Field("", max_length=64)
    start: date | None = None
    end: date | None = None
    who: Key = 0
    due: date | None = None


@router.get("/roi", url_name="roi", response={200: Roi, **ERRORS})
def the_roi(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Spend, credit, return and costs by channel over a window of days (all time without one)."""
    now = datetime.now(UTC)
    return answer(company_roi(asks(request), window=window_of(start, end, now), now=now))


@router.get("/roi/moves", url_name="moves", response={200: list[MoveStands], **ERRORS})
def the_moves(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Moves of budget that need both teams, with their numbers and the decision that was made of each."""
    now = datetime.now(UTC)
    return answer(moves_standing(asks(request), window=window_of(start, end, now), now=now))


@router.post("/roi/moves/decide", url_name="move-decide", response={200: Decision, **ERRORS})
def decide(request: HttpRequest, new: NewMove) -> HttpResponse:
    """Make a move a decision, its numbers frozen with it. Sent again, it is made once."""
    now = datetime.now(UTC)
    made = decide_move(
        asks(request), new.source, new.target, window=window_of(new.start, new.end, now), seen=new.seen,
        who=new.who, due=new.due, now=now,
    )  # fmt: skip
    return answer(made)
