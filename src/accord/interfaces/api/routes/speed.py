"""/speed: how long leads wait for a first response, and what an hour of it costs."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.speed import SpeedToLead, lead_speed

router = Router(tags=["numbers"])


@router.get("/speed", url_name="speed", response={200: SpeedToLead, **ERRORS})
def the_speed(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Waiting by class over a window of days (all time without one), and the cost of an hour."""
    now = datetime.now(UTC)
    return answer(lead_speed(asks(request), window=window_of(start, end, now), now=now))
