"""A campaign's letter whole: words, tracked links, the way out in one click (RFC 8058), and the signature over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import dkim
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accord.campaigns.shapes import Arm
from accord.campaigns.waves.letter import links_of, write_letter
from accord.campaigns.waves.prepare import Taken
from accord.contacts.links.keep import NewLink, make_links
from accord.contacts.links.measured import may_measure_clicks
from accord.vocabulary.consent import Medium, Purpose
from accord.workflows.campaign_mail import CampaignMail, Signing
from accord.workflows.opt_out import OptOutLink, make_token
from accord.workflows.own_address import own_address

# What a signature covers: both headers of the one click, or the click counts for nothing (RFC 8058, 4).
SIGNED_HEADERS = (
    b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post",
    b"content-type", b"mime-version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WholeLetter:
    """A letter ready to be carried."""

    to: str
    message: EmailMultiAlternatives
    data: bytes


def make_letter(
    mail: CampaignMail, taken: Taken, arms: Sequence[Arm], campaign: int, name: str, now: datetime
) -> WholeLetter:
    """Write one person's letter. Its links are kept before it leaves; plain ones for who refused to be measured."""
    arm = next(one for one in arms if one.name == taken.arm)
    box = taken.box
    targets = links_of(arm) if may_measure_clicks(box.keys) else ()
    about = f"campaign:{campaign}"
    tokens = make_links(
        [NewLink(box.key, target, about, name, arm.name, taken.message_id) for target in targets],
        actor="rule",
        now=now,
    )
    tracked = {target: f"{own_address()}/l/{token}" for target, token in zip(targets, tokens, strict=True)}
    link = OptOutLink(box.key, Purpose.marketing, Medium.email, bytes.fromhex(taken.message_id)[:8])
    stop = f"{own_address()}/u/{make_token(link, settings.INSTALLATION.secret)}"
    written = write_letter(arm, box.words, tracked, unsubscribe=stop, imprint=mail.imprint)
    headers = {
        "Message-ID": f"<{taken.message_id}@{mail.domain}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    message = EmailMultiAlternatives(
        written.subject, written.text, mail.sender, [box.address], headers=headers
    )
    message.attach_alternative(written.html, "text/html")
    data: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own argument
    return WholeLetter(box.address, message, sign(data, mail.signing) + data)


def sign(data: bytes, signing: Signing) -> bytes:
    """The signature's header line; nothing without a key: then whoever relays it signs."""
    if not signing.key:
        return b""
    line: bytes = dkim.sign(
        data,
        signing.selector.encode(),
        signing.domain.encode(),
        signing.key.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=list(SIGNED_HEADERS),
    )
    return line
