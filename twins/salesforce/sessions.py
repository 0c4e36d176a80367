"""Signing in: OAuth 2.0 client credentials, JWT bearer, username-password; SOAP login(); expiry; revocation.

Source: Salesforce help "OAuth 2.0 Client Credentials Flow", "OAuth 2.0 JWT Bearer Flow", "OAuth 2.0 Username-Password
Flow", "OAuth 2.0 Error Codes"; SOAP API Developer Guide, "login()".
"""

import base64
import hashlib
import json
import re
from datetime import timedelta
from html import escape, unescape
from typing import Any

from twins.common.clock import read_moment
from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.salesforce.org import Org

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class SignInError(Exception):
    """A refusal at the token endpoint."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description

    def answer(self) -> Response:
        """400 with the OAuth error body."""
        return answer_json(400, {"error": self.error, "error_description": self.description})


class Sessions:
    """Tokens in the store: key the token, row {user, app, until}."""

    def __init__(self, org: Org, settings: dict[str, Any], apps: list[dict[str, Any]]) -> None:
        self.org = org
        self.settings = settings
        self.apps = {app["client_id"]: dict(app) for app in apps}

    def token(self, request: Request, url: str) -> Response:
        """POST /services/oauth2/token."""
        form = request.form()
        try:
            user, app = self._sign_in(form, request.headers.get("authorization", ""))
        except SignInError as refusal:
            return refusal.answer()
        return answer_json(200, self._issued(user, app, url))

    def _sign_in(self, form: dict[str, str], basic: str) -> tuple[Row, dict[str, Any]]:
        grant = form.get("grant_type", "")
        if grant == JWT_GRANT:
            return self._by_jwt(form.get("assertion", ""))
        client, secret = form.get("client_id", ""), form.get("client_secret", "")
        if basic.startswith("Basic "):
            client, _, secret = base64.b64decode(basic[6:]).decode().partition(":")
        if grant not in ("client_credentials", "password"):
            raise SignInError("unsupported_grant_type", "grant type not supported")
        app = self.apps.get(client)
        if app is None:
            raise SignInError("invalid_client_id", "client identifier invalid")
        if app["client_secret"] != secret:
            raise SignInError("invalid_client", "invalid client credentials")
        self._allowed(app)
        if grant == "client_credentials":
            user = self._user(app.get("run_as", ""))
            if user is None:
                raise SignInError("invalid_grant", "no client credentials user enabled")
            return user, app
        return self.by_password(form.get("username", ""), form.get("password", "")), app

    def _allowed(self, app: dict[str, Any]) -> None:
        # Uninstalled connected apps are refused since September 2025. Source: help "Prepare for Connected App Usage
        # Restrictions Change".
        if not app.get("installed", True):
            raise SignInError("invalid_client", "app must be installed into org")

    def _user(self, name: str) -> Row | None:
        return next(
            (u for u in self.org.live("User") if u["Username"].lower() == name.lower() and u["IsActive"]),
            None,
        )

    def by_password(self, username: str, password: str) -> Row:
        """The user of a name and password (the security token may follow the password)."""
        user = self._user(unescape(username))
        if user is None or not unescape(password).startswith(self.settings["password"]):
            raise SignInError("invalid_grant", "authentication failure")
        return user

    def _by_jwt(self, assertion: str) -> tuple[Row, dict[str, Any]]:
        try:
            _, payload, _ = assertion.split(".")
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        except ValueError:
            raise SignInError("invalid_grant", "invalid assertion") from None
        app = self.apps.get(claims.get("iss", ""))
        if app is None:
            raise SignInError("invalid_client_id", "client identifier invalid")
        self._check_signature(assertion, app)
        if float(claims.get("exp", 0)) < self.org.clock.now().timestamp():
            raise SignInError("invalid_grant", "expired authorization code")
        self._allowed(app)
        user = self._user(claims.get("sub", ""))
        if user is None or not app.get("approved", True):
            raise SignInError("invalid_grant", "user hasn't approved this consumer")
        return user, app

    def _check_signature(self, assertion: str, app: dict[str, Any]) -> None:
        if "public_key" not in app:
            return
        import jwt  # comes with simple-salesforce; only a seed that names a public key needs it

        try:
            jwt.decode(
                assertion,
                app["public_key"],
                algorithms=["RS256"],
                options={"verify_aud": False, "verify_exp": False},
            )
        except jwt.PyJWTError:
            raise SignInError("invalid_grant", "invalid assertion") from None

    def _issued(self, user: Row, app: dict[str, Any], url: str) -> dict[str, Any]:
        org_id = next(iter(self.org.store.rows("Organization")))
        token = self.new_token(user["Id"], app["client_id"])
        now = self.org.clock.now()
        identity = f"{url}/id/{org_id}/{user['Id']}"
        issued = str(int(now.timestamp() * 1000))
        return {
            "access_token": token,
            "signature": base64.b64encode(hashlib.sha256((identity + issued).encode()).digest()).decode(),
            "scope": "api",
            "instance_url": url,
            "id": identity,
            "token_type": "Bearer",
            "issued_at": issued,
        }

    def new_token(self, user: str, app: str) -> str:
        """A new session."""
        org_id = next(iter(self.org.store.rows("Organization")))
        last = self.org.store.find("twin.sequence", "session") or {"n": 0}
        self.org.store.put("twin.sequence", "session", {"n": last["n"] + 1})
        secret = hashlib.sha256(f"{org_id}{user}{app}{last['n']}".encode()).hexdigest()
        token = f"{org_id[:15]}!AQ{secret}"
        until = self.org.clock.true_now() + timedelta(seconds=float(self.settings["session_seconds"]))
        self.org.store.put("twin.session", token, {"user": user, "app": app, "until": until.isoformat()})
        return token

    def find(self, request: Request) -> Row | None:
        """The session of a request; using it prolongs it, as the vendor's inactivity timeout does."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        row = self.org.store.find("twin.session", token) if scheme in ("Bearer", "OAuth") else None
        now = self.org.clock.true_now()
        if row is None or read_moment(row["until"]) <= now:
            return None
        until = now + timedelta(seconds=float(self.settings["session_seconds"]))
        return self.org.store.put("twin.session", token, {**row, "until": until.isoformat()})

    def expire(self) -> None:
        """End every session."""
        for token in list(self.org.store.rows("twin.session")):
            self.org.store.drop("twin.session", token)

    def revoke(self, token: str) -> Response:
        """POST /services/oauth2/revoke."""
        known = self.org.store.find("twin.session", token) is not None
        self.org.store.drop("twin.session", token)
        return (
            Response(200)
            if known
            else SignInError("unsupported_token_type", "this token type is not supported").answer()
        )

    def soap(self, request: Request, url: str) -> Response:
        """POST /services/Soap/u/{version}: login() only."""
        text = request.body.decode()
        name = re.search(r"<n1:username>(.*?)</|<urn:username>(.*?)</", text, re.S)
        word = re.search(r"<n1:password>(.*?)</|<urn:password>(.*?)</", text, re.S)
        xml = {"Content-Type": "text/xml; charset=utf-8"}
        try:
            user = self.by_password(_group(name), _group(word))
        except SignInError:
            fault = "INVALID_LOGIN: Invalid username, password, security token; or user locked out."
            body = SOAP_FAULT.format(code="INVALID_LOGIN", message=escape(fault))
            return Response(500, body.encode(), xml)
        token = self.new_token(user["Id"], "soap")
        server = f"{url}{request.path}/{next(iter(self.org.store.rows('Organization')))[:15]}"
        body = SOAP_ANSWER.format(server=escape(server), session=escape(token), user=user["Id"])
        return Response(200, body.encode(), xml)


def _group(match: re.Match[str] | None) -> str:
    return next((g for g in match.groups() if g is not None), "") if match else ""


SOAP_ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns="urn:partner.soap.sforce.com"><soapenv:Body><loginResponse><result><metadataServerUrl>{server}'
    "</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>true</sandbox><serverUrl>{server}</serverUrl>"
    "<sessionId>{session}</sessionId><userId>{user}</userId></result></loginResponse></soapenv:Body></soapenv:Envelope>"
)
SOAP_FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body><soapenv:Fault><faultcode>{code}</faultcode>'
    "<faultstring>{message}</faultstring><detail><sf:LoginFault><sf:exceptionCode>{code}</sf:exceptionCode>"
    "<sf:exceptionMessage>{message}</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body>"
    "</soapenv:Envelope>"
)
