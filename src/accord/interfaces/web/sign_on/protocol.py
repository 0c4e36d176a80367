"""allauth's OpenID Connect, narrowed: state, PKCE and the exchange are its; what a token says is judged by us.

Its defaults would do without a nonce, skip the signature, believe `email_verified` beside another address and
send whoever is new to a sign-up page. None of that is reached: `complete_login` ends in our own answer.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accord.interfaces.web.errors import two_lines
from accord.teams.sign_on.token import Claims
from accord.vocabulary.errors import ForNow, Refused
from accord.workflows.provider import get_sign_on, judge_answer, provider_session, read_provider

NAME = "sign-on"
Done = Callable[[Claims, Mapping[str, Any]], HttpResponse]  # claims, and what was kept when it began


class Outcomes(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library is not typed
    """No sign-up, no page of the library's: every failure is two lines of ours."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: who may come in is decided in teams.sign_on."""
        return False

    def get_requests_session(self) -> Any:
        """Requests to the provider go where every outgoing request is looked at."""
        return provider_session()

    def on_authentication_error(self, request: HttpRequest, *given: Any, **named: Any) -> None:
        """What the library would show as a page of its own."""
        raise ImmediateHttpResponse(
            two_lines(
                request,
                Refused(
                    "sign_on.failed",
                    "the provider did not sign you in, or this sign-in was begun elsewhere or long ago",
                    "begin again from the page to sign in; if it stays, tell operations",
                ),
            )
        )


class Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The steps with the provider of this installation."""

    def __init__(self, request: HttpRequest, provider_id: str = NAME, done: Done | None = None) -> None:
        super().__init__(request, provider_id)
        self.done = done
        self.kept: Mapping[str, Any] = {}
        self.now: datetime | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, judged; read once for each request."""
        if not hasattr(self, "_openid_config"):
            self._openid_config = read_provider()
        return self._openid_config

    def get_provider(self) -> "Provider":
        """The one provider: from the settings, never from a table."""
        said = get_sign_on()
        app = SocialApp(
            provider=Provider.id,
            provider_id=NAME,
            name="sign-on",
            client_id=said.client,
            secret=said.secret,
            settings={"server_url": said.issuer, "oauth_pkce_enabled": True},
        )
        return Provider(self.request, app=app)

    def further_scopes(self) -> list[str]:
        """The scope that gives the claim of groups, where the provider has one of its name."""
        claim, known = get_sign_on().claim, self.openid_config.get("scopes_supported", ())
        return [claim] if get_sign_on().roles and claim in known else []

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the provider sends people back to."""
        return request.build_absolute_uri(reverse("sign-on-back"))

    def get_access_token_data(self, *given: Any, **named: Any) -> Any:
        """The provider's answer to the code; `ForNow` for one that cannot be read."""
        try:
            return super().get_access_token_data(*given, **named)
        except (KeyError, ValueError, TypeError) as problem:
            raise ForNow(
                "sign_on.answer",
                "the provider's answer cannot be read",
                "try again; if it stays, tell operations",
            ) from problem

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Ends here, with our answer: nothing of the library's accounts is read or written."""
        data = self.kept.get("data", {})
        asked_at = datetime.fromisoformat(data["asked_at"]) if data.get("again") else None
        assert self.now is not None and self.done is not None
        claims = judge_answer(
            self.openid_config,
            kwargs["response"],
            nonce=str(data.get("nonce", "")),
            asked_at=asked_at,
            now=self.now,
        )
        raise ImmediateHttpResponse(self.done(claims, self.kept))


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The provider class of the library, with our steps."""

    oauth2_adapter_class = Protocol


class _Callback(OAuth2CallbackView):  # type: ignore[misc]
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        self.adapter.kept = state or {}
        return state, refusal


def address_to_begin(
    request: HttpRequest, *, next_address: str, data: dict[str, Any], params: dict[str, str]
) -> str:
    """Where to send the browser; what must be known on the way back is kept in the session under the state."""
    protocol = Protocol(request)
    answer = protocol.get_provider().redirect(
        request,
        AuthProcess.LOGIN,
        next_url=next_address,
        data=data,
        auth_params={**params, "nonce": data["nonce"]},
        scope=["openid", "email", "profile", *protocol.further_scopes()],
    )
    return str(answer["Location"])


def answer_of(request: HttpRequest, now: datetime, done: Done) -> HttpResponse:
    """The answer to the browser that comes back. Raises `AccordError` for a token that is not believed."""
    protocol = Protocol(request, done=done)
    protocol.now = now
    response: HttpResponse = _Callback.adapter_view(protocol)(request)
    return response
