"""/promises, /meetings, /decisions: what both teams promised, the meetings held, what was decided."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from accord.alignment.meetings.decisions import decide, find_decisions, finish
from accord.alignment.shapes import Decision, Meeting
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Key, Word
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.promises import PromisesBoard, promises_board
from accord.vocabulary.people import Viewer
from accord.workflows.meetings import hold_meeting

router = Router(tags=["promises"])


class NewDecision(Body):
    """What is decided. `key` is drawn by the caller: sent again, the decision is made once."""

    key: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.:-]+$")
    text: str = Field(min_length=1, max_length=500)
    about: str = Field("", max_length=200)  # clause:<path> or contact:<id>
    who: Key = 0
    due: date | None = None


class DecisionDone(Body):
    """Whether it is done."""

    done: bool = True


@router.get("/promises", url_name="promises", response={200: PromisesBoard, **ERRORS})
def the_promises(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Both teams' promises over a window of days (all time without one); the same for every role."""
    now = datetime.now(UTC)
    return answer(promises_board(asks(request), window=window_of(start, end, now), now=now))


@router.post("/meetings/{name}/held", url_name="meeting-held", response={200: Meeting, **ERRORS})
def held(request: HttpRequest, name: Word) -> HttpResponse:
    """Record that a meeting of the rhythm is held now."""
    return answer(hold_meeting(asks(request), name, now=datetime.now(UTC)))


@router.get("/decisions", url_name="decisions", response={200: list[Decision], **ERRORS})
def decisions(request: HttpRequest) -> HttpResponse:
    """Every open decision that you may see."""
    return answer(find_decisions(asks(request)))


@router.post("/decisions", url_name="decision-add", response={200: Decision, **ERRORS})
def add(request: HttpRequest, new: NewDecision) -> HttpResponse:
    """Record a decision."""
    return answer(_decide(asks(request), new))


@router.post("/decisions/{key}/done", url_name="decision-done", response={200: Decision, **ERRORS})
def done(request: HttpRequest, key: Word, said: DecisionDone) -> HttpResponse:
    """Say that a decision is done, or open it again."""
    return answer(finish(asks(request), key, done=said.done, now=datetime.now(UTC)))


def _decide(by: Viewer, new: NewDecision) -> Decision:
    return decide(
        by, key=new.key, text=new.text, about=new.about, who=new.who, due=new.due, now=datetime.now(UTC)
    )
