"""The name of a sealed text: one changed byte is another text (docs/decisions/0001)."""

from hashlib import sha256


def content_hash(text: str | bytes) -> str:
    """SHA-256 of the exact bytes, in hexadecimal: what signatures stand on and decisions store."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()
