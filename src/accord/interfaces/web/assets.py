"""Style, script and fonts, served by the application itself: read once at start, named by their hash.

There is no build step and no second server; the same bytes and headers stand in tests and production.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

ROOT = Path(__file__).parent / "static"
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, plain and compressed, and the short hash its address carries."""

    body: bytes
    small: bytes  # empty where compression gains nothing
    kind: str
    tag: str


@lru_cache(maxsize=1)
def all_assets() -> dict[str, Asset]:
    """Every file under static/, by its path. A path that is not in here does not exist."""
    return {p.relative_to(ROOT).as_posix(): _read(p) for p in sorted(ROOT.rglob("*")) if p.is_file()}


def address_of(path: str) -> str:
    """The address of an asset, with its hash, so that browsers may keep it for ever."""
    return f"/static/{path}?v={all_assets()[path].tag}"


def asset(request: HttpRequest, path: str) -> HttpResponse:
    """Serve one asset; an address with the right hash may be kept, any other must ask again."""
    found = all_assets().get(path)
    if found is None:
        raise Http404(path)
    current = request.GET.get("v") == found.tag
    headers = {"Cache-Control": _FOR_EVER if current else "no-cache", "ETag": f'"{found.tag}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    packed = bool(found.small) and "gzip" in request.headers.get("Accept-Encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(found.small if packed else found.body, content_type=found.kind, headers=headers)
    if found.small:
        patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    small = packed if len(packed) < len(body) * 0.9 else b""
    return Asset(body, small, kind, hashlib.sha256(body).hexdigest()[:12])
