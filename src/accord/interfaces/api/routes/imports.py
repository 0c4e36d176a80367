"""/imports, /uploads: bring in an export; see what was read and what was refused."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Offset, Word
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.imports import ImportRow, Rejects, find_imports, find_rejects, get_import
from accord.workflows.reject_file import reject_lines
from accord.workflows.uploads import Order, Upload, get_upload, keep_upload, order_import

router = Router(tags=["imports"])


class HowToRead(Body):
    """What the file comes from and how to read it; `dry_run` only tries."""

    source: str
    connector: str = ""
    mapping: str = ""
    zone: str = "UTC"
    dry_run: bool = False


@router.get("/imports", url_name="imports", response={200: list[ImportRow], **ERRORS})
def imports(request: HttpRequest) -> HttpResponse:
    """The files that were read, newest first."""
    return answer(find_imports(asks(request)))


@router.get("/imports/{int:import_id}", url_name="import", response={200: ImportRow, **ERRORS})
def one_import(request: HttpRequest, import_id: Id) -> HttpResponse:
    """One file that was read."""
    return answer(get_import(asks(request), import_id))


@router.get("/imports/{int:import_id}/rejects", url_name="rejects", response={200: Rejects, **ERRORS})
def rejects(request: HttpRequest, import_id: Id, reason: str = "", offset: Offset = 0) -> HttpResponse:
    """Refused rows: line, column, value, reason, remedy."""
    return answer(find_rejects(asks(request), import_id, reason=reason, offset=offset))


@router.get(
    "/imports/{int:import_id}/rejects.csv",
    url_name="rejects-file",
    response={200: None, **ERRORS},
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def rejects_file(request: HttpRequest, import_id: Id) -> StreamingHttpResponse:
    """Every refused row as CSV; no cell runs in a spreadsheet."""
    lines = reject_lines(asks(request), import_id)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


@router.post("/uploads", url_name="upload", response={202: Upload, **ERRORS})
def upload(request: HttpRequest, how: Form[HowToRead], file: File[UploadedFile]) -> HttpResponse:
    """Bring a file; the worker reads it. Ask for its progress under its token."""
    viewer, now = asks(request), datetime.now(UTC)
    with transaction.atomic():
        kept = keep_upload(viewer, file.name or "file", _pieces(file), now=now)
        ordered = order_import(viewer, kept.token, Order(**how.dict()), now=now)
    return answer(ordered, 202)


@router.get("/uploads/{token}", url_name="upload-progress", response={200: Upload, **ERRORS})
def progress(request: HttpRequest, token: Word) -> HttpResponse:
    """What became of a file so far."""
    return answer(get_upload(asks(request), token))


def _pieces(file: UploadedFile) -> Iterator[bytes]:
    return iter(file.chunks())
