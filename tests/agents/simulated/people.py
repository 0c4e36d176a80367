"""Eleven ways in which people press links. Each function returns the rows of one visit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.agents.simulated.world import DESKTOP, PHONE, Mail, World, stable

Rows = list[dict[str, Any]]
Visit = Callable[[World, Mail], Rows]


def _later(world: World, mail: Mail) -> datetime:
    """When people usually read: minutes to days after it came."""
    return mail.delivered_at + timedelta(
        seconds=20 + world.chance.lognormvariate(world.temper.read_mu, world.temper.read_sigma)
    )


def _pages(world: World, click: dict[str, Any]) -> Rows:
    """What our script reports of a person's visit; a share of them has it blocked or leaves at once."""
    chance, temper = world.chance, world.temper
    if not click["pages_report"] or chance.random() > temper.seen:
        return []
    stayed = chance.lognormvariate(temper.stayed_mu, 1.1)
    pointer, scrolled = chance.random() < temper.pointer, chance.random() < temper.scrolled
    rows = []
    for dwell, moved in ((0.0, False), (min(stayed, 600.0), True)):
        if dwell or chance.random() < 0.95:
            at = click["at"] + timedelta(seconds=0.6 + chance.random() * 2 + dwell)
            page = {"kind": "page", "dwell_seconds": round(dwell, 1)}
            page |= {"scrolled": moved and scrolled, "pointer": moved and pointer}
            rows.append(click | page | {"hit_id": f"h{next(world.numbers):09d}", "at": at})
    return rows


def _click(world: World, mail: Mail, at: datetime, **known: Any) -> Rows:
    known = {"link": _favourite(world, mail), "user_agent": world.desktop()} | known
    click = world.row(mail, at, **known)
    return [click, *_pages(world, click)]


def _favourite(world: World, mail: Mail) -> str:
    return mail.content[min(int(world.chance.expovariate(world.temper.favourite)), len(mail.content) - 1)]


def _office(mail: Mail) -> dict[str, str]:
    return {"block": mail.office, "network": "office" if mail.office_known else "unknown"}


def at_home(world: World, mail: Mail) -> Rows:
    """An ordinary browser on an ordinary line."""
    network = world.chance.choices(
        ["residential", "unknown"], [world.temper.home_told, 100 - world.temper.home_told]
    )[0]
    return _click(world, mail, _later(world, mail), block=world.home(), network=network)


def in_the_office(world: World, mail: Mail) -> Rows:
    """Colleagues behind one address: many recipients, one block, one morning, one company's browser."""
    agent = DESKTOP[stable(mail.domain) % world.temper.browsers]
    rushed = mail.delivered_at + timedelta(seconds=30 + world.chance.expovariate(1 / world.temper.rush))
    return _click(world, mail, rushed, user_agent=agent, **_office(mail))


def behind_a_carrier(world: World, mail: Mail) -> Rows:
    """A phone: thousands of strangers share the carrier's block."""
    block, agent = world.chance.choice(world.carriers), world.chance.choice(PHONE)
    return _click(world, mail, _later(world, mail), block=block, network="residential", user_agent=agent)


def within_seconds(world: World, mail: Mail) -> Rows:
    """Somebody who sits before the mailbox: 3 to 12 seconds after it came."""
    at = mail.delivered_at + timedelta(seconds=world.chance.uniform(*world.temper.fast))
    place = (
        _office(mail) if world.chance.random() < 0.5 else {"block": world.home(), "network": "residential"}
    )
    return _click(world, mail, at, **place)


def every_link(world: World, mail: Mail) -> Rows:
    """Somebody who opens every content link in tabs, a few seconds apart; never what cannot be seen."""
    chance = world.chance
    at, agent = _later(world, mail), world.desktop()
    place = _office(mail) if chance.random() < 0.5 else {"block": world.home(), "network": "residential"}
    rows: Rows = []
    for link in mail.content:
        rows += _click(world, mail, at, link=link, user_agent=agent, **place)
        at += timedelta(seconds=0.9 + chance.lognormvariate(world.temper.tab_mu, 0.8))
    return rows


def through_a_tunnel(world: World, mail: Mail) -> Rows:
    """A company VPN or security cloud: the address is a data centre's, shared by several companies."""
    block = world.tunnels[stable(mail.domain) % len(world.tunnels)]
    return _click(world, mail, _later(world, mail), block=block, network="hosting")


def forwarded(world: World, mail: Mail) -> Rows:
    """The recipient presses, and so do one to three colleagues to whom it was forwarded."""
    rows = in_the_office(world, mail)
    at = rows[0]["at"]
    for _ in range(world.chance.randint(1, 3)):
        at += timedelta(seconds=60 + world.chance.expovariate(1 / 7200))
        place = (
            _office(mail)
            if world.chance.random() < 0.5
            else {"block": world.home(), "network": "residential"}
        )
        rows += _click(world, mail, at, link=rows[0]["link"], **place)
    return rows


def twice(world: World, mail: Mail) -> Rows:
    """A double click, or the same link again hours later from the sofa."""
    chance = world.chance
    rows = in_the_office(world, mail)
    first = rows[0]
    if chance.random() < 0.5:
        again = first["at"] + timedelta(seconds=chance.uniform(0.3, 2.0))
        second = first | {"hit_id": f"h{next(world.numbers):09d}", "at": again}
        return [*rows, second]
    later = first["at"] + timedelta(hours=chance.uniform(1, 30))
    phone = {"user_agent": chance.choice(PHONE), "block": world.home(), "network": "residential"}
    return rows + _click(world, mail, later, link=first["link"], **phone)


def without_script(world: World, mail: Mail) -> Rows:
    """A reader who blocks scripts: the page never reports."""
    rows = at_home(world, mail)
    return rows[:1]


def leaves(world: World, mail: Mail) -> Rows:
    """Somebody who reads one link and then unsubscribes, or only unsubscribes."""
    at, agent = _later(world, mail), world.desktop()
    place = _office(mail)
    rows = _click(world, mail, at, user_agent=agent, **place) if world.chance.random() < 0.6 else []
    if mail.has_unsubscribe or not rows:
        out = at + timedelta(seconds=world.chance.uniform(4, 90))
        gone = {"link": "unsubscribe", "link_role": "unsubscribe", "pages_report": False}
        rows.append(world.row(mail, out, user_agent=agent, **place, **gone))
    return rows


def behind_a_rewriter(world: World, mail: Mail) -> Rows:
    """A person whose gateway rewrote the links: the person's own request, from the office."""
    return in_the_office(world, mail)


PEOPLE: dict[str, tuple[float, Visit]] = {
    "at_home": (16, at_home),
    "in_the_office": (24, in_the_office),
    "behind_a_carrier": (14, behind_a_carrier),
    "within_seconds": (4, within_seconds),
    "every_link": (5, every_link),
    "through_a_tunnel": (9, through_a_tunnel),
    "forwarded": (5, forwarded),
    "twice": (6, twice),
    "without_script": (7, without_script),
    "leaves": (4, leaves),
    "behind_a_rewriter": (6, behind_a_rewriter),
}
