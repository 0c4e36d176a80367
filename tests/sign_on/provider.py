"""A small OpenID provider over real HTTP: discovery, keys, codes bound to PKCE, tokens that a test may forge."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "accord-test", "the client's secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Claims = dict[str, Any]


@dataclass
class Provider:
    """Who is signed in there, and how its tokens differ from honest ones."""

    issuer: str
    person: Claims = field(default_factory=dict)
    forge: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] = lambda claims: sign_honestly(claims)
    userinfo: Claims = field(default_factory=dict)
    authenticated_at: float | None = None  # None: it asks anew whenever it is asked to
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def discovery(self) -> Claims:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The person is signed in already: where the browser goes back to."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str]) -> Claims | None:
        """Tokens for a code, once, from our client, with the verifier that belongs to it."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked.get("code_challenge") or sent.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "auth_time": int(self.authenticated_at or now),
            **self.person,
        }
        token = self.sign(self.forge(claims))
        return {"access_token": "bearer", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def sign_honestly(claims: Claims, key: Any = KEY, kid: str = "one") -> str:
    """A token as the provider makes it."""
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


def public_keys() -> Claims:
    """What stands at the provider's jwks_uri."""
    said = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    return {"keys": [{**said, "kid": "one", "use": "sig", "alg": "RS256"}]}


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._say(provider.discovery())
            case "/keys":
                self._say(public_keys())
            case "/userinfo":
                self._say(provider.userinfo)
            case "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_flat(parts.query)))
                self.send_header("Content-Length", "0")
                self.end_headers()
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        sent = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = provider.exchange(sent)
        self._say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

    def _say(self, body: Claims, status: int = 200) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args: object) -> None:
        pass


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
