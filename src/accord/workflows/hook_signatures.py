"""Signatures of those who sign by a rule of their own: Chatwoot, HubSpot (version 3), Mautic.

Sources: Chatwoot's webhook documentation (`sha256=` HMAC over `timestamp.body`); HubSpot's "Validating requests"
(v3: method, address, body and timestamp, base64 HMAC-SHA256, five minutes); Mautic's `Webhook-Signature` (base64
HMAC-SHA256 over the body).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence

from accord.vocabulary.doors import DeadReason, Unreadable

TOLERANCE = 300  # seconds between the sender's clock and ours


def check_signature(
    kind: str, secrets: Sequence[str], body: bytes, headers: Mapping[str, str], address: str, now: float
) -> None:
    """Raise `Unreadable` unless one of the secrets made the signature, and lately where the sender says when."""
    expected, told, said_at = _PARTS[kind](secrets, body, headers, address)
    if said_at is not None and abs(now - said_at) > TOLERANCE:
        raise Unreadable(DeadReason.bad_signature, "the signature is older than five minutes")
    if not told or not any(hmac.compare_digest(each, told) for each in expected):
        raise Unreadable(DeadReason.bad_signature, "the signature is not the sender's")


Parts = tuple[list[bytes], bytes, float | None]


def _chatwoot(secrets: Sequence[str], body: bytes, headers: Mapping[str, str], address: str) -> Parts:
    stamp = headers.get("x-chatwoot-timestamp", "")
    signed = stamp.encode() + b"." + body
    expected = [b"sha256=" + _hmac(secret, signed).hex().encode() for secret in secrets]
    return expected, headers.get("x-chatwoot-signature", "").encode(), _seconds(stamp)


def _hubspot(secrets: Sequence[str], body: bytes, headers: Mapping[str, str], address: str) -> Parts:
    stamp = headers.get("x-hubspot-request-timestamp", "")
    signed = b"POST" + address.encode() + body + stamp.encode()
    expected = [base64.b64encode(_hmac(secret, signed)) for secret in secrets]
    return expected, headers.get("x-hubspot-signature-v3", "").encode(), _seconds(stamp) / 1000


def _mautic(secrets: Sequence[str], body: bytes, headers: Mapping[str, str], address: str) -> Parts:
    expected = [base64.b64encode(_hmac(secret, body)) for secret in secrets]
    return expected, headers.get("webhook-signature", "").encode(), None


_PARTS = {"chatwoot": _chatwoot, "hubspot": _hubspot, "mautic": _mautic}


def _hmac(secret: str, signed: bytes) -> bytes:
    return hmac.new(secret.encode(), signed, hashlib.sha256).digest()


def _seconds(stamp: str) -> float:
    """The instant a header names; long ago for one that is none."""
    return float(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) < 16 else 0.0
