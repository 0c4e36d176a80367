"""/survey: what both teams believe beside what is measured, and answering."""

import secrets
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from accord.alignment.survey.rounds import Round, close_round, open_round
from accord.alignment.survey.rounds import answer as give
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.survey import Survey, survey, survey_file

router = Router(tags=["survey"])


class Answers(Body):
    """Question to yes, rather_yes, rather_no or no. `receipt`: draw it, keep it to change them."""

    answers: dict[str, str]
    receipt: str = Field("", max_length=80)


class Given(Schema):
    """The receipt under which the answers stand; kept nowhere else."""

    receipt: str


class Cycle(Body):
    """Which round."""

    cycle: str = Field(min_length=1, max_length=40)


@router.get("/survey", url_name="survey", response={200: Survey, **ERRORS})
def the_survey(request: HttpRequest) -> HttpResponse:
    """The open round and the figures of every closed one; the same for every role."""
    return answer(survey(asks(request), datetime.now(UTC)))


@router.get(
    "/survey.csv",
    url_name="survey-file",
    response={200: None, **ERRORS},
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def the_file(request: HttpRequest) -> HttpResponse:
    """Every figure that is shown, as CSV."""
    return HttpResponse(survey_file(asks(request), datetime.now(UTC)), "text/csv; charset=utf-8")


@router.post("/survey/answers", url_name="survey-answer", response={200: Given, **ERRORS})
def answers(request: HttpRequest, given: Answers) -> HttpResponse:
    """Answer the open round, or change the answers with the same receipt."""
    receipt = given.receipt or secrets.token_urlsafe(24)
    give(asks(request), receipt, given.answers, now=datetime.now(UTC))
    return answer({"receipt": receipt})


@router.post("/survey/open", url_name="survey-open", response={200: Round, **ERRORS})
def opened(request: HttpRequest) -> HttpResponse:
    """Open the round of the cycle; one that is open is given back."""
    return answer(open_round(asks(request), now=datetime.now(UTC)))


@router.post("/survey/close", url_name="survey-close", response={200: Round, **ERRORS})
def closed(request: HttpRequest, which: Cycle) -> HttpResponse:
    """Close a round."""
    return answer(close_round(asks(request), which.cycle, now=datetime.now(UTC)))
