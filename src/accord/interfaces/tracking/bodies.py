"""Read a request's body within bounds, unpacked; and the little about its sender that is kept beside it."""

import binascii
import zlib
from base64 import b64decode
from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from django.http.request import RawPostDataException

from accord.vocabulary.doors import DeadReason, Trust, Unreadable

LARGEST = {Trust.browser: 64 * 1024, Trust.server: 1024 * 1024}  # bytes, unpacked too
_LONGEST_HEADER = 300


def read_body(request: HttpRequest, largest: int) -> bytes:
    """The body, unpacked. Raises `Unreadable` when it is larger than that, or cannot be unpacked."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > largest:
        raise Unreadable(DeadReason.too_large, f"a body of {length[:20]} bytes; {largest:,} are taken")
    try:
        body = request.body
    except (OSError, RawPostDataException) as problem:
        raise Unreadable(DeadReason.wrong_shape, "the body broke off") from problem
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable(DeadReason.wrong_shape, f"the encoding {encoding[:40]!r} is not taken: use gzip")
    return _unpack(body, largest)


def _unpack(body: bytes, largest: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its first bytes
    try:
        whole = unpacking.decompress(body, largest + 1)
    except zlib.error:
        raise Unreadable(DeadReason.wrong_shape, "the body is no gzip") from None
    if len(whole) > largest:
        raise Unreadable(DeadReason.too_large, f"more than {largest:,} bytes when unpacked")
    if not unpacking.eof:
        raise Unreadable(DeadReason.wrong_shape, "the gzip breaks off")
    return whole


def basic_user(request: HttpRequest) -> str:
    """The user of a Basic authorization, where Segment's programs put the write key; empty without one."""
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(told.strip(), validate=True).decode("ascii").partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def about_sender(request: HttpRequest) -> dict[str, str]:
    """Personal values that expire with the body: the user agent, and the address without its last part."""
    found = {"ua": request.headers.get("User-Agent", ""), "ip": cut(request.META.get("REMOTE_ADDR", ""))}
    return {name: value[:_LONGEST_HEADER].replace("\0", "") for name, value in found.items() if value}


def cut(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 address; empty for none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 48}", strict=False))
