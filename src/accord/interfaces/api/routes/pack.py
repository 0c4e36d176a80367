"""/pack: the weekly pack, as one value and as PDF; closing it."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Word
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.pack import PackView, weekly_pack
from accord.workflows.close_pack import close_pack
from accord.workflows.pdf.pack import pack_pdf

router = Router(tags=["pack"])


@router.get("/pack", url_name="pack", response={200: PackView, **ERRORS})
def running(request: HttpRequest) -> HttpResponse:
    """The pack of the week that runs; the joint figures whole, of the leads those that you may see."""
    return answer(weekly_pack(asks(request), now=datetime.now(UTC)))


@router.post("/pack/close", url_name="pack-close", response={200: PackView, **ERRORS})
def close(request: HttpRequest) -> HttpResponse:
    """Seal the running week's pack; closing it again gives back what was sealed."""
    return answer(close_pack(asks(request), now=datetime.now(UTC)))


@router.get("/pack/{week}", url_name="pack-week", response={200: PackView, **ERRORS})
def of_week(request: HttpRequest, week: Word) -> HttpResponse:
    """The pack of a week: 2027-W05."""
    return answer(weekly_pack(asks(request), week=week, now=datetime.now(UTC)))


@router.get("/pack/{week}/file", url_name="pack-file", response={200: bytes, **ERRORS})
def file(request: HttpRequest, week: Word) -> HttpResponse:
    """The pack of a week as PDF."""
    view = weekly_pack(asks(request), week=week, now=datetime.now(UTC))
    return HttpResponse(pack_pdf(view), "application/pdf")
