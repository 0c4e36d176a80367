"""Each e-mail provider's webhook, through django-anymail: is it theirs, and what does it say."""

import base64
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailNotSupportedWarning
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest

from accord.connectors.mail_events import MailEvent
from accord.vocabulary.doors import DeadReason, Unreadable

Headers = Mapping[str, str]
Make = Callable[[str, str], AnymailCoreWebhookView]  # secret, address of the hook

# Those without a signature of their own are guarded by the hook's secret address and its basic password.
_SIGNED: dict[str, Make] = {
    "mailgun": lambda key, _: MailgunTrackingWebhookView(webhook_signing_key=key, webhook_secret=[]),
    "sendgrid": lambda key, _: _sendgrid(key),
    "mailersend": lambda key, _: MailerSendTrackingWebhookView(signing_secret=key, webhook_secret=[]),
    "mandrill": lambda key, url: MandrillCombinedWebhookView(
        webhook_key=key, webhook_url=url, webhook_secret=[]
    ),
}
_PASSWORD: dict[str, type[AnymailCoreWebhookView]] = {
    "postmark": PostmarkTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
    "brevo": BrevoTrackingWebhookView,
}
PROVIDERS = tuple(sorted(_SIGNED | _PASSWORD))
SIGNED = frozenset(_SIGNED)
_SENDGRID_SIGNATURE = "x-twilio-email-event-webhook-signature"


def check_mail_hook(kind: str, secrets: Sequence[str], body: bytes, headers: Headers, address: str) -> None:
    """Raise `Unreadable` unless one of the secrets vouches for the request: during a change of secret both do."""
    for secret in secrets:
        try:
            if kind == "sendgrid":
                _check_spelling(headers[_SENDGRID_SIGNATURE])
            _view(kind, secret, address).run_validators(_request(body, headers))
        except (AnymailError, SuspiciousOperation, ValueError, TypeError, KeyError, AttributeError):
            continue  # whatever a forger sent that the check itself stumbles over is no signature
        return
    raise Unreadable(DeadReason.bad_signature, "the signature or password is not the provider's")


def _check_spelling(signature: str) -> None:
    """Raise `ValueError` for base64 whose unread last bits are set: one signature has one spelling."""
    if base64.b64encode(base64.b64decode(signature, validate=True)).decode() != signature:
        raise ValueError("another spelling of a signature")


def open_mail_hook(kind: str, body: bytes, headers: Headers) -> list[MailEvent]:
    """The events of one request, in its order. Raises `Unreadable` for a body that is not the provider's."""
    try:
        found = _view(kind, "", "").parse_events(_request(body, headers))
    except Exception as problem:
        # Providers' parsers meet anything in a forged or changed body; the letter is kept and replayed after a fix.
        raise Unreadable(
            DeadReason.wrong_shape, f"{type(problem).__name__}: {str(problem)[:160]}"
        ) from problem
    return [_event(kind, each) for each in found if isinstance(each, AnymailTrackingEvent)]


def _event(kind: str, said: AnymailTrackingEvent) -> MailEvent:
    raw = said.esp_event if isinstance(said.esp_event, Mapping) else {}
    tags = [tag for tag in said.tags if isinstance(tag, str)] if isinstance(said.tags, (list, tuple)) else []
    return MailEvent(
        kind=str(said.event_type or "unknown"),
        recipient=_text(said.recipient),
        at=_instant(said.timestamp),
        event_id=_name(kind, said, raw),
        message_id=_text(said.message_id or raw.get("sg_message_id")),
        campaign=_text(_campaign(raw)) or (tags[0] if tags else ""),
        url=_text(said.click_url),
        user_agent=_text(said.user_agent),
        address=_address(raw),
        why=_text(said.reject_reason),
        verdict=_verdict(raw),
        raw=raw,
    )


def _name(kind: str, said: AnymailTrackingEvent, raw: Mapping[str, Any]) -> str:
    """The provider's own id of the event. Mailgun draws a new token for each delivery of one: its `id` stays,
    and is unique within a day.
    """
    data = raw.get("event-data")
    own, at = data.get("id") if isinstance(data, Mapping) else None, _instant(said.timestamp)
    if isinstance(own, str) and own and at:
        return f"{kind}:{at:%Y-%m-%d}:{own}"
    return f"{kind}:{said.event_id}" if said.event_id else ""


def _campaign(raw: Mapping[str, Any]) -> Any:
    return raw.get("marketing_campaign_name") or raw.get("campaign")


# Where each provider's documentation puts the address of whoever pressed; Brevo tells only its own.
_ADDRESSES = (
    ("ip",),  # SendGrid, Mandrill, Mailjet
    ("event-data", "ip"),  # Mailgun
    ("Geo", "IP"),  # Postmark
    ("ip_address",),  # SparkPost
    ("msys", "track_event", "ip_address"),
    ("data", "morph", "ip"),  # MailerSend
    ("morph", "ip"),
)


def _address(raw: Mapping[str, Any]) -> str:
    for path in _ADDRESSES:
        found: Any = raw
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, str) and found:
            return found[:60]
    return ""


def _verdict(raw: Mapping[str, Any]) -> bool | None:
    """What the provider says of who pressed: SendGrid `sg_machine_open`, Mailgun `client-info.bot`."""
    if raw.get("sg_machine_open") is not None:
        return bool(raw["sg_machine_open"])
    data = raw.get("event-data", raw)
    client = data.get("client-info") if isinstance(data, Mapping) else None
    bot = client.get("bot") if isinstance(client, Mapping) else None
    return bool(bot) if bot is not None else None


@lru_cache(maxsize=64)
def _view(kind: str, secret: str, address: str) -> AnymailCoreWebhookView:
    if kind in _SIGNED:
        return _SIGNED[kind](secret or "-", address)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a password only while parsing, after the check
        return _PASSWORD[kind](webhook_secret=[secret] if secret else [])


def _sendgrid(key: str) -> AnymailCoreWebhookView:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        warnings.simplefilter("ignore")
        found = {} if key == "-" else {"tracking_webhook_verification_key": key}
        return SendGridTrackingWebhookView(webhook_secret=[], **found)


def _request(body: bytes, headers: Headers) -> WSGIRequest:
    """A request as the provider's reader expects it: a method, a type, headers, the exact bytes."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "hook",
        "SERVER_PORT": "443",
        "CONTENT_TYPE": headers.get("content-type", "application/json"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "https",
    }
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return WSGIRequest(environ)


def _instant(said: Any) -> datetime | None:
    if not isinstance(said, datetime):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, default=str)[:200]
