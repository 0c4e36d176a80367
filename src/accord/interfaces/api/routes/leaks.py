"""/leaks: what broken promises cost, by clause."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.leaks import Leaks, leak_ledger

router = Router(tags=["numbers"])


@router.get("/leaks", url_name="leaks", response={200: Leaks, **ERRORS})
def the_leaks(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """The leak ledger over a window of days (all time without one); the same for every role."""
    now = datetime.now(UTC)
    return answer(leak_ledger(asks(request), window=window_of(start, end, now), now=now))
