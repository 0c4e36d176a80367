"""/roi: what came back for what was spent."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.roi import Roi, company_roi

router = Router(tags=["numbers"])


@router.get("/roi", url_name="roi", response={200: Roi, **ERRORS})
def the_roi(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Spend, credit, return and costs by channel over a window of days (all time without one)."""
    now = datetime.now(UTC)
    return answer(company_roi(asks(request), window=window_of(start, end, now), now=now))
