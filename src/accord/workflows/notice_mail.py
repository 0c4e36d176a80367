"""How this installation sends e-mail: an SMTP server, or a provider's API; kept beside the connections."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection

from accord.teams.rights import Right, require
from accord.vocabulary.errors import ForGood, ForNow, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.kept_secrets import keep_secrets, read_secrets

SECURITY = ("starttls", "tls", "none")
# The provider's name, and what anymail calls its key.
PROVIDERS = {
    "brevo": "api_key",
    "mailersend": "api_token",
    "mandrill": "api_key",
    "postmark": "server_token",
    "resend": "api_key",
    "sendgrid": "api_key",
    "sparkpost": "api_key",
}
_FILE = "mail"
_WITHIN = 10  # seconds
_LATER = frozenset({401, 402, 403, 408, 425, 429})  # a key that is mended, a limit that passes: try again


@dataclass(frozen=True, slots=True)
class MailView:
    """What is kept of the way, without its secret. `way` is empty where none is."""

    way: str
    sender: str
    host: str
    port: int
    security: str
    user: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail. `message_id` is the same in every try."""

    to: str
    subject: str
    text: str
    message_id: str
    unsubscribe: str = ""
    html: str = ""  # the same, for who reads it so
    files: tuple[tuple[str, bytes, str], ...] = ()  # name, content, type


def keep_smtp(
    by: Viewer, *, host: str, port: int, security: str, user: str, secret: str, sender: str
) -> MailView:
    """Send through an SMTP server from now on. Raises `Refused` without the right, `Invalid`."""
    require(by, Right.manage_people)
    if security not in SECURITY:
        raise Invalid("mail.security", f'"{security}" is no way to encrypt', f"use {', '.join(SECURITY)}")
    if security == "none" and user:
        raise Invalid("mail.plain", "a password would be readable on its way", "use starttls or tls")
    said = {"host": host, "port": port, "security": security, "user": user, "secret": secret}
    return _keep({"way": "smtp", "sender": checked_sender(sender), **said})


def keep_provider(by: Viewer, provider: str, *, secret: str, sender: str) -> MailView:
    """Send through a provider's API from now on. Raises `Refused` without the right, `Invalid`."""
    require(by, Right.manage_people)
    if provider not in PROVIDERS:
        raise Invalid(
            "mail.provider", f'nothing is sent through "{provider}"', f"use {', '.join(PROVIDERS)} or smtp"
        )
    return _keep({"way": provider, "sender": checked_sender(sender), "secret": secret})


def see_mail(viewer: Viewer) -> MailView:
    """What is kept. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    return _view(read_secrets(_FILE))


def is_set_up() -> bool:
    """Whether anything can be sent by e-mail."""
    return bool(read_secrets(_FILE))


def send_letters(letters: Sequence[Letter]) -> None:
    """Send, over one connection. Raises `ForNow` and `ForGood`; what was sent before a failure may have left."""
    kept = read_secrets(_FILE)
    if not kept:
        raise ForNow(
            "mail.not_set_up", "no way to send e-mail is set up", "accord notices mail --help says how"
        )
    domain = kept["sender"].rpartition("@")[2].strip("> ")
    try:
        connection = _connection(kept)
        for letter in letters:
            _message(letter, kept["sender"], domain, connection).send(fail_silently=False)
    except SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        raise _failed(all(code >= 500 for code in codes), "the address is refused") from problem
    except SMTPResponseException as problem:
        raise _failed(
            problem.smtp_code >= 500 and problem.smtp_code not in (530, 535), f"answer {problem.smtp_code}"
        ) from problem
    except AnymailAPIError as problem:
        status = problem.status_code or 0
        raise _failed(400 <= status < 500 and status not in _LATER, f"answer {status}") from problem
    except (AnymailError, ImproperlyConfigured) as problem:
        raise _failed(True, "the provider cannot take it as it is") from problem
    except (SMTPException, OSError) as problem:
        raise _failed(False, "the server could not be reached") from problem


def _failed(for_good: bool, why: str) -> ForNow | ForGood:
    kind = ForGood if for_good else ForNow
    return kind(
        "mail.not_sent", f"the e-mail was not taken: {why}", "accord notices test email shows it again"
    )


def _message(letter: Letter, sender: str, domain: str, connection: Any) -> EmailMultiAlternatives:
    headers = {"Message-ID": f"<{letter.message_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    subject = " ".join(letter.subject.split())[:200]  # a line break in a header would begin another one
    message = EmailMultiAlternatives(
        subject, letter.text, sender, [letter.to], headers=headers, connection=connection
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for name, content, kind in letter.files:
        message.attach(name, content, kind)
    return message


def _connection(kept: dict[str, Any]) -> Any:
    if kept["way"] != "smtp":
        backend = f"anymail.backends.{kept['way']}.EmailBackend"
        return get_connection(backend, **{PROVIDERS[kept["way"]]: kept["secret"]})
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=kept["host"],
        port=kept["port"],
        username=kept["user"],
        password=kept["secret"],
        use_tls=kept["security"] == "starttls",
        use_ssl=kept["security"] == "tls",
        timeout=_WITHIN,
    )


def checked_sender(sender: str) -> str:
    """A sender that has an address. Raises `Invalid`."""
    address = parseaddr(sender)[1]
    name, _, domain = address.rpartition("@")
    if not name or ("." not in domain and domain != "localhost"):
        raise Invalid(
            "mail.sender", f'"{sender[:80]}" is no sender', "write it as Accord <accord@company.example>"
        )
    return sender


def _keep(said: dict[str, Any]) -> MailView:
    keep_secrets(_FILE, said)
    return _view(said)


def _view(kept: dict[str, Any]) -> MailView:
    shown = asdict(MailView("", "", "", 0, "", ""))
    return MailView(**{name: kept.get(name, empty) for name, empty in shown.items()})
