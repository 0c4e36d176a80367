"""The survey: what both teams believe beside what is measured; two minutes on a phone to answer."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.alignment.survey.figures import Answer
from accord.alignment.survey.rounds import answer, close_round, find_mine, open_round
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.reporting.survey import survey as read_survey
from accord.reporting.survey import survey_file as write_survey
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer

_KEPT = 60 * 60 * 24 * 120  # the browser forgets a receipt after a cycle


def survey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every closed round, question by question, beside its measured twin; the same for every role."""
    found = read_survey(viewer, timezone.now())
    first = found.results[0] if found.results else None
    trends = {each.question.id: found.trend(each.question.id) for each in first.asked} if first else {}
    return show(
        request,
        viewer,
        "survey.html",
        survey=found,
        trends=trends,
        may_answer=may_open(viewer, "survey-answer"),
        may_run=may_open(viewer, "survey-open"),
    )


def survey_answer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The questions of the open round; what was answered in this browser can be changed until the round is closed."""
    if request.method == "POST":
        return _answered(request, viewer)
    return _form(request, viewer)


def survey_open(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Open the round of the cycle."""
    if open_round(viewer, now=timezone.now()).closed:
        return moved(request, "survey", _("The round of this cycle is closed; the next cycle has its own."))
    return moved(request, "survey", _("The round is open; both teams are told."))


def survey_close(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Close a round: its figures are shown from now on."""
    close_round(viewer, request.POST.get("cycle", ""), now=timezone.now())
    return moved(request, "survey", _("The round is closed."))


def survey_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every figure that is shown, as a file."""
    body = write_survey(viewer, timezone.now())
    return HttpResponse(
        body, "text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="survey.csv"'}
    )


def _answered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    receipt = request.POST.get("receipt", "")
    said = {
        name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")
    }
    try:
        answer(viewer, receipt, said, now=timezone.now())
    except AccordError as problem:
        return _form(request, viewer, problem, said)
    response = moved(request, "survey", _("Thank you. You can change it here until the round is closed."))
    # Kept by this browser alone: a session of ours would stand in the record beside the name.
    response.set_cookie(
        _cookie(viewer), receipt, _KEPT, path="/survey", secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Strict",
    )  # fmt: skip
    return response


def _form(
    request: HttpRequest,
    viewer: Viewer,
    problem: AccordError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    receipt = request.POST.get("receipt") or request.COOKIES.get(_cookie(viewer), "")
    found, mine, given = find_mine(viewer, receipt, now=timezone.now())
    return show(
        request,
        viewer,
        "survey_answer.html",
        problem,
        round=found,
        mine=mine,
        said=typed or given,
        here=bool(given) or not mine.answered,
        words=[each.value for each in Answer],
        receipt=receipt if given else secrets.token_urlsafe(24),
    )


def _cookie(viewer: Viewer) -> str:
    return f"survey-{viewer.user_id}"
