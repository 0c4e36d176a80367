"""Twelve ways in which machines press links. Each function returns the rows of one scan of one mail."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.agents.simulated.world import DESKTOP, PHONE, Mail, World, stable

Rows = list[dict[str, Any]]
Scan = Callable[[World, Mail], Rows]
HONEST = ("python-requests/2.32.3", "Barracuda Sentinel (EE)", "curl/8.5.0", "Go-http-client/2.0")
PREVIEWS = (
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "WhatsApp/2.23.20.0",
)


def _cloud(world: World, mail: Mail, known: float | None = None) -> dict[str, str]:
    """A block of a cloud; the same few for one company's gateway; the list knows most of them."""
    mine = [
        world.clouds[stable(f"{mail.domain} {n}") % len(world.clouds)]
        for n in range(world.temper.clouds_each)
    ]
    told = world.temper.cloud_told if known is None else known
    block = world.chance.choice(mine)
    return {"block": block, "network": "hosting" if stable(block) % 100 < told * 100 else "unknown"}


def _links(mail: Mail, honeypot: bool, unsubscribe: bool) -> list[tuple[str, str]]:
    found = [(link, "content") for link in mail.content]
    if mail.has_unsubscribe and unsubscribe:
        found.append(("unsubscribe", "unsubscribe"))
    if mail.honeypot and honeypot:
        found.append(("honeypot", "honeypot"))
    return found


def _press(
    world: World, mail: Mail, at: datetime, links: list[tuple[str, str]], pause: float, **known: Any
) -> Rows:
    rows = []
    for link, role in links:
        seen = {"pages_report": mail.pages_report and role == "content"}
        rows.append(world.row(mail, at, link=link, link_role=role, **(seen | known)))
        at += timedelta(seconds=world.temper.pause * world.chance.expovariate(1 / pause))
    return rows


def burst(world: World, mail: Mail) -> Rows:
    """A gateway at delivery: all links within seconds, with an ordinary browser's name."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(-3, 45))
    links = _links(mail, world.chance.random() < 0.7 + world.temper.trap, world.chance.random() < 0.8)
    agent = world.desktop()
    return _press(world, mail, at, links, 0.5, user_agent=agent, **_cloud(world, mail))


def one_link(world: World, mail: Mail) -> Rows:
    """A gateway that samples one link at delivery."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(0, 50))
    link = [world.chance.choice(_links(mail, True, False))]
    return _press(world, mail, at, link, 1, user_agent=world.desktop(), **_cloud(world, mail))


def before_delivery(world: World, mail: Mail) -> Rows:
    """A gateway that looks before it lets the mail through."""
    at = mail.delivered_at - timedelta(seconds=world.temper.hurry * world.chance.uniform(1, 240))
    links = _links(mail, True, True)[: world.chance.randint(1, mail.all_links)]
    return _press(world, mail, at, links, 1, user_agent=world.desktop(), **_cloud(world, mail))


def knocking(world: World, mail: Mail) -> Rows:
    """HEAD requests and declared prefetches."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(0, 900))
    told = {"method": "HEAD"} if world.chance.random() < 0.6 else {"purpose": "prefetch"}
    agent = world.desktop()
    return _press(
        world, mail, at, _links(mail, False, False)[:2], 1, user_agent=agent, **told, **_cloud(world, mail)
    )


def rescan(world: World, mail: Mail) -> Rows:
    """A second look hours later, all links, by the same cloud for many companies."""
    at = mail.delivered_at + timedelta(hours=world.chance.uniform(*world.temper.rescan_hours))
    links = _links(mail, world.chance.random() < 0.7 + world.temper.trap, world.chance.random() < 0.7)
    agent = world.desktop()
    return _press(world, mail, at, links, 1.5, user_agent=agent, **_cloud(world, mail))


def sandbox(world: World, mail: Mail) -> Rows:
    """A sandbox that runs scripts: the page reports a visit of fixed length; some scroll by program."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(2, 600))
    links = _links(mail, world.chance.random() < 0.5 + world.temper.trap, False)[
        : world.chance.choice([1, 2, 9])
    ]
    agent = world.desktop()
    rows = _press(world, mail, at, links, 2.0, user_agent=agent, **_cloud(world, mail))
    for click in list(rows):
        if click["pages_report"]:
            page = {"kind": "page", "dwell_seconds": world.temper.sandbox_dwell}
            page |= {"scrolled": world.chance.random() < world.temper.sandbox_scroll}
            rows.append(
                click
                | page
                | {
                    "hit_id": f"h{next(world.numbers):09d}",
                    "at": click["at"] + timedelta(seconds=1 + world.temper.sandbox_dwell),
                }
            )
    return rows


def from_a_living_room(world: World, mail: Mail) -> Rows:
    """A scanner that hides behind home lines; it follows links one by one and never reads."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(3, 300))
    links = _links(mail, world.chance.random() < 0.6 + world.temper.trap, world.chance.random() < 0.6)
    agent, place = world.chance.choice(DESKTOP + PHONE), {"block": world.home(), "network": "residential"}
    return _press(world, mail, at, links, 1.2, user_agent=agent, **place)


def preview(world: World, mail: Mail) -> Rows:
    """A chat program draws a preview of a link that was pasted."""
    at = mail.delivered_at + timedelta(seconds=60 + world.chance.expovariate(1 / 20000))
    agent = world.chance.choice(PREVIEWS)
    return _press(world, mail, at, _links(mail, False, False)[:1], 1, user_agent=agent, **_cloud(world, mail))


def honest(world: World, mail: Mail) -> Rows:
    """A robot that says what it is."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(0, 3000))
    agent = world.chance.choice(HONEST)
    return _press(
        world, mail, at, _links(mail, False, True), 0.4, user_agent=agent, **_cloud(world, mail, 0.5)
    )


def appliance(world: World, mail: Mail) -> Rows:
    """A scanner in the customer's own cellar: it leaves by the same line as the colleagues."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(-1, 15))
    place = {"block": mail.office, "network": "office" if mail.office_known else "unknown"}
    links = _links(mail, True, True)
    return _press(world, mail, at, links, 0.25, user_agent=world.desktop(), **place)


def told_by_the_provider(world: World, mail: Mail) -> Rows:
    """A gateway's burst that the sending provider itself recognised."""
    rows = burst(world, mail)
    return [row | {"verdict": "machine"} for row in rows]


def shadow(world: World, click: dict[str, Any]) -> Rows:
    """After a person's click the gateway fetches the same link, from elsewhere, with another browser."""
    at = click["at"] + timedelta(seconds=world.chance.uniform(0.2, world.temper.shadow_late))
    block = world.chance.choice(world.clouds)
    network = "hosting" if stable(block) % 100 < world.temper.cloud_told * 100 else "unknown"
    other = {"hit_id": f"h{next(world.numbers):09d}", "at": at, "block": block, "network": network}
    return [click | other | {"user_agent": world.desktop()}]


MACHINES: dict[str, tuple[float, Scan]] = {
    "burst": (34, burst),
    "one_link": (8, one_link),
    "before_delivery": (8, before_delivery),
    "knocking": (6, knocking),
    "rescan": (12, rescan),
    "sandbox": (6, sandbox),
    "from_a_living_room": (5, from_a_living_room),
    "preview": (2, preview),
    "honest": (5, honest),
    "appliance": (8, appliance),
    "told_by_the_provider": (6, told_by_the_provider),
}
SHADOWED = 0.5  # of the clicks of people behind a rewriter
