"""Marketing's mass e-mail: sent, delivered, opened, clicked; some of it by people, some by scanners."""

import numpy as np
from numpy.random import Generator

from accord.simulation import words
from accord.simulation.plan import CompanyPlan
from accord.simulation.shapes import DAY, HOUR, NONE, Accounts, Array, Mails, People

EVENTS = ("SENT", "DELIVERED", "OPEN", "CLICK", "BOUNCE", "UNSUBSCRIBE", "REPLY")
SENT, DELIVERED, OPEN, CLICK, BOUNCE, UNSUBSCRIBE, REPLY = range(7)


def draw_sends(plan: CompanyPlan, since: int, until: int) -> Array:
    """When each campaign goes out: evenly over the history, on weekdays at 9 UTC, the last within a week."""
    if plan.campaigns == 0:
        return np.empty(0, np.int64)
    days = np.linspace(since // DAY + 20, until // DAY - 4, plan.campaigns).astype(np.int64)
    weekday = (days + 3) % 7
    return (days - np.where(weekday >= 5, weekday - 4, 0)) * DAY + 9 * HOUR


def draw_mails(
    rng: Generator, plan: CompanyPlan, accounts: Accounts, people: People, sends: Array, until: int
) -> Mails:
    """Each campaign goes to some of the people known by then; scanners click within seconds of delivery."""
    known = np.flatnonzero(~people.sales_only)
    parts = []
    for campaign, sent_at in enumerate(sends):
        audience = known[people.arrived[known] < sent_at]
        audience = audience[rng.random(len(audience)) < plan.send_share]
        if len(audience):
            parts.append(_campaign(rng, campaign, int(sent_at), audience, accounts, people))
    if not parts:
        empty = np.empty(0, np.int64)
        return Mails(empty, empty, empty, empty, empty.astype(bool), empty)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[2], columns[0], columns[3]))
    columns = [column[order] for column in columns]
    past = columns[3] < until
    return Mails(*(column[past] for column in columns))


def _campaign(
    rng: Generator, campaign: int, sent_at: int, audience: Array, accounts: Accounts, people: People
) -> tuple[Array, ...]:
    n = len(audience)
    sent = sent_at + rng.integers(0, 1_200, n)
    bounced = rng.random(n) < 0.015
    there = audience[~bounced]
    delivered = sent[~bounced] + rng.integers(1, 30, len(there))
    interest = people.propensity[there]
    opens = rng.random(len(there)) < 0.18 + 0.25 * interest
    clicks = opens & (rng.random(len(there)) < 0.10 + 0.55 * interest)
    replies = clicks & (rng.random(len(there)) < 0.10)
    leaves = rng.random(len(there)) < 0.004
    scanned = accounts.scans[people.account[there]]
    read = delivered + rng.exponential(9 * HOUR, len(there)).astype(np.int64) + 60
    rows = [
        _rows(audience, SENT, sent),
        _rows(audience[bounced], BOUNCE, sent[bounced] + 5),
        _rows(there, DELIVERED, delivered),
        _rows(there[opens], OPEN, read[opens]),
        _rows(there[clicks], CLICK, read[clicks] + 40),
        _rows(there[replies], REPLY, read[replies] + 900),
        _rows(there[leaves], UNSUBSCRIBE, read[leaves] + 90),
        _rows(there[scanned], OPEN, delivered[scanned] + 1, machine=True),
        _rows(there[scanned], CLICK, delivered[scanned] + 2, machine=True),
        _rows(there[scanned], CLICK, delivered[scanned] + 3, machine=True),
    ]
    person, event, at, machine = (np.concatenate(column) for column in zip(*rows, strict=True))
    link = np.where(event == CLICK, rng.integers(0, len(words.LINKS), len(event)), -1)
    return person, np.full(len(person), campaign), event, at, machine, link


def _rows(person: Array, event: int, at: Array, machine: bool = False) -> tuple[Array, ...]:
    return person, np.full(len(person), event), at, np.full(len(person), machine)


def without(mails: Mails, person: Array, begins: Array, ends: Array, people: int) -> Mails:
    """The same mail without what would have gone to these people between these instants."""
    since, until = np.full(people, NONE), np.full(people, NONE)
    since[person], until[person] = begins, ends
    sent = mails.event == SENT
    held = (
        sent
        & (since[mails.person] != NONE)
        & (mails.at >= since[mails.person])
        & (mails.at < until[mails.person])
    )
    campaigns = int(mails.campaign.max(initial=0)) + 1
    gone = np.isin(
        mails.person * campaigns + mails.campaign, (mails.person * campaigns + mails.campaign)[held]
    )
    columns = (mails.person, mails.campaign, mails.event, mails.at, mails.machine, mails.link)
    return Mails(*(column[~gone] for column in columns))
