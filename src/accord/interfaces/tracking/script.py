"""/a.js, the script for pages of a site, and /.well-known/gpc.json, which says that its refusal is heard."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

_FILE = Path(__file__).with_name("browser") / "a.js"
_SINCE = "2026-11-22"  # when what is promised about the signal last changed


@require_safe
def page_script(request: HttpRequest) -> HttpResponse:
    """The same for everybody: no cookie, no key, nothing about who asks. Kept by browsers for an hour."""
    text, tag = _script()
    same = request.headers.get("If-None-Match", "") == tag
    answer = HttpResponse(b"" if same else text, content_type="text/javascript; charset=utf-8")
    answer.status_code = 304 if same else 200
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def gpc(request: HttpRequest) -> HttpResponse:
    """Global Privacy Control's own file, as its specification names it."""
    return JsonResponse({"gpc": True, "lastUpdate": _SINCE})


@lru_cache(maxsize=1)
def _script() -> tuple[bytes, str]:
    text = _FILE.read_bytes()
    return text, f'"{sha256(text).hexdigest()[:16]}"'
