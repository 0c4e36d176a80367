"""The company's OpenID provider, read over HTTP: its discovery document, its keys, its page about a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from accord.connectors.outgoing import trusting
from accord.connectors.outgoing.session import new_session, read_json
from accord.teams.rights import Right, require
from accord.teams.sign_on.token import ALGORITHMS, Claims, Expected, judge_token, read_claims
from accord.vocabulary.errors import AccordError, NotFound, Refused
from accord.vocabulary.people import Viewer
from accord.workflows.outgoing import outgoing_rules

_WELL_KNOWN = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Checked:
    """One step of the test of a connection: what was looked at, whether it holds, what to do where it does not."""

    what: str
    fine: bool
    remedy: str = ""


def get_sign_on() -> Any:
    """The provider as it is set. Raises `NotFound` where none is."""
    found = settings.INSTALLATION.sign_on
    if found is None:
        raise NotFound(
            "sign_on.none", "no provider is set", "set ACCORD_OIDC_ISSUER: docs/sign-on.md says how"
        )
    return found


def provider_session() -> Any:
    """A session to the provider: its issuer may lie inside, for operations named it; no redirect is followed."""
    return new_session(trusting(outgoing_rules(), get_sign_on().issuer))


def read_provider() -> dict[str, Any]:
    """The discovery document. Raises `Refused` for one of another issuer, or with an address that is not encrypted."""
    issuer = get_sign_on().issuer
    found = read_json(provider_session(), issuer.rstrip("/") + _WELL_KNOWN)
    if found.get("issuer") != issuer:
        raise Refused(
            "sign_on.issuer",
            "the provider calls itself by another name than ACCORD_OIDC_ISSUER",
            "write the issuer letter by letter as its discovery document does",
        )
    plain = urlsplit(issuer).scheme == "http"
    for name in _NEEDED:
        if urlsplit(str(found.get(name, ""))).scheme not in ({"http", "https"} if plain else {"https"}):
            raise Refused(
                "sign_on.discovery",
                f"the provider names no encrypted {name}",
                "look at its discovery document",
            )
    return found


def read_keys(provider: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The provider's public keys as they stand now."""
    keys = read_json(provider_session(), str(provider["jwks_uri"])).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def judge_answer(
    provider: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    nonce: str,
    asked_at: datetime | None,
    now: datetime,
) -> Claims:
    """Whom the provider's answer speaks of. Raises `Refused` for a token that is not believed, `Outside`."""
    sign_on = get_sign_on()
    expected = Expected(sign_on.issuer, sign_on.client, nonce, asked_at)
    token = answer.get("id_token")
    said = judge_token(token if isinstance(token, str) else "", read_keys(provider), expected, now)
    more: Mapping[str, Any] = {}
    lacking = not said.get("email") or (sign_on.roles and sign_on.claim not in said)
    if lacking and provider.get("userinfo_endpoint"):
        bearer = {"Authorization": f"Bearer {answer.get('access_token', '')}"}
        more = read_json(provider_session(), str(provider["userinfo_endpoint"]), headers=bearer)
    return read_claims(said, more, sign_on.claim)


def check_provider(viewer: Viewer) -> list[Checked]:
    """Look at everything that can be looked at without a person: discovery, keys, what it can do."""
    require(viewer, Right.manage_people)
    sign_on = get_sign_on()
    try:
        provider = read_provider()
        keys = read_keys(provider)
    except AccordError as problem:
        return [Checked(f"{sign_on.issuer}: {problem.sentence}", False, problem.remedy)]
    algorithms = _listed(provider, "id_token_signing_alg_values_supported") or ["RS256"]
    return [
        Checked(f"{sign_on.issuer} answers and calls itself by this name", True),
        _step(
            f"{len(keys)} public keys",
            any(key.get("kty") in {"RSA", "EC", "OKP"} for key in keys),
            "the provider publishes no key that can be used: look at its jwks_uri",
        ),
        _step(
            f"it signs with {', '.join(algorithms)}",
            bool(ALGORITHMS & set(algorithms)),
            "have it sign ID tokens with RS256 or ES256",
        ),
        _step(
            "it answers with a code (PKCE, S256)",
            "code" in (_listed(provider, "response_types_supported") or ["code"])
            and "S256" in (_listed(provider, "code_challenge_methods_supported") or ["S256"]),
            "allow the authorization code flow with PKCE for this client",
        ),
        _step(
            f'groups are read from the claim "{sign_on.claim}"; {len(sign_on.roles)} have a role',
            True,
        ),
    ]


def _step(what: str, fine: bool, remedy: str = "") -> Checked:
    return Checked(what, fine, "" if fine else remedy)


def _listed(provider: Mapping[str, Any], name: str) -> Sequence[str]:
    found = provider.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []
