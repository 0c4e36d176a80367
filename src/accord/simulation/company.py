"""Simulate one company: the truth first, then what each team recorded of it."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from accord.simulation import handing, interest, keeping, mail, population, records, selling
from accord.simulation.plan import CompanyPlan
from accord.simulation.shapes import (
    DAY,
    HOUR,
    NONE,
    Accounts,
    Array,
    Deals,
    Handovers,
    Mails,
    People,
    Simulated,
)


def simulate(plan: CompanyPlan, seed: int, now: datetime) -> Simulated:
    """One company whose history ends at `now`. The same plan, seed and instant give the same bytes.

    `now` is taken to the hour, so that a demonstration opened twice within it looks the same.
    """
    until = int(now.astimezone(UTC).timestamp()) // HOUR * HOUR
    since = until - round(plan.months * 30.44) * DAY
    draws = [np.random.Generator(np.random.PCG64(each)) for each in np.random.SeedSequence(seed).spawn(11)]
    accounts = population.draw_accounts(draws[0], plan, since, until)
    people = population.draw_people(draws[1], plan, accounts, since, until)
    forms = interest.draw_forms(draws[2], plan, people, until)
    forms, orphan = interest.add_orphan(draws[3], plan, people, accounts.fits, forms, until)
    sends = mail.draw_sends(plan, since, until)
    mails = mail.draw_mails(draws[4], plan, accounts, people, sends, until)
    qualified = handing.marketing_qualified(plan, people, forms, mails)
    asked = handing.first_hand_raise(forms, len(people))
    since_when = accounts.customer_since[people.account]
    served = (since_when != NONE) & (since_when < people.arrived)
    synced = handing.draw_sync(draws[5], plan, qualified, asked, served, until)
    synced = np.where(qualified == NONE, NONE, synced)
    if orphan >= 0:
        synced[orphan] = max(int(asked[orphan]), int(qualified[orphan])) + 300
    known = since_when != NONE
    meets = handing.meets_definition(accounts, people, asked)
    offered = selling.Offered(qualified, asked, meets, known, synced)
    handovers = selling.draw_handovers(draws[6], plan, people, offered, orphan, until)
    deals = selling.draw_deals(draws[7], plan, accounts, people, handovers, until)
    handovers = _settle(handovers, deals, people)
    deals = keeping.draw_terms(draws[10], plan.behaviour, deals, until)
    prospects = np.flatnonzero(people.sales_only)
    work = selling.draw_work(draws[8], handovers, prospects, plan.behaviour.reps, people, until)
    if plan.behaviour.marketing_holds_back:
        mails = _held_back(mails, handovers, len(people))
    return Simulated(
        plan=plan,
        seed=seed,
        now=datetime.fromtimestamp(until, UTC),
        since=since,
        until=until,
        accounts=accounts,
        people=people,
        forms=forms,
        mails=mails,
        sends=sends,
        handovers=handovers,
        work=work,
        deals=deals,
        marketing_records=records.draw_marketing_records(draws[9], plan, people, until),
        sales_records=records.draw_sales_records(draws[9], plan, people, handovers, until),
    )


def _settle(handovers: Handovers, deals: Deals, people: People) -> Handovers:
    """Converted is who has a deal; whoever would have converted beyond the plan is still being worked on.

    An account is known already when it is a customer, or another person of it was in a deal before.
    """
    converted = np.isin(handovers.person, deals.person)
    still = handovers.converted & ~converted
    first = np.full(int(people.account.max()) + 1, 1 << 60, np.int64)
    np.minimum.at(first, deals.account, deals.created)
    return replace(
        handovers,
        converted=converted,
        closed_at=np.where(still, NONE, handovers.closed_at),
        known_account=handovers.known_account
        | (first[people.account[handovers.person]] < handovers.qualified_at),
    )


def _held_back(mails: Mails, handovers: Handovers, people: int) -> Mails:
    """Mail without what would have reached somebody sales was talking to (30 days from the first attempt)."""
    talked = handovers.attempt_at != NONE
    begins: Array = handovers.attempt_at[talked]
    return mail.without(mails, handovers.person[talked], begins, begins + 30 * DAY, people)


__all__ = ["Accounts", "simulate"]
