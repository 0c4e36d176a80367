"""A person says stop, by the link in their mail: no sign-in, no cookie, in force when the answer leaves."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.db import transaction

from accord.contacts.consent import hold, siblings_of, write_statements
from accord.ledger.acts import record_act
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.errors import NotFound
from accord.workflows.consents import pass_on

# Places in these tuples stand in links that lie in mailboxes for years: only add at the end.
_PURPOSES, _MEDIA = tuple(Purpose), tuple(Medium)
_MAC = 16
_BODY = 8 + 1 + 1 + 8
WORDING = "opt-out-link"


@dataclass(frozen=True, slots=True)
class OptOutLink:
    """What one link stops: for whom (an identity key), what, by which medium, and in which message it stood."""

    subject: int
    purpose: Purpose
    medium: Medium
    message: bytes  # eight bytes that name the message; evidence, not identity


def make_token(link: OptOutLink, secret: str) -> str:
    """The part of the link's address that nobody can guess: a random key and a 128-bit MAC, no address in it."""
    body = link.subject.to_bytes(8) + bytes([_PURPOSES.index(link.purpose), _MEDIA.index(link.medium)])
    body += link.message[:8].ljust(8, b"\0")
    return base64.urlsafe_b64encode(body + _mac(body, secret)).rstrip(b"=").decode()


def read_token(token: str, secret: str) -> OptOutLink:
    """The link behind a token. Raises `NotFound` for one that was not made here."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    body, mac = raw[:_BODY], raw[_BODY:]
    if len(raw) != _BODY + _MAC or not hmac.compare_digest(mac, _mac(body, secret)):
        raise NotFound(
            "opt_out.unknown",
            "this link was not made here, or was cut short",
            "open it again from the mail, with everything after the last slash",
        )
    return OptOutLink(int.from_bytes(body[:8]), _PURPOSES[body[8]], _MEDIA[body[9]], body[10:])


def look_at_opt_out(token: str) -> OptOutLink:
    """What a link would stop; changes nothing, however often a scanner looks."""
    return read_token(token, settings.INSTALLATION.secret)


def opt_out(token: str, *, now: datetime) -> OptOutLink:
    """Stop what the link names, for every record of the person. Repeating it changes nothing."""
    return _say(token, ConsentState.withdrawn, now)


def opt_in_again(token: str, *, now: datetime) -> OptOutLink:
    """Take an opt-out by the same link back: the person's own, later word."""
    return _say(token, ConsentState.granted, now)


def _say(token: str, state: ConsentState, now: datetime) -> OptOutLink:
    link = read_token(token, settings.INSTALLATION.secret)
    evidence = blake2b(token.encode(), digest_size=16).hexdigest()
    said = Statement(now, state, Origin.person, "link", WORDING)
    with transaction.atomic():
        keys = siblings_of(link.subject)
        if hold(keys, link.purpose, link.medium).allowed is (state is ConsentState.granted):
            return link
        write_statements(keys, link.purpose, link.medium, said, now=now, evidence=evidence)
        pass_on(link.subject, link.purpose, link.medium, state, now=now)
        record_act(
            key=f"consent:{link.subject}:{link.purpose}:{state}:{now.isoformat()}",
            kind="consent_said",
            actor="person",
            now=now,
            subject=link.subject,
            reason=state.value,
            payload={
                "purpose": link.purpose.value,
                "medium": link.medium.value,
                "message": link.message.hex(),
            },
        )
    return link


def _mac(body: bytes, secret: str) -> bytes:
    return blake2b(body, digest_size=_MAC, key=secret.encode()[:64], person=b"accord-opt-out").digest()
