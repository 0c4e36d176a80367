"""/hears: what sales heard in the last whole week, against its own past."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.hears import Hears, company_hears

router = Router(tags=["numbers"])


@router.get("/hears", url_name="hears", response={200: Hears, **ERRORS})
def the_hears(
    request: HttpRequest, segment: str = "", start: date | None = None, end: date | None = None
) -> HttpResponse:
    """Topics of the last whole week before the window's end, of one segment or of all, and which spike."""
    now = datetime.now(UTC)
    found = company_hears(asks(request), segment=segment, window=window_of(start, end, now), now=now)
    return answer(found)
