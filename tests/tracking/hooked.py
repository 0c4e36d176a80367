"""Signed deliveries of each kind of hook, as its sender makes them; bodies written by us in their documented shape."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SECRET = "a shared secret of the tests"
ADDRESS = "https://accord.example/hooks/one/token"
NOW = 1_790_000_000.0  # 2026-09-21T14:13:20Z
ANN, BOB = "ann@quiet.example", "bob@loud.example"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrives: bytes and lower-case headers; `secret` is what the hook was given."""

    kind: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    secret: str = SECRET


def sendgrid() -> Delivery:
    events = [
        {"email": ANN, "timestamp": 1789990000, "event": "delivered", "sg_event_id": "sg-1", "sg_message_id": "m.1"},
        {"email": ANN, "timestamp": 1789990100, "event": "click", "sg_event_id": "sg-2", "sg_message_id": "m.1",
         "url": "https://halden.example/pricing", "useragent": "Mozilla/5.0 (Macintosh)", "ip": "203.0.113.9"},
        {"email": BOB, "timestamp": 1789990200, "event": "open", "sg_event_id": "sg-3", "sg_message_id": "m.2",
         "sg_machine_open": True, "useragent": "Mozilla/5.0"},
        {"email": BOB, "timestamp": 1789990300, "event": "unsubscribe", "sg_event_id": "sg-4"},
    ]  # fmt: skip
    return sign_sendgrid(Delivery("sendgrid", json.dumps(events).encode(), secret=_key()[1]))


def sign_sendgrid(said: Delivery) -> Delivery:
    stamp = str(int(NOW))
    signature = _key()[0].sign(stamp.encode() + said.body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "content-type": "application/json",
        "x-twilio-email-event-webhook-timestamp": stamp,
        "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
    }
    return replace(said, headers=headers)


def mailgun() -> Delivery:
    data = {
        "event": "clicked", "id": "mg-1", "timestamp": 1789990100.5, "recipient": ANN,
        "url": "https://halden.example/case-studies/water", "ip": "203.0.113.9",
        "client-info": {"user-agent": "Mozilla/5.0 (Windows NT 10.0)", "bot": ""},
        "message": {"headers": {"message-id": "m1@halden.example"}}, "tags": ["autumn"], "user-variables": {},
    }  # fmt: skip
    return sign_mailgun(data)


def sign_mailgun(data: object, secret: str = SECRET) -> Delivery:
    stamp, token = str(int(NOW)), "t" * 50
    made = hmac.new(secret.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    body = {"signature": {"timestamp": stamp, "token": token, "signature": made}, "event-data": data}
    return Delivery("mailgun", json.dumps(body).encode(), {"content-type": "application/json"})


def postmark() -> Delivery:
    said = {"RecordType": "Click", "MessageID": "pm-1", "Recipient": ANN, "ReceivedAt": "2026-09-21T10:00:00Z",
            "OriginalLink": "https://halden.example/", "UserAgent": "Mozilla/5.0 (X11)", "Tag": "autumn"}  # fmt: skip
    return password("postmark", said)


def brevo() -> Delivery:
    said = {"event": "hard_bounce", "email": BOB, "ts_epoch": 1789990100000, "message-id": "<b1@halden.example>",
            "tags": ["autumn"], "reason": "no such box", "id": 4711}  # fmt: skip
    return password("brevo", said)


def mailjet() -> Delivery:
    said = [
        {
            "event": "spam",
            "time": 1789990100,
            "email": BOB,
            "MessageID": 77,
            "mj_campaign_id": 5,
            "CustomID": "",
        }
    ]
    return password("mailjet", said)


def sparkpost() -> Delivery:
    said = [{"msys": {"track_event": {"type": "click", "rcpt_to": ANN, "raw_rcpt_to": ANN, "timestamp": "1789990100",
             "event_id": "sp-1", "target_link_url": "https://halden.example/", "user_agent": "Mozilla/5.0",
             "transmission_id": "t1", "rcpt_meta": {}, "rcpt_tags": []}}}]  # fmt: skip
    return password("sparkpost", said)


def password(kind: str, said: object) -> Delivery:
    both = base64.b64encode(b"accord:" + SECRET.encode()).decode()
    headers = {"content-type": "application/json", "authorization": f"Basic {both}"}
    return Delivery(kind, json.dumps(said).encode(), headers, f"accord:{SECRET}")


def mailersend() -> Delivery:
    said = {"type": "activity.clicked", "created_at": "2026-09-21T10:00:00Z", "data": {
        "object": "activity", "id": "ms-1", "type": "clicked", "created_at": "2026-09-21T10:00:00Z",
        "email": {"recipient": {"email": ANN}, "message": {"id": "m1"}, "tags": ["autumn"]},
        "morph": {"url": "https://halden.example/", "user_agent": "Mozilla/5.0"}}}  # fmt: skip
    body = json.dumps(said).encode()
    made = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return Delivery("mailersend", body, {"content-type": "application/json", "signature": made})


def mandrill() -> Delivery:
    events = [{"event": "click", "_id": "md-1", "ts": 1789990100, "url": "https://halden.example/",
               "user_agent": "Mozilla/5.0",
               "msg": {"_id": "m1", "email": ANN, "tags": ["autumn"], "metadata": {}}}]  # fmt: skip
    text = json.dumps(events)
    signed = ADDRESS + "mandrill_events" + text
    made = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"content-type": "application/x-www-form-urlencoded", "x-mandrill-signature": made}
    return Delivery("mandrill", urlencode({"mandrill_events": text}).encode(), headers)


def chatwoot() -> Delivery:
    said = {"event": "message_created", "id": 501, "content": "Is there a probe for 90 degrees?",
            "message_type": "incoming", "created_at": "2026-09-21T10:00:00Z",
            "sender": {"id": 31, "name": "Ann Quiet", "email": ANN},
            "conversation": {"id": 7, "inbox_id": 2, "channel": "Channel::WebWidget"}}  # fmt: skip
    return sign_chatwoot(json.dumps(said).encode(), str(int(NOW)))


def sign_chatwoot(body: bytes, stamp: str) -> Delivery:
    made = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"x-chatwoot-timestamp": stamp, "x-chatwoot-signature": f"sha256={made}"}
    return Delivery("chatwoot", body, headers)


def hubspot() -> Delivery:
    said = [{"eventId": 1, "subscriptionId": 2, "portalId": 3, "appId": 4, "occurredAt": 1789990100000,
             "subscriptionType": "contact.propertyChange", "objectId": 99,
             "propertyName": "lifecyclestage"}]  # fmt: skip
    body, stamp = json.dumps(said).encode(), str(int(NOW * 1000))
    signed = b"POST" + ADDRESS.encode() + body + stamp.encode()
    made = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    return Delivery("hubspot", body, {"x-hubspot-signature-v3": made, "x-hubspot-request-timestamp": stamp})


def mautic() -> Delivery:
    lead = {"id": 12, "fields": {"core": {"email": {"value": ANN}, "firstname": {"value": "Ann"},
            "lastname": {"value": "Quiet"}, "company": {"value": "Quiet"}}}}  # fmt: skip
    said = {
        "mautic.page_on_hit": [{"hit": {"id": 5, "dateHit": "2026-09-21T10:00:00+00:00", "lead": lead,
            "url": "https://halden.example/pricing", "userAgent": "Mozilla/5.0"},
            "timestamp": "2026-09-21T10:00:01+00:00"}],
        "mautic.form_on_submit": [{"submission": {"id": 9, "dateSubmitted": "2026-09-21T10:05:00+00:00", "lead": lead,
            "form": {"id": 3, "name": "Request a demo"}, "referer": "https://halden.example/demo"},
            "timestamp": "2026-09-21T10:05:01+00:00"}],
    }  # fmt: skip
    body = json.dumps(said).encode()
    made = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return Delivery("mautic", body, {"webhook-signature": made})


@lru_cache(maxsize=1)
def _key() -> tuple[ec.EllipticCurvePrivateKey, str]:
    """A key pair of the tests, and its public half as SendGrid shows it."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, base64.b64encode(public).decode()


DELIVERIES: dict[str, Callable[[], Delivery]] = {
    made.__name__: made
    for made in (sendgrid, mailgun, postmark, brevo, mailjet, sparkpost, mailersend, mandrill, chatwoot, hubspot,
                 mautic)
}  # fmt: skip
