"""/retention and /retention/at-risk: what is kept of a year before, and who may leave."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Offset
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.retention import CustomersAtRisk, Retention, company_retention, customers_at_risk

router = Router(tags=["numbers"])


@router.get("/retention", url_name="retention", response={200: Retention, **ERRORS})
def the_retention(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """What is kept over the twelve months that end with the window, by segment; renewals; signs of risk."""
    now = datetime.now(UTC)
    return answer(company_retention(asks(request), window=window_of(start, end, now), now=now))


@router.get("/retention/at-risk", url_name="at-risk", response={200: CustomersAtRisk, **ERRORS})
def the_customers_at_risk(request: HttpRequest, offset: Offset = 0) -> HttpResponse:
    """The customers at risk today that you may see, each with its signs."""
    return answer(customers_at_risk(asks(request), now=datetime.now(UTC), offset=offset))
