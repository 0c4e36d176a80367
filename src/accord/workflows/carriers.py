"""Carry one letter to the mail server, and say exactly what became of it.

A message is accepted when the server answers the end of its data (RFC 5321, 4.2.5): before that it is not sent, and
between its last byte and that answer nobody knows.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from accord.campaigns.waves.claim import Told
from accord.vocabulary.errors import ForNow
from accord.vocabulary.waves import Fate
from accord.workflows.campaign_mail import CampaignMail
from accord.workflows.letters import WholeLetter
from accord.workflows.notice_mail import PROVIDERS

_WITHIN = 20  # seconds
_TAKEN = (250, 251)
_LATER = frozenset({401, 402, 403, 408, 425, 429})
_NO_MAILBOX = re.compile(r"^5\.1\.\d+|^5\.2\.1")
_UNKNOWN = Told(Fate.unknown, "the line broke before the answer")


class Carrier(Protocol):
    """Whoever takes letters to a mail server, one by one."""

    def ready(self) -> None:
        """Be connected. Raises `ForNow`: then no letter was touched."""

    def carry(self, letter: WholeLetter) -> Told:
        """Hand one letter over; never raises."""

    def close(self) -> None:
        """End the connection."""


@contextmanager
def open_carrier(mail: CampaignMail) -> Iterator[Carrier]:
    """A carrier of the kept way, closed at the end."""
    carrier: Carrier = _Smtp(mail) if mail.way == "smtp" else _Provider(mail)
    try:
        yield carrier
    finally:
        carrier.close()


class _Smtp:
    def __init__(self, mail: CampaignMail) -> None:
        self._mail = mail
        self._line: smtplib.SMTP | None = None

    def ready(self) -> None:
        if self._line is not None:
            return
        try:
            self._line = _connect(self._mail)
        except (smtplib.SMTPException, OSError) as problem:
            raise ForNow(
                "mail.unreachable",
                f"the mail server cannot be reached ({type(problem).__name__})",
                "accord mail check says more; it is tried again by itself",
            ) from problem

    def carry(self, letter: WholeLetter) -> Told:
        line = self._line
        if line is None:
            return Told(None, "not connected")
        try:
            told = _before_data(line, self._mail.address, letter.to)
        except (smtplib.SMTPException, OSError, UnicodeError):
            self.close()  # no byte of the letter had left
            return Told(None, "the line broke before the letter")
        if told is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.rset()
            return told
        try:
            code, said = line.data(letter.data)
        except smtplib.SMTPDataError as problem:  # "no" to the word DATA itself
            return _no(problem.smtp_code, _bytes(problem.smtp_error))
        except (smtplib.SMTPException, OSError):
            self.close()
            return _UNKNOWN
        return Told(Fate.sent, _short(code, said)) if code in _TAKEN else _no(code, said)

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(smtplib.SMTPException, OSError):
                line.quit()


def _connect(mail: CampaignMail) -> smtplib.SMTP:
    context = ssl.create_default_context()
    line: smtplib.SMTP
    if mail.security == "tls":
        line = smtplib.SMTP_SSL(mail.host, mail.port, timeout=_WITHIN, context=context)
    else:
        line = smtplib.SMTP(mail.host, mail.port, timeout=_WITHIN)
    if mail.security == "starttls":
        line.starttls(context=context)
    if mail.user:
        line.login(mail.user, mail.secret)
    return line


def _before_data(line: smtplib.SMTP, sender: str, to: str) -> Told | None:
    """Say who writes to whom; None when the server wants the letter."""
    line.ehlo_or_helo_if_needed()
    options = () if to.isascii() else ("SMTPUTF8",)
    if options and not line.has_extn("smtputf8"):
        return Told(Fate.refused, "the server takes no address beyond ASCII")
    code, said = line.mail(sender, options)
    if code not in _TAKEN:
        return _no(code, said)
    code, said = line.rcpt(to)
    if code in _TAKEN:
        return None
    told = _no(code, said)
    gone = code in (550, 551, 553) or bool(_NO_MAILBOX.match(_status(said)))
    return Told(Fate.bounced, told.answer) if told.fate is Fate.refused and gone else told


def _no(code: int, said: bytes) -> Told:
    """A refusal for good, or "later"."""
    return Told(Fate.refused if code >= 500 else None, _short(code, said))


def _short(code: int, said: bytes) -> str:
    """The code and its enhanced status: the rest of an answer may quote the address."""
    return f"{code} {_status(said)}".strip()


def _status(said: bytes) -> str:
    found = re.match(rb"\d\.\d{1,3}\.\d{1,3}", said)
    return found[0].decode() if found else ""


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode(errors="replace")


class _Provider:
    """A provider's API: one request a letter, whose answer says that it was taken."""

    def __init__(self, mail: CampaignMail) -> None:
        backend = f"anymail.backends.{mail.way}.EmailBackend"
        how: dict[str, Any] = {PROVIDERS[mail.way]: mail.secret}
        self._connection: Any = get_connection(backend, **how)

    def ready(self) -> None:
        try:
            self._connection.open()
        except (AnymailError, ImproperlyConfigured) as problem:
            raise ForNow(
                "mail.provider_set_up", "the provider cannot be used as it is set up", "accord mail check"
            ) from problem

    def carry(self, letter: WholeLetter) -> Told:
        letter.message.connection = self._connection
        try:
            letter.message.send(fail_silently=False)
        except AnymailRecipientsRefused:
            return Told(Fate.bounced, "the provider refuses the address")
        except AnymailAPIError as problem:
            status = problem.status_code or 0
            if isinstance(problem.__cause__, requests.ConnectionError | requests.Timeout) or not status:
                return _UNKNOWN
            return Told(Fate.refused if 400 <= status < 500 and status not in _LATER else None, str(status))
        except AnymailError:
            return Told(Fate.refused, "the provider cannot take it as it is")
        except (requests.RequestException, OSError):
            return _UNKNOWN
        return Told(Fate.sent, "taken by the provider")

    def close(self) -> None:
        self._connection.close()
