"""Sales' side: who gets a lead, who acts and when, what comes of it, and the deals."""

from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from accord.simulation.plan import Behaviour, CompanyPlan
from accord.simulation.population import next_office_hour
from accord.simulation.shapes import DAY, HOUR, NONE, Accounts, Array, Deals, Handovers, People, Work

ACTS = ("call", "email", "meeting", "reply")
CALL, EMAIL, MEETING, REPLY = range(4)
_CONNECTS = 0.34  # of the calls


class Offered(NamedTuple):
    """Per person: what marketing handed over (`NONE` where it did not), and what was true of it then."""

    qualified_at: Array
    asked_at: Array
    meets_definition: Array
    known_account: Array
    synced_at: Array


def draw_handovers(
    rng: Generator, plan: CompanyPlan, people: People, offered: Offered, orphan: int, until: int
) -> Handovers:
    """What became of each of marketing's hand-offs. A lead routed to a rep who left waits for ever.

    `orphan` is a person whose request is routed to the first of them (-1: nobody's).
    """
    person = np.flatnonzero(offered.qualified_at != NONE)
    offered = Offered(*(column[person] for column in offered))
    n, how = len(person), plan.behaviour
    asked, synced = offered.asked_at != NONE, offered.synced_at != NONE
    rep = np.where(person == orphan, 0, rng.integers(0, how.reps, n))
    spared = np.where(asked, 1 - how.hand_raise_attention, 1.0)
    attempt = _respond(rng, how, np.maximum(offered.synced_at, offered.asked_at))
    left = (rep < how.departed) & (attempt > until - how.departed_days * DAY)
    there = synced & ~left & (person != orphan)
    acted = there & (rng.random(n) >= how.never_followed_share * spared) & (attempt < until)
    attempt = np.where(acted, attempt, NONE)
    clicks = there & ~acted & (rng.random(n) < how.status_without_work_share)
    worked = np.where(acted, attempt, np.where(clicks, _later(rng, offered.synced_at, 3), NONE))
    worked = np.where(worked < until, worked, NONE)
    connected = acted & (rng.random(n) < 0.55 + 0.3 * people.propensity[person])
    would = np.minimum(0.95, 2.4 * people.propensity[person] * np.where(offered.meets_definition, 1, 0.4))
    converts = connected & (rng.random(n) < would)
    ends = acted & (converts | (rng.random(n) < 0.6))
    closed = np.where(ends, _later(rng, attempt, 12), NONE)
    arrived = np.maximum(offered.synced_at, offered.asked_at)
    swept = np.where(synced & ~acted, arrived + how.swept_after_days * DAY + 9 * HOUR, NONE)
    closed = np.where(swept != NONE, swept, closed)
    closed = np.where(closed < until, closed, NONE)
    worked = np.where((closed != NONE) & (worked >= closed), NONE, worked)
    return Handovers(person, *offered, rep, attempt, worked, closed, converts & (closed != NONE), connected)


def _respond(rng: Generator, how: Behaviour, asked_of: Array) -> Array:
    """When somebody gets to it: in office hours where they are in no hurry."""
    hours = rng.lognormal(np.log(how.response_median_hours), how.response_spread, len(asked_of))
    at = np.maximum(asked_of, 0) + (hours * HOUR).astype(np.int64) + 60
    return at if how.response_median_hours < 12 else next_office_hour(rng, at)


def _later(rng: Generator, at: Array, days: float) -> Array:
    """Some days later; what never was stays never."""
    later = at + (rng.exponential(days, len(at)) * DAY).astype(np.int64) + HOUR
    return np.where(at == NONE, NONE, later)


def draw_work(
    rng: Generator, handovers: Handovers, prospects: Array, reps: int, people: People, until: int
) -> Work:
    """Attempts, answers and meetings: up to six on a hand-off until it ends, two on sales' own prospects."""
    tried = np.flatnonzero(handovers.attempt_at != NONE)
    more = rng.integers(0, 5, len(tried))
    which = np.concatenate((tried, np.repeat(tried, more)))
    gaps = np.concatenate((np.zeros(len(tried)), rng.exponential(2.5, int(more.sum())) + 0.3))
    at = handovers.attempt_at[which] + (gaps * DAY).astype(np.int64)
    act = np.where(rng.random(len(which)) < 0.6, CALL, EMAIL)
    spoken = tried[handovers.connected[tried]]
    talk = handovers.attempt_at[spoken] + HOUR
    met = spoken[handovers.converted[spoken]]
    meeting = (handovers.attempt_at[met] + handovers.closed_at[met]) // 2
    over = handovers.closed_at[which]
    which, at, act = (column[(over == NONE) | (at < over)] for column in (which, at, act))
    own = np.repeat(prospects, 2)
    own_at = people.arrived[own] + (rng.exponential(4, len(own)) * DAY).astype(np.int64)
    columns = (
        np.concatenate((handovers.person[which], handovers.person[spoken], handovers.person[met], own)),
        np.concatenate((handovers.rep[which], handovers.rep[spoken], handovers.rep[met], own % reps)),
        np.concatenate(
            (act, np.full(len(spoken), CALL), np.full(len(met), MEETING), np.full(len(own), CALL))
        ),
        np.concatenate((at, talk, meeting, own_at)),
        np.concatenate(
            (
                np.zeros(len(which), bool),
                np.ones(len(spoken), bool),
                np.ones(len(met), bool),
                rng.random(len(own)) < 0.1,
            )
        ),
    )
    order = np.lexsort((columns[2], columns[0], columns[3]))
    past = columns[3][order] < until
    return Work(*(column[order][past] for column in columns))


def draw_deals(
    rng: Generator, plan: CompanyPlan, accounts: Accounts, people: People, handovers: Handovers, until: int
) -> Deals:
    """As many deals as planned: of converted hand-offs (at most two thirds), else of sales' own people.

    Before them stand the deals of those who were customers already, without a person.
    """
    converted = np.flatnonzero(handovers.converted)
    own = np.flatnonzero(people.sales_only & (people.arrived < until - 20 * DAY))
    most = min(len(converted), max(round(plan.deals * 2 / 3), plan.deals - len(own)))
    taken = np.sort(rng.choice(converted, most, replace=False))
    weight = people.propensity[own] / people.propensity[own].sum() if len(own) else None
    chosen = np.sort(rng.choice(own, min(plan.deals - most, len(own)), replace=False, p=weight))
    customers = np.flatnonzero(accounts.customer_since != NONE)
    person = np.concatenate((np.full(len(customers), -1), handovers.person[taken], chosen))
    account = np.concatenate((customers, people.account[person[len(customers) :]]))
    n, before = len(person), len(customers)
    takes = (rng.lognormal(np.log(45), 0.6, n) * DAY).astype(np.int64)
    created = np.concatenate(
        (
            accounts.customer_since[customers] - takes[:before],
            handovers.closed_at[taken],
            people.arrived[chosen] + 10 * DAY,
        )
    )
    rep = np.concatenate(
        (customers % plan.behaviour.reps, handovers.rep[taken], chosen % plan.behaviour.reps)
    )
    size = np.clip(accounts.employees[account] / 800, 0.3, 4)
    amount = np.round(plan.average_deal * size**0.5 * rng.lognormal(-0.1, 0.45, n) / 100) * 100
    wins = rng.random(n) < 0.15 + 0.5 * people.propensity[person]
    return Deals(
        person=person,
        account=account,
        rep=rep,
        created=created,
        closed_at=created + takes,
        won=wins | (person < 0),
        stage=np.clip((until - created) * 5 // np.maximum(takes, 1), 0, 4),
        amount=amount.astype(np.int64),
        from_marketing=(np.arange(n) >= before) & (np.arange(n) < before + most),
        renews=np.zeros(n, np.int64),
    )
