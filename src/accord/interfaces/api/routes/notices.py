"""/notices: one's own, and what of them one has read."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from accord.contacts.shapes import Page
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Key, Offset
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.notices import NoticeView, find_notices
from accord.teams.notices.reads import mark_read

router = Router(tags=["notices"])


class Read(Body):
    """Keys of notices; none named: all of them."""

    keys: list[Key] = Field(default_factory=list, max_length=200)


@router.get("/notices", url_name="notices", response={200: Page[NoticeView], **ERRORS})
def notices(request: HttpRequest, unread: bool = False, offset: Offset = 0) -> HttpResponse:
    """One's own notices, newest first."""
    return answer(find_notices(asks(request), datetime.now(UTC), unread=unread, offset=offset))


@router.post("/notices/read", url_name="notices-read", response={200: int, **ERRORS})
def read(request: HttpRequest, which: Read) -> HttpResponse:
    """Note that one has read them; how many were unread."""
    return answer(mark_read(asks(request), which.keys or None, now=datetime.now(UTC)))
