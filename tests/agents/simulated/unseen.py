"""Kinds of people and machines that the filter is not tuned on: only the held-out worlds have them."""

from datetime import timedelta

from tests.agents.simulated.machines import Rows, Scan, _cloud, _links, _press
from tests.agents.simulated.people import Visit, _click, _later, _office
from tests.agents.simulated.world import DESKTOP, PHONE, Mail, World, stable


def assistant(world: World, _: Mail) -> Rows:
    """One person reads the mail of several colleagues: one browser, one line, several recipients in minutes."""
    chance = world.chance
    first = chance.randrange(len(world.mails))
    theirs = [m for m in world.mails[first : first + 4] if m.domain == world.mails[first].domain]
    at, agent, rows = _later(world, theirs[0]), world.desktop(), []
    for mail in theirs:
        at = max(at, mail.delivered_at) + timedelta(seconds=chance.uniform(20, 200))
        rows += _click(world, mail, at, user_agent=agent, **_office(mail))
    return rows


def thin_client(world: World, mail: Mail) -> Rows:
    """A company whose desks run in a data centre: one hosted network and one browser for all of its people."""
    n = stable(f"{mail.domain} desk")
    agent, block = DESKTOP[n % len(DESKTOP)], f"140.{n % 200}.{n // 200 % 250}.0/24"
    network = "hosting" if n % 3 else "unknown"
    rushed = mail.delivered_at + timedelta(seconds=20 + world.chance.expovariate(1 / world.temper.rush))
    return _click(world, mail, rushed, user_agent=agent, block=block, network=network)


def private_relay(world: World, mail: Mail) -> Rows:
    """A phone behind a relay that gives strangers the same few exits, which no list names."""
    block = f"172.224.{world.chance.randint(0, 30)}.0/24"
    agent = world.chance.choice([one for one in PHONE if "iPhone" in one])
    return _click(world, mail, _later(world, mail), user_agent=agent, block=block)


def paced(world: World, mail: Mail) -> Rows:
    """A crawler that takes its time from link to link, in the order of the mail."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(10, 300))
    place, agent, rows = _cloud(world, mail), world.desktop(), []
    for link, role in _links(mail, world.chance.random() < 0.4, world.chance.random() < 0.5):
        seen = {"pages_report": mail.pages_report and role == "content"}
        rows.append(world.row(mail, at, link=link, link_role=role, user_agent=agent, **place, **seen))
        at += timedelta(seconds=world.chance.uniform(4, 25))
    return rows


def many_exits(world: World, mail: Mail) -> Rows:
    """A scanner with rented home lines: each link from another line with another browser, over minutes."""
    at = mail.delivered_at + timedelta(seconds=world.temper.hurry * world.chance.uniform(5, 600))
    rows: Rows = []
    for link in _links(mail, world.chance.random() < 0.5, False):
        place = {"block": world.home(), "network": world.chance.choice(["residential", "unknown"])}
        rows += _press(world, mail, at, [link], 1, user_agent=world.chance.choice(DESKTOP + PHONE), **place)
        at += timedelta(seconds=world.chance.expovariate(1 / 120))
    return rows


def archive(world: World, mail: Mail) -> Rows:
    """An archive looks again at one link of each mail, days later, at night, from few addresses."""
    night = mail.delivered_at.replace(hour=2, minute=0) + timedelta(days=2 + stable(mail.message) % 5)
    at = night + timedelta(seconds=world.chance.uniform(0, 5400))
    link = [world.chance.choice(_links(mail, False, False))]
    return _press(world, mail, at, link, 1, user_agent=DESKTOP[7], **_cloud(world, mail, 0.7))


UNSEEN_PEOPLE: dict[str, tuple[float, Visit]] = {
    "assistant": (5, assistant),
    "thin_client": (5, thin_client),
    "private_relay": (6, private_relay),
}
UNSEEN_MACHINES: dict[str, tuple[float, Scan]] = {
    "paced": (6, paced),
    "many_exits": (3, many_exits),
    "archive": (5, archive),
}
