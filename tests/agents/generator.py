"""Hits for developing the filter: people and scanners, each with a label. Its figures prove nothing: the
filter's author wrote it. The test set is `tests/agents/simulated`, written by somebody else.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PEOPLE = ("plain", "office", "vpn", "every_link", "fast", "forwarded", "mobile", "no_script")
SCANNERS = (
    "gateway", "before_delivery", "one_link", "sandbox", "rescan", "shadow", "residential", "slow_crawler",
    "honeypot", "prefetch", "named", "appliance", "actor",
)  # fmt: skip
BROWSERS = [
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36"
    for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
    for v in range(110, 140)
] + [
    f"Mozilla/5.0 (iPhone; CPU iPhone OS {v}_1 like Mac OS X) AppleWebKit/605.1.15 Version/{v}.1 Safari/604.1"
    for v in range(14, 19)
]


class Company(NamedTuple):
    """A customer's company: its offices' network, its gateway, how its scanner works."""

    domain: str
    block: str
    gateway: bool
    scanner_blocks: tuple[str, ...]
    scanner_agents: tuple[str, ...]


class Mailing(NamedTuple):
    """One message: its links and whether its pages report."""

    name: str
    links: tuple[tuple[str, str], ...]  # (link, role)
    pages_report: bool
    sent: datetime


class Made:
    """The world, its randomness, and how one hit is written."""

    def __init__(self, seed: int, mailings: int) -> None:
        self.r = random.Random(seed)
        r = self.r
        self.report_share = r.uniform(0.4, 0.9)
        self.blocked_share = r.uniform(0.02, 0.1)
        self.number = 0
        self.scan_blocks = [self.block() for _ in range(r.randint(6, 25))]
        self.vpn_blocks = [self.block() for _ in range(r.randint(10, 60))]
        self.carrier_blocks = [self.block() for _ in range(r.randint(5, 30))]
        self.companies = [self._company(n) for n in range(300)]
        self.mailings = [self._mailing(n) for n in range(mailings)]

    def block(self) -> str:
        """A network nobody else has, as good as."""
        r = self.r
        return f"{r.randint(1, 223)}.{r.randint(0, 255)}.{r.randint(0, 255)}.0/24"

    def _company(self, n: int) -> Company:
        r = self.r
        agents = tuple(r.choice(BROWSERS) for _ in range(r.randint(1, 4)))
        blocks = tuple(r.choice(self.scan_blocks) for _ in range(r.randint(1, 3)))
        return Company(f"c{n}.example", self.block(), r.random() < 0.6, blocks, agents)

    def _mailing(self, n: int) -> Mailing:
        r = self.r
        links = [(f"m{n}/l{i}", "content") for i in range(r.randint(1, 7))]
        if r.random() < 0.7:
            links.append((f"m{n}/unsubscribe", "unsubscribe"))
        if r.random() < 0.5:
            links.append((f"m{n}/trap", "honeypot"))
        sent = START + timedelta(hours=5 * n + r.random())
        return Mailing(f"m{n}", tuple(links), r.random() < self.report_share, sent)

    def row(self, mail: "Mail", at: datetime, **fields: Any) -> dict[str, Any]:
        """One row with the fields of a hit, its truth and its archetype."""
        self.number += 1
        row = {
            "hit_id": f"h{self.number}", "kind": "click", "message": mail.mailing.name,
            "recipient": mail.recipient, "at": at, "recipient_domain": mail.company.domain, "link": "",
            "link_role": "content", "links": len(mail.mailing.links), "delivered_at": mail.delivered,
            "block": "", "network": "unknown", "user_agent": "", "method": "GET", "purpose": "",
            "verdict": "none", "gateway": mail.company.gateway, "pages_report": mail.mailing.pages_report,
            "dwell_seconds": 0.0, "scrolled": False, "pointer": False,
        }  # fmt: skip
        return row | fields


class Mail(NamedTuple):
    """One mail in one mailbox."""

    mailing: Mailing
    company: Company
    recipient: int
    delivered: datetime


def simulate(seed: int, scanner_share: float, human_clicks: int) -> Iterator[dict[str, Any]]:
    """Rows in order of making; `scanner_share` of the clicks are by machines."""
    made = Made(seed, max(6, human_clicks // 400))
    r = made.r
    machines = int(human_clicks * scanner_share / max(1 - scanner_share, 0.01)) if scanner_share else 0
    done = 0
    while done < human_clicks:
        rows = list(_person(made, _mail(made), r.choice(PEOPLE)))
        done += sum(row["kind"] == "click" for row in rows)
        yield from rows
    done = 0
    while done < machines:
        rows = list(_scanner(made, _mail(made), r.choice(SCANNERS)))
        done += sum(row["kind"] == "click" for row in rows)
        yield from rows


def _mail(made: Made) -> Mail:
    r = made.r
    mailing, company = r.choice(made.mailings), r.choice(made.companies)
    number = hash_free(company.domain) * 100 + r.randint(0, 39)
    return Mail(mailing, company, number, mailing.sent + timedelta(seconds=r.uniform(1, 600)))


def hash_free(text: str) -> int:
    """The number in a company's name."""
    return int("".join(c for c in text if c.isdigit()))


def _person(made: Made, mail: Mail, kind: str) -> Iterator[dict[str, Any]]:
    r, mailing = made.r, mail.mailing
    own = random.Random(mail.recipient)
    agent, home = (
        own.choice(BROWSERS),
        f"{own.randint(1, 223)}.{own.randint(0, 255)}.{own.randint(0, 255)}.0/24",
    )
    block, network = (
        (mail.company.block, "office") if kind == "office" or own.random() < 0.5 else (home, "residential")
    )
    if kind == "vpn":
        block, network = r.choice(made.vpn_blocks), "hosting"
    if kind == "mobile" or r.random() < 0.1:
        block, network = r.choice(made.carrier_blocks), "unknown"
    wait = r.lognormvariate(8.5, 1.8) if kind != "fast" else r.uniform(2.5, 8)
    at = mail.delivered + timedelta(seconds=max(wait, 2.5))
    content = [link for link, role in mailing.links if role == "content"]
    links = content if kind == "every_link" else [r.choice(content)]
    silent = kind == "no_script" or r.random() < made.blocked_share
    where = {"block": block, "network": network, "user_agent": agent, "truth": "human", "archetype": kind}
    for link in links:
        yield made.row(mail, at, link=link, **where)
        if mailing.pages_report and not silent:
            yield from _visit(made, mail, at, link, where)
        at += timedelta(seconds=r.uniform(0.8, 25))
    if kind == "forwarded":
        other = {"block": made.block(), "network": "office", "user_agent": r.choice(BROWSERS)}
        later = at + timedelta(seconds=r.lognormvariate(7, 1.5) + 60)
        yield made.row(mail, later, link=links[0], **(where | other))
        if mailing.pages_report:
            yield from _visit(made, mail, later, links[0], where | other)


def _visit(
    made: Made, mail: Mail, at: datetime, link: str, where: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    r = made.r
    yield made.row(mail, at + timedelta(seconds=1), kind="page", link=link, **where)
    if r.random() < 0.9:
        dwell = r.lognormvariate(2.8, 1)
        used = {"dwell_seconds": dwell, "scrolled": r.random() < 0.8, "pointer": r.random() < 0.85}
        yield made.row(mail, at + timedelta(seconds=1 + dwell), kind="page", link=link, **used, **where)


def _scanner(made: Made, mail: Mail, kind: str) -> Iterator[dict[str, Any]]:
    r, mailing, company = made.r, mail.mailing, mail.company
    where = {
        "block": r.choice(company.scanner_blocks), "network": "hosting",
        "user_agent": r.choice(company.scanner_agents), "truth": "machine", "archetype": kind,
    }  # fmt: skip
    links = list(mailing.links)
    at = mail.delivered + timedelta(seconds=r.uniform(0.5, 40))
    gap = (0.05, 1.0)
    if kind == "residential":
        where |= {"block": made.block(), "network": r.choice(("residential", "unknown"))}
    if kind == "appliance":
        where |= {"block": company.block, "network": "office"}
    if kind == "before_delivery":
        at = mail.delivered - timedelta(seconds=r.uniform(0.5, 20))
    if kind in ("one_link", "shadow", "prefetch") or (kind == "residential" and r.random() < 0.5):
        links = [r.choice(links)]
    if kind == "rescan":
        at = mail.delivered + timedelta(seconds=r.uniform(3600, 90_000))
        links = r.sample(links, r.randint(1, len(links)))
    if kind == "slow_crawler":
        gap = (15, 90)
    if kind != "honeypot" and r.random() < 0.5:
        links = [one for one in links if one[1] != "honeypot"] or links
    if kind == "named":
        where["user_agent"] = r.choice(
            ("python-requests/2.31", "SafeLinks/1.0", "Mozilla/5.0 (compatible; bot/1.0)")
        )
    if kind == "shadow":
        yield from _person(made, mail, "plain")
        at = mail.delivered + timedelta(seconds=r.uniform(3600, 50_000))
        first = next(iter(_person(made, mail, "plain")))
        link, at = first["link"], first["at"] + timedelta(seconds=r.uniform(0.5, 14))
        yield first
        links = [(link, "content")]
    for link, role in links:
        method = r.choice(("HEAD", "OPTIONS")) if kind == "prefetch" else "GET"
        yield made.row(mail, at, link=link, link_role=role, method=method, **where)
        if kind in ("sandbox", "actor") and mailing.pages_report:
            seen = {"dwell_seconds": r.uniform(0.5, 6), "scrolled": r.random() < 0.4}
            if kind == "actor":
                seen |= {"dwell_seconds": r.uniform(2, 20), "scrolled": True, "pointer": r.random() < 0.6}
            yield made.row(mail, at + timedelta(seconds=6), kind="page", link=link, **seen, **where)
        at += timedelta(seconds=r.uniform(*gap))
