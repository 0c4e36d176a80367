"""An ID token is believed only after every check: signature, issuer, audience, nonce, times. No clock, no network.

The checks are those of OpenID Connect Core 1.0, section 3.1.3.7. The signature is always verified, also where
the token came straight from the provider.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any, NoReturn, TypeGuard

import jwt

from accord.vocabulary.errors import Refused

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
LEEWAY = timedelta(seconds=60)  # by which two clocks may differ
LONGEST = timedelta(hours=24)  # an older token is no token of a sign-in that happens now
TWICE = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fido", "pop"})  # RFC 8176: more than a password


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say to be ours: who made it, for whom, answering which request."""

    issuer: str
    client: str
    nonce: str
    asked_at: datetime | None = None  # set: the person must have proven who they are after this


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of a person. `verified`: that the address is theirs."""

    subject: str
    email: str
    verified: bool
    name: str
    groups: tuple[str, ...]
    signed_on_at: datetime | None
    twice: bool


def judge_token(
    token: str, keys: Sequence[Mapping[str, Any]], expected: Expected, now: datetime
) -> dict[str, Any]:
    """The token's claims. Raises `Refused` with what is wrong for everything that is not certainly ours."""
    try:
        head = jwt.get_unverified_header(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(head, keys),
            algorithms=[str(head.get("alg"))],
            issuer=expected.issuer,
            audience=expected.client,
            # Times are judged below, by the clock that was given.
            options={
                "require": ["exp", "iat", "iss", "aud", "sub"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as problem:
        _refuse(f"its {_what(problem)} is not right")
    _check_party(claims, expected)
    _check_times(claims, now)
    if expected.asked_at is not None:
        _check_fresh(claims, expected.asked_at)
    return claims


def read_claims(claims: Mapping[str, Any], more: Mapping[str, Any], group_claim: str) -> Claims:
    """What is said of the person; `more` is the provider's further page about them, which fills what is missing.

    An address counts with the word on its verification that stands beside it, never with one from elsewhere.
    """
    if more and more.get("sub") != claims.get("sub"):
        _refuse("the provider speaks of somebody else")
    said = claims if claims.get("email") else more
    groups = claims.get(group_claim, more.get(group_claim, ()))
    listed = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    methods = claims.get("amr") or ()
    at = claims.get("auth_time")
    return Claims(
        subject=str(claims["sub"]),
        email=str(said.get("email") or "").strip().lower(),
        verified=said.get("email_verified") in (True, "true"),
        name=str(claims.get("name") or more.get("name") or "").strip()[:120],
        groups=tuple(str(each) for each in listed),
        signed_on_at=_instant(at) if _is_number(at) else None,
        twice=isinstance(methods, list) and bool(TWICE & {str(each) for each in methods}),
    )


def _key(head: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Any:
    """The provider's public key for this header. A symmetric one is never taken: everybody could sign with it."""
    algorithm = str(head.get("alg"))
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError
    fitting = [
        key
        for key in keys
        if key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and ("kid" not in head or key.get("kid") == head["kid"])
    ]
    if len(fitting) != 1:
        raise jwt.InvalidKeyError
    return jwt.PyJWK(dict(fitting[0]), algorithm=algorithm).key


def _check_party(claims: Mapping[str, Any], expected: Expected) -> None:
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else expected.client) != expected.client:
        _refuse("it was made for somebody else")
    nonce = claims.get("nonce")
    if not expected.nonce or not isinstance(nonce, str) or not compare_digest(nonce, expected.nonce):
        _refuse("it answers another request")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    if not _is_number(claims["exp"]) or not _is_number(claims["iat"]):
        _refuse("its times are not right")
    made, ends = _instant(claims["iat"]), _instant(claims["exp"])
    starts = _instant(claims["nbf"]) if _is_number(claims.get("nbf")) else made
    if ends + LEEWAY <= now or max(made, starts) > now + LEEWAY or now - made > LONGEST:
        _refuse("it is over, or not valid yet")


def _check_fresh(claims: Mapping[str, Any], asked_at: datetime) -> None:
    at = claims.get("auth_time")
    if not _is_number(at) or _instant(at) < asked_at - LEEWAY:
        raise Refused(
            "sign_on.not_fresh",
            "the provider did not ask who you are anew",
            "sign out there and try again, or tell operations that it must honour max_age",
        )


def _instant(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        _refuse("its times are not right")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _what(problem: Exception) -> str:
    """In a word what was wrong: never what the token holds."""
    match problem:
        case jwt.InvalidIssuerError():
            return "issuer"
        case jwt.InvalidAudienceError():
            return "audience"
        case jwt.InvalidAlgorithmError():
            return "algorithm"
        case jwt.InvalidKeyError() | jwt.PyJWKError():
            return "key"
        case jwt.InvalidSignatureError():
            return "signature"
        case _:
            return "shape"


def _refuse(why: str) -> NoReturn:
    raise Refused(
        "sign_on.token",
        f"the provider's token is not believed: {why}",
        "try again; if it stays, tell operations: accord sign-on check",
    )
