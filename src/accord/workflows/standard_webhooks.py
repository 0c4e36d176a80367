"""Standard Webhooks 1.0: the signature that a program verifies, and the secrets it is made with."""

import base64
import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

_PREFIX = "whsec_"


def sign(message_id: str, timestamp: int, body: bytes, signers: Sequence[str]) -> str:
    """The signatures of Standard Webhooks 1.0: `v1,` and the HMAC of id, instant and body, one for each secret.

    >>> sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}',
    ...      ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    keys = (base64.b64decode(secret.removeprefix(_PREFIX)) for secret in signers)
    return " ".join(f"v1,{base64.b64encode(hmac.digest(key, content, sha256)).decode()}" for key in keys)


def draw_secret() -> str:
    """A new signing secret of 32 random bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
