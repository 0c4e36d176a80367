"""/agreement/drafts/{id}/replay: the last days under a draft."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.replay import DAYS, Replay, replay

router = Router(tags=["agreement"])


@router.get("/agreement/drafts/{int:draft_id}/replay", url_name="replay", response={200: Replay, **ERRORS})
def the_replay(request: HttpRequest, draft_id: int, days: int = DAYS) -> HttpResponse:
    """What the last days would have been under a draft: leads, owners, promises, money. It writes nothing."""
    return answer(replay(asks(request), draft_id, days=days, now=datetime.now(UTC)))
