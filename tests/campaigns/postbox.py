"""A mail server and a name server of this machine, and a campaign that is signed and sent from here."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

from accord.campaigns.shapes import Arm, Campaign, Plan, Sending
from accord.ledger.jobs import claim_job, finish_job
from accord.reporting.dashboard import catch_up
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.facts import RecordDraft, RecordKind, Ref, RowRead
from accord.workflows.campaign_mail import (
    CampaignMail,
    Pace,
    Signing,
    keep_campaign_mail,
    keep_pace,
    keep_signing,
)
from accord.workflows.campaigns import answer_campaign, ask_sign_off, plan_campaign
from accord.workflows.send_wave import SEND_WAVE, send_wave
from tests.cast import Cast
from tests.handoffs.company import say
from tests.notices.servers import Mailbox

Zone = dict[tuple[str, str], list[str]]
# A Tuesday morning everywhere that matters.
NOW = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
SENDER = "Accord Water <news@mail.accord.example>"


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key: its secret half, and the text that the DNS publishes."""

    pem: str
    published: str


@cache
def key(number: int = 1) -> Key:
    """One of some keys."""
    made = rsa.generate_private_key(65537, 2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    base = "".join(line for line in public.decode().splitlines() if "-----" not in line)
    return Key(pem.decode(), f"v=DKIM1; k=rsa; p={base}")


def sound_zone() -> Zone:
    """Everything that a sender of `mail.accord.example` on this machine needs."""
    return {
        ("mail.accord.example", "TXT"): ["v=spf1 ip4:127.0.0.1 -all"],
        ("letters._domainkey.accord.example", "TXT"): [key().published],
        ("_dmarc.accord.example", "TXT"): ["v=DMARC1; p=quarantine"],
    }


@dataclass
class Names:
    """A name server's zone, and where it listens."""

    zone: Zone = field(default_factory=sound_zone)
    port: int = 0


@contextmanager
def name_server() -> Iterator[Names]:
    """A name server on a free port of this machine."""
    names = Names()
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    line.settimeout(0.2)
    names.port = line.getsockname()[1]
    over = threading.Event()

    def answer() -> None:
        while not over.is_set():
            try:
                data, whence = line.recvfrom(4096)
            except TimeoutError:
                continue
            line.sendto(_answer(names.zone, dns.message.from_wire(data)).to_wire(max_size=4096), whence)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield names
    finally:
        over.set()
        thread.join()
        line.close()


def _answer(zone: Mapping[tuple[str, str], list[str]], query: dns.message.Message) -> dns.message.Message:
    told = dns.message.make_response(query)
    told.flags |= dns.flags.AA
    asked = query.question[0]
    kind = dns.rdatatype.to_text(asked.rdtype)
    values = zone.get((asked.name.to_text().rstrip("."), kind), [])
    if values:
        texts = [_quoted(value) if kind == "TXT" else value for value in values]
        told.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, texts))
    return told


def _quoted(text: str) -> str:
    """A text of the DNS in parts of at most 255."""
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))


def people(many: int, now: datetime = NOW) -> None:
    """So many people, each of a company of their own, who can be written to."""
    rows = []
    for n in range(many):
        ref = Ref("web", RecordKind.person, f"p{n}")
        values = {"id": f"p{n}"}
        rows.append(
            RowRead(
                1,
                (RecordDraft(ref, values, modified_at=now, email=f"p{n}@c{n}.example", name=f"Ada{n} Lee"),),
                (),
            )
        )
    say(rows, now)
    catch_up(now)


def use(cast: Cast, box: Mailbox, names: Names, installation: Any, pace: Pace | None = None) -> None:
    """Send through this mail server, and ask this name server."""
    installation.INSTALLATION = replace(settings.INSTALLATION, dns=f"127.0.0.1:{names.port}")
    keep_campaign_mail(
        cast.olga,
        CampaignMail(
            way="smtp", sender=SENDER, imprint="Accord Water, 1 Quay, Delft", host="127.0.0.1", port=box.port,
            security="none",
        ),
    )  # fmt: skip
    keep_signing(cast.olga, Signing("letters", "accord.example", key().pem))
    keep_pace(cast.olga, pace or Pace(0, 0))


def a_campaign(cast: Cast, name: str = "Leak season", now: datetime = NOW, **changes: Any) -> Plan:
    """A plan that is sent from here."""
    plan = Plan(
        name=name,
        kind="e-mail",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=9),
        segment="everybody",
        arms=(
            Arm(
                "all",
                100,
                "A leak, {first_name|you}",
                "Hello {first_name|there},\nlook.",
                "https://accord.example/leak",
            ),
        ),
        channels=("email",),
        marketing_owner=cast.maya.user_id,
        sales_owner=cast.sam.user_id,
        sending=Sending(),
    )
    return replace(plan, **changes)


def signed(cast: Cast, plan: Plan, *, key: int) -> Campaign:
    """Planned, asked and signed before it starts."""
    before = plan.starts_at - timedelta(hours=2)
    one = plan_campaign(cast.maya, plan, key=key, now=before)
    ask_sign_off(cast.maya, key, now=before)
    return answer_campaign(cast.sam, key, SignAnswer.signed, text_hash=one.hash, now=before)


def carry(now: datetime) -> datetime | None:
    """One round of the worker at whatever wave is due; when it is due again."""
    job = claim_job(now, kinds=(SEND_WAVE,))
    if job is None:
        return None
    again = send_wave(job, lambda: now)
    finish_job(job, now, again)
    return again
