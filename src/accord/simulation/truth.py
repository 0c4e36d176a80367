"""What is true of the simulated company and stands in no export: what tests and learners compare with."""

import numpy as np
import pyarrow as pa

from accord.simulation import marketing_tables, sales_tables
from accord.simulation.identifiers import CONTACT, instants, salesforce_ids, yes
from accord.simulation.records import SLIPS
from accord.simulation.shapes import DAY, NONE, Array, Simulated


def truth_tables(sim: Simulated) -> dict[str, pa.Table]:
    """All of them by name."""
    return {
        "identities": identities(sim),
        "handovers": handovers(sim),
        "waiting": waiting(sim),
        "channels": channels(sim),
        "machine_hits": machine_hits(sim),
        "collisions": collisions(sim),
        "contracts": contracts(sim),
    }


def identities(sim: Simulated) -> pa.Table:
    """Which person stands behind each person record of either system, and with what slip."""
    dealt = sim.deals.person[sim.deals.person >= 0]
    parts = (
        (
            "hubspot",
            marketing_tables.contact_ids(sim),
            sim.marketing_records.person,
            sim.marketing_records.slip,
        ),
        ("salesforce", sales_tables.LeadStates(sim).ids, sim.sales_records.person, sim.sales_records.slip),
        ("salesforce", salesforce_ids(CONTACT, dealt), dealt, np.zeros(len(dealt), np.int64)),
    )
    return pa.table(
        {
            "system": np.concatenate([np.full(len(ids), system) for system, ids, _, _ in parts]),
            "external_id": np.concatenate([ids for _, ids, _, _ in parts]),
            "person": np.concatenate([person for _, _, person, _ in parts]),
            "account": np.concatenate([sim.people.account[person] for _, _, person, _ in parts]),
            "slip": np.concatenate([np.array(SLIPS)[slip] for _, _, _, slip in parts]),
        }
    )


def handovers(sim: Simulated) -> pa.Table:
    """What became of each hand-off, and why the two teams count it differently."""
    h = sim.handovers
    return pa.table(
        {
            "person": h.person,
            "propensity": sim.people.propensity[h.person],
            "qualified_at": instants(h.qualified_at),
            "asked_at": instants(h.asked_at),
            "synced_at": instants(h.synced_at),
            "attempt_at": instants(h.attempt_at),
            "meets_definition": yes(h.meets_definition),
            "known_account": yes(h.known_account),
            "status_without_work": yes((h.worked_at != NONE) & (h.attempt_at == NONE)),
            "converted": yes(h.converted),
        }
    )


def waiting(sim: Simulated) -> pa.Table:
    """People who asked by hand and whom nobody of sales ever tried to reach, the longest first."""
    h = sim.handovers
    which = np.flatnonzero((h.asked_at != NONE) & (h.attempt_at == NONE))
    which = which[np.argsort(h.asked_at[which], kind="stable")]
    how = sim.plan.behaviour
    left = (h.rep[which] < how.departed) & (h.synced_at[which] > sim.until - how.departed_days * DAY)
    return pa.table(
        {
            "person": h.person[which],
            "contact_id": marketing_tables.contact_ids(sim)[
                marketing_tables.first_record_of(sim)[h.person[which]]
            ],
            "lead_id": sales_tables.lead_of(sim)[h.person[which]],
            "asked_at": instants(h.asked_at[which]),
            "rep_left": yes(left),
        }
    )


def channels(sim: Simulated) -> pa.Table:
    """What each channel truly adds to the log-odds of buying, and how many people it brought."""
    count = np.bincount(sim.people.channel[~sim.people.sales_only], minlength=len(sim.plan.channels))
    won = sim.deals.won & (sim.deals.closed_at < sim.until) & (sim.deals.person >= 0)
    wins = np.bincount(sim.people.channel[sim.deals.person[won]], minlength=len(sim.plan.channels))
    return pa.table(
        {
            "channel": [c.name for c in sim.plan.channels],
            "effect": [c.effect for c in sim.plan.channels],
            "people": count,
            "won": wins,
        }
    )


def machine_hits(sim: Simulated) -> pa.Table:
    """The e-mail events that a scanner made."""
    which = np.flatnonzero(sim.mails.machine)
    return pa.table({"id": np.char.add("ev-", which.astype(str)), "person": sim.mails.person[which]})


def collisions(sim: Simulated) -> pa.Table:
    """Mass e-mail that reached a person within seven days after somebody of sales had spoken or written."""
    sent = np.flatnonzero(sim.mails.event == 0)
    near = _days_since(sim.work.person, sim.work.at, sim.mails.person[sent], sim.mails.at[sent])
    hit = sent[near <= 7 * DAY]
    return pa.table(
        {
            "person": sim.mails.person[hit],
            "campaign": sim.mails.campaign[hit],
            "sent_at": instants(sim.mails.at[hit]),
        }
    )


def contracts(sim: Simulated) -> pa.Table:
    """Each deal by its place: of which account, what it is to it, when it was decided and for how much."""
    deals = sim.deals
    return pa.table(
        {
            "account": deals.account,
            "type": np.array(sales_tables.DEAL_TYPES)[deals.renews],
            "closed_at": instants(deals.closed_at),
            "won": yes(deals.won),
            "amount": deals.amount,
        }
    )


def _days_since(person: Array, at: Array, whose: Array, when: Array) -> Array:
    """Seconds from the person's last act of sales before each instant; very many where there was none."""
    span = 1 << 40
    acts = np.sort(person * span + at)
    asked = whose * span + when
    place = np.searchsorted(acts, asked, side="right") - 1
    last = acts[np.maximum(place, 0)] if len(acts) else np.full(len(asked), -1)
    mine = (place >= 0) & (last // span == whose)
    return np.where(mine, asked - last, span)
