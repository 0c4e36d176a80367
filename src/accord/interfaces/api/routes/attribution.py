"""/attribution: who is credited for what was won."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.attribution import CompanyCredit, company_credit

router = Router(tags=["numbers"])


@router.get("/attribution", url_name="attribution", response={200: CompanyCredit, **ERRORS})
def the_attribution(
    request: HttpRequest, start: date | None = None, end: date | None = None, compare: bool = False
) -> HttpResponse:
    """What was won in a window of days (all time without one), shared out over the touches before it."""
    now, window = datetime.now(UTC), window_of(start, end, datetime.now(UTC))
    return answer(company_credit(asks(request), window=window, compare=compare, now=now))
