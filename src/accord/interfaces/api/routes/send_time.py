"""/send-time: answers by the hour of the recipient's week."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.send_time import SendTime, send_times

router = Router(tags=["numbers"])


@router.get("/send-time", url_name="send-time", response={200: SendTime, **ERRORS})
def the_send_time(
    request: HttpRequest,
    by: str = "seniority",
    of: str = "",
    start: date | None = None,
    end: date | None = None,
) -> HttpResponse:
    """When e-mail is answered, by the recipient's own clock, over a window of days (all time without one)."""
    now = datetime.now(UTC)
    window = window_of(start, end, now)
    return answer(send_times(asks(request), by=by, of=of, window=window, now=now))
