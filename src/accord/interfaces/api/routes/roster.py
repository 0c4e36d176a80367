"""/roster: our own people as the connected systems name them."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.roster import RosterPage, read_roster

router = Router(tags=["people"])


@router.get("/roster", url_name="roster", response={200: RosterPage, **ERRORS})
def roster(request: HttpRequest) -> HttpResponse:
    """Members with manager, zone, team, queues and the ids of their seats; queues; what is missing."""
    return answer(read_roster(asks(request), datetime.now(UTC)))
