"""/talk: what was said beside a subject, and the questions that are open."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from accord.alignment.talk.read import RemarkView, find_questions
from accord.alignment.talk.say import LONGEST, Said
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key
from accord.interfaces.api.shape import ERRORS, answer
from accord.workflows import talk as acts

router = Router(tags=["talk"])


class Words(Body):
    """What is said."""

    text: str = Field(min_length=1, max_length=LONGEST)


class Remark(Words):
    """What is said about a subject; `answers`: the key of the question it answers.

    `question`: why, of a number; help of marketing, on a lead; of a clause, that what it promises is due, with the
    `day` of the event or of the campaign's start where its time needs one.
    """

    about: str = Field(max_length=200)
    question: bool = False
    day: date | None = None
    answers: Key = 0


@router.get("/talk", url_name="talk", response={200: tuple[RemarkView, ...], **ERRORS})
def talk(request: HttpRequest, about: str) -> HttpResponse:
    """What was said about `lead:<key>`, `contact:<id>`, `account:<id>`, `number:<name>` or `clause:<path>`."""
    return answer(acts.listen(asks(request), about, datetime.now(UTC)))


@router.post("/talk", url_name="talk-say", response={200: Said, **ERRORS})
def say(request: HttpRequest, said: Remark) -> HttpResponse:
    """Say something; `@name` tells a colleague, unless they may not see the subject."""
    now = datetime.now(UTC)
    made = acts.say(
        asks(request),
        said.about,
        said.text,
        question=said.question,
        answers=said.answers,
        day=said.day,
        now=now,
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
