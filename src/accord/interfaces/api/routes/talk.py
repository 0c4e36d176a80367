"""/talk and /notices: what was said beside a subject; one's own notices."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from accord.alignment.talk.read import RemarkView, find_questions, find_talk
from accord.alignment.talk.say import LONGEST, Said
from accord.contacts.shapes import Page
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key, Offset
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.notices import NoticeView, find_notices
from accord.teams.notices.reads import mark_read
from accord.workflows import talk as acts

router = Router(tags=["talk"])


class Words(Body):
    """What is said."""

    text: str = Field(min_length=1, max_length=LONGEST)


class Remark(Words):
    """What is said about a subject; `question`: why, of a number; `answers`: the key of the question it answers."""

    about: str = Field(max_length=200)
    question: bool = False
    answers: Key = 0


class Read(Body):
    """Keys of notices; none named: all of them."""

    keys: list[Key] = Field(default_factory=list, max_length=200)


@router.get("/talk", url_name="talk", response={200: tuple[RemarkView, ...], **ERRORS})
def talk(request: HttpRequest, about: str) -> HttpResponse:
    """What was said about `lead:<key>`, `contact:<id>`, `account:<id>`, `number:<name>` or `clause:<path>`."""
    return answer(find_talk(asks(request), about, datetime.now(UTC)))


@router.post("/talk", url_name="talk-say", response={200: Said, **ERRORS})
def say(request: HttpRequest, said: Remark) -> HttpResponse:
    """Say something; `@name` tells a colleague, unless they may not see the subject."""
    now = datetime.now(UTC)
    made = acts.say(
        asks(request), said.about, said.text, question=said.question, answers=said.answers, now=now
    )
    return answer(made)


@router.get("/talk/questions", url_name="talk-questions", response={200: tuple[RemarkView, ...], **ERRORS})
def questions(request: HttpRequest, every: bool = False) -> HttpResponse:
    """Why? asked of a number, and not answered yet; `every`: the answered ones too."""
    return answer(find_questions(asks(request), datetime.now(UTC), open_only=not every))


@router.post("/talk/{int:key}/change", url_name="talk-change", response={200: None, **ERRORS})
def change(request: HttpRequest, key: Id, said: Words) -> HttpResponse:
    """Change one's own words within an hour."""
    acts.change(asks(request), key, said.text, now=datetime.now(UTC))
    return answer(None)


@router.post("/talk/{int:key}/remove", url_name="talk-remove", response={200: None, **ERRORS})
def remove(request: HttpRequest, key: Id) -> HttpResponse:
    """Remove one's own words within an hour."""
    acts.remove(asks(request), key, now=datetime.now(UTC))
    return answer(None)


@router.get("/notices", url_name="notices", response={200: Page[NoticeView], **ERRORS})
def notices(request: HttpRequest, unread: bool = False, offset: Offset = 0) -> HttpResponse:
    """One's own notices, newest first."""
    return answer(find_notices(asks(request), datetime.now(UTC), unread=unread, offset=offset))


@router.post("/notices/read", url_name="notices-read", response={200: int, **ERRORS})
def read(request: HttpRequest, which: Read) -> HttpResponse:
    """Note that one has read them; how many were unread."""
    return answer(mark_read(asks(request), which.keys or None, now=datetime.now(UTC)))
