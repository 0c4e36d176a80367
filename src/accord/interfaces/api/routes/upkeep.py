"""/doctor: every invariant, checked."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.doctor import Finding
from accord.workflows.keep_mirror import examine

router = Router(tags=["upkeep"])


@router.get("/doctor", url_name="doctor", response={200: list[Finding], **ERRORS})
def doctor(request: HttpRequest) -> HttpResponse:
    """Every violated invariant with its rows; empty when all hold."""
    return answer(examine(asks(request), datetime.now(UTC)))
