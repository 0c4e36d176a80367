"""Talk beside a subject: a panel in its page, or a page by itself; and the questions that are open."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.alignment.talk.read import find_questions
from accord.alignment.talk.say import Said
from accord.alignment.talk.subjects import About, get_subject
from accord.interfaces.web.errors import status_of
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, part, show
from accord.interfaces.web.views.notices import address_of
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows import talk as acts


def talk(request: HttpRequest, viewer: Viewer, about: str) -> HttpResponse:
    """What was said about a subject."""
    return _panel(request, viewer, about)


def talk_say(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say something, ask why, or answer; a refused one keeps what was typed."""
    about, text = request.POST.get("about", ""), request.POST.get("text", "")
    answers = request.POST.get("answers", "")
    try:
        said = acts.say(
            viewer,
            about,
            text,
            question="question" in request.POST,
            answers=int(answers) if answers.isdecimal() and len(answers) < 20 else 0,
            day=read_day(request.POST.get("day", "")),
            now=timezone.now(),
        )
    except AccordError as problem:
        get_subject(viewer, about)
        return _panel(request, viewer, about, problem, typed=text)
    return _done(request, viewer, about, said)


def talk_change(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Change one's own words."""
    acts.change(viewer, key, request.POST.get("text", ""), now=timezone.now())
    return _done(request, viewer, request.POST.get("about", ""))


def talk_remove(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Remove one's own words."""
    acts.remove(viewer, key, now=timezone.now())
    return _done(request, viewer, request.POST.get("about", ""))


def questions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Why? asked of a number: those that are open, or all."""
    every = request.GET.get("all") == "1"
    found = find_questions(viewer, timezone.now(), open_only=not every)
    return show(request, viewer, "questions.html", questions=found, every=every)


def read_day(text: str) -> date | None:
    """A day as a form sends it; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _done(request: HttpRequest, viewer: Viewer, about: str, said: Said | None = None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _panel(request, viewer, about, said=said)
    return moved(request, "talk", about=about)


def _panel(
    request: HttpRequest,
    viewer: Viewer,
    about: str,
    problem: AccordError | None = None,
    typed: str = "",
    said: Said | None = None,
) -> HttpResponse:
    subject = get_subject(viewer, about)
    values = {
        "subject": subject,
        "dated": acts.find_dated_here(about, timezone.now()),
        "remarks": acts.listen(viewer, about, timezone.now()),
        "typed": typed,
        "unreached": said.unreached if said else (),
        "back_url": address_of(subject),
        "may_idea": subject.kind is About.lead and may_open(viewer, "content-idea"),
    }
    if request.headers.get("HX-Request"):
        answer = part(request, "parts/talk.html", problem=problem, **values)
        answer.status_code = status_of(problem) if problem else 200
        return answer
    return show(request, viewer, "talk.html", problem, **values)
