"""The mailings, the mailboxes and the networks in which people and machines press links."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from zlib import crc32

from tests.agents.simulated.temper import Temper

START = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)
DESKTOP = tuple(
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
    for version in range(128, 142)
)
PHONE = tuple(
    f"Mozilla/5.0 (iPhone; CPU iPhone OS {v}_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
    for v in range(15, 19)
) + tuple(
    f"Mozilla/5.0 (Linux; Android {v}; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Mobile Safari/537.36"
    for v in range(11, 16)
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail in one mailbox."""

    message: str
    recipient: int
    domain: str
    gateway: bool | None
    office: str  # the block of the company's own line
    office_known: bool  # the network list names that block
    delivered_at: datetime
    delivered_told: bool
    content: tuple[str, ...]
    has_unsubscribe: bool
    honeypot: bool
    pages_report: bool
    all_links: int


@dataclass(slots=True)
class World:
    """Companies with their lines, mailings with their links; all from one seed."""

    chance: Random
    temper: Temper
    mails: list[Mail] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    carriers: list[str] = field(default_factory=list)  # blocks behind which thousands of strangers sit
    tunnels: list[str] = field(default_factory=list)  # egress of security clouds and company VPNs: hosting
    clouds: list[str] = field(default_factory=list)  # where scanners run

    def desktop(self) -> str:
        """A browser that is usual here."""
        return self.chance.choice(DESKTOP[: self.temper.browsers])

    def home(self) -> str:
        """Somebody's line at home."""
        return _block(self.chance, 62, 95)

    def row(self, mail: Mail, at: datetime, **known: Any) -> dict[str, Any]:
        """One hit on a mail; what is not named is as a browser sends it."""
        base: dict[str, Any] = {
            "hit_id": f"h{next(self.numbers):09d}",
            "kind": "click",
            "message": mail.message,
            "recipient": mail.recipient,
            "at": at,
            "recipient_domain": mail.domain,
            "link": mail.content[0],
            "link_role": "content",
            "links": mail.all_links,
            "delivered_at": mail.delivered_at if mail.delivered_told else None,
            "block": "",
            "network": "unknown",
            "user_agent": "",
            "method": "GET",
            "purpose": "",
            "verdict": "none",
            "gateway": mail.gateway,
            "pages_report": mail.pages_report,
            "dwell_seconds": 0.0,
            "scrolled": False,
            "pointer": False,
        }
        return base | known


def make_world(chance: Random, mails: int, temper: Temper) -> World:
    """Companies of 1 to 60 mailboxes; mailings of 200 to 1,200 mails over ten weeks."""
    world = World(chance, temper)
    world.carriers = [_block(chance, 100, 110) for _ in range(temper.carriers)]
    world.tunnels = [_block(chance, 165, 168) for _ in range(temper.tunnels)]
    world.clouds = [_block(chance, 3, 54) for _ in range(temper.clouds)]
    companies = [_company(chance, n, temper) for n in range(max(60, mails // 12))]
    mailing = 0
    while len(world.mails) < mails:
        mailing += 1
        world.mails += _mailing(chance, mailing, companies, temper)
    return world


def _company(chance: Random, number: int, temper: Temper) -> tuple[str, list[int], bool | None, str, bool]:
    size = min(60, 1 + int(chance.lognormvariate(temper.company_mu, 1.0)))
    boxes = [number * 100 + n for n in range(size)]
    gateway = chance.choices([True, False, None], [temper.gateways, 0.9 - temper.gateways, 0.1])[0]
    return (
        f"company{number}.example",
        boxes,
        gateway,
        _block(chance, 185, 213),
        chance.random() < temper.office_known,
    )


def _mailing(
    chance: Random,
    number: int,
    companies: list[tuple[str, list[int], bool | None, str, bool]],
    temper: Temper,
) -> Iterator[Mail]:
    content = tuple(f"m{number}-l{n}" for n in range(chance.choice([1, 2, 3, 3, 4, 5, 6])))
    honeypot, unsubscribe = chance.random() < temper.honeypots, chance.random() < 0.97
    pages_report, told = chance.random() < temper.reports, chance.random() < temper.told
    sent = START + timedelta(days=chance.randrange(70), hours=chance.choice([0, 1, 2, 3, 6, 7, 8]))
    sample = chance.sample(companies, min(len(companies), chance.randint(40, 160)))
    for domain, boxes, gateway, office, known in sample:
        for box in boxes:
            yield Mail(
                message=f"m{number}",
                recipient=box,
                domain=domain,
                gateway=gateway,
                office=office,
                office_known=known,
                delivered_at=sent + timedelta(seconds=chance.lognormvariate(2.5, 1.0)),
                delivered_told=told,
                content=content,
                has_unsubscribe=unsubscribe,
                honeypot=honeypot,
                pages_report=pages_report,
                all_links=len(content) + unsubscribe + honeypot,
            )


def stable(text: str) -> int:
    """A number for a text, the same in every process."""
    return crc32(text.encode())


def _block(chance: Random, low: int, high: int) -> str:
    return f"{chance.randint(low, high)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.0/24"
