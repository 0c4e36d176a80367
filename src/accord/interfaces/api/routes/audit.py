"""/audit: every act with who, what and when."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import P, QueryEx, Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import LARGEST
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.audit import Asked, Audit, read_audit
from accord.vocabulary.errors import Invalid

router = Router(tags=["people"])


@router.get("/audit", url_name="audit", response={200: Audit, **ERRORS})
def audit(
    request: HttpRequest,
    what: QueryEx[str, P(max_length=40)] = "",
    who: QueryEx[str, P(max_length=80)] = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: QueryEx[int | None, P(ge=0, le=LARGEST)] = None,
    limit: QueryEx[int, P(ge=1, le=1000)] = 100,
) -> HttpResponse:
    """A page of acts, newest first; `before` of the answer is where the next one goes on."""
    return answer(
        read_audit(asks(request), Asked(what, who, _aware(since), _aware(until)), before=before, limit=limit)
    )


def _aware(at: datetime | None) -> datetime | None:
    """In UTC, which a time without a zone is taken for."""
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as problem:
        raise Invalid(
            "audit.instant", "there is no such instant", "write it as 2026-11-21T09:00:00Z"
        ) from problem
