"""One test letter to oneself, as campaigns leave; and the half of a key that the DNS publishes."""

from datetime import datetime
from secrets import token_hex

from cryptography.hazmat.primitives import serialization
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.campaign_mail import get_campaign_mail
from accord.workflows.carriers import open_carrier
from accord.workflows.letters import WholeLetter, sign
from accord.workflows.own_address import own_address


def try_mail(by: Viewer, address: str, *, now: datetime) -> str:
    """Send one letter with both headers of one click; what the server said. Raises `Refused`, `Invalid`, `ForNow`."""
    require(by, Right.manage_people)
    try:
        validate_email(address)
    except Exception:
        raise Invalid("mail.address", f'"{address[:80]}" is no address', "give your own") from None
    mail = get_campaign_mail()
    stop = f"{own_address()}/u/a-test-stops-nothing"
    headers = {
        "Message-ID": f"<{token_hex(16)}@{mail.domain}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    text = f"This shows how campaigns of {mail.sender} arrive.\n\n-- \n{mail.imprint}\n"
    message = EmailMultiAlternatives("A test of Accord", text, mail.sender, [address], headers=headers)
    data: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own argument
    with open_carrier(mail) as carrier:
        carrier.ready()
        told = carrier.carry(WholeLetter(address, message, sign(data, mail.signing) + data))
    return f"{told.fate.value if told.fate else 'later'} {told.answer}".strip()


def published_key(pem: str) -> str:
    """The text that the DNS publishes for a private key (RFC 6376, 3.6.1)."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "v=DKIM1; k=rsa; p=" + "".join(public.decode().splitlines()[1:-1])
