"""/sync: how the live connections stand."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.sync_health import SystemHealth, find_health

router = Router(tags=["sync"])


@router.get("/sync", url_name="sync", response={200: list[SystemHealth], **ERRORS})
def sync(request: HttpRequest) -> HttpResponse:
    """Every connected system: last read, lag, budget, conflicts, gaps, writes. Empty where none is connected."""
    return answer(find_health(asks(request), datetime.now(UTC)))
