"""/quality: lead quality by source, campaign or class."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Word
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.quality import LeadQuality, lead_quality

router = Router(tags=["numbers"])


@router.get("/quality", url_name="quality", response={200: LeadQuality, **ERRORS})
def the_quality(
    request: HttpRequest, by: Word = "source", start: date | None = None, end: date | None = None
) -> HttpResponse:
    """Volume x acceptance x win x revenue x speed over a window of days (all time without one); what of it is noise."""
    now = datetime.now(UTC)
    return answer(lead_quality(asks(request), by=by, window=window_of(start, end, now), now=now))
