"""/coverage and /coverage/accounts: how far both teams reach the target accounts, and where they do not."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Offset
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.coverage import TargetCoverage, Targets, company_coverage, targets_to_act_on

router = Router(tags=["numbers"])


@router.get("/coverage", url_name="coverage", response={200: TargetCoverage, **ERRORS})
def the_coverage(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """Target accounts: known, reached by either team and by both, engaged, in a deal; white space by seniority."""
    now = datetime.now(UTC)
    return answer(company_coverage(asks(request), window=window_of(start, end, now), now=now))


@router.get("/coverage/accounts", url_name="coverage-accounts", response={200: Targets, **ERRORS})
def the_targets(
    request: HttpRequest, start: date | None = None, end: date | None = None, offset: Offset = 0
) -> HttpResponse:
    """The target accounts in which something is missing, as far as you may see them."""
    now = datetime.now(UTC)
    return answer(targets_to_act_on(asks(request), window=window_of(start, end, now), now=now, offset=offset))
