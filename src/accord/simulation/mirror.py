"""The simulated company straight as a mirror, for sizes at which writing and importing files takes hours."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from accord.agreement.tables import Tables
from accord.measures.manifest import Manifest
from accord.measures.writing import write_mirror
from accord.simulation import facts, marketing_tables, sales_tables
from accord.simulation.identifiers import USER, salesforce_ids
from accord.simulation.shapes import Array, Simulated

PART = 2_000_000  # facts in one segment


def write_segments(sim: Simulated, folder: Path, tables: Tables | None, now: datetime) -> Manifest:
    """Write the mirror folder: segments of facts, and who is who as it truly is, folded under `tables`.

    Where an import has to find out which records are one person, this knows: contact n + 1 is person n.
    """
    small = {
        "identity": identity(sim),
        "people": people(sim),
        "companies": companies(sim),
        "deals": deals(sim),
    }
    return write_mirror(folder, segments(sim, now), small, tables, now, copies(sim))


def segments(sim: Simulated, now: datetime) -> Iterator[pa.Table]:
    """The facts numbered from 1 on, about `PART` in a table; `tie` scatters facts of one instant."""
    done, waiting, rows = 0, [], 0
    for table in facts.all_facts(sim):
        waiting.append(table)
        rows += table.num_rows
        if rows >= PART:
            yield _numbered(waiting, done, now)
            done, waiting, rows = done + rows, [], 0
    if rows:
        yield _numbered(waiting, done, now)


def _numbered(tables: list[pa.Table], done: int, now: datetime) -> pa.Table:
    part = pa.concat_tables(tables).unify_dictionaries()
    n = part.num_rows
    seq = np.arange(done + 1, done + n + 1)
    scattered = (seq.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(4)
    received = np.full(n, int(now.timestamp()) * 1_000_000)
    return (
        part.append_column("seq", pa.array(seq))
        .append_column("tie", pa.array(scattered.astype(np.int64)))
        .append_column("received_at", pa.array(received).cast(pa.timestamp("us")))
        .append_column("import_id", pa.array(np.zeros(n, np.int64)))
    )


def identity(sim: Simulated) -> pa.Table:
    """Whose each person record is."""
    known = np.unique(sim.mails.person)
    dealt = sim.deals.person[sim.deals.person >= 0]
    parts = (
        (facts.CONTACT + np.arange(len(sim.marketing_records)), sim.marketing_records.person, "hubspot"),
        (facts.RECIPIENT + known, known, "hubspot"),
        (facts.LEAD + np.arange(len(sim.sales_records)), sim.sales_records.person, "salesforce"),
        (facts.SF_CONTACT + dealt, dealt, "salesforce"),
    )
    return pa.table(
        {
            "subject": np.concatenate([subject for subject, _, _ in parts]),
            "contact": np.concatenate([person for _, person, _ in parts]) + 1,
            "source": np.concatenate([np.full(len(subject), source) for subject, _, source in parts]),
            "stub": np.concatenate([np.zeros(len(subject), bool) for subject, _, _ in parts]),
        }
    )


def copies(sim: Simulated) -> dict[int, int]:
    """The records of people whom one system has twice, each with the copy it is of; a deal is the first's."""
    found: dict[int, int] = {}
    parts = ((facts.CONTACT, sim.marketing_records), (facts.LEAD, sim.sales_records))
    twice = np.unique(np.concatenate([records.person[records.copy > 0] for _, records in parts]))
    for base, records in parts:
        which = np.flatnonzero(np.isin(records.person, twice))
        found |= dict(zip((base + which).tolist(), records.copy[which].tolist(), strict=True))
    return found


def people(sim: Simulated) -> pa.Table:
    """Each contact's account, and their rep where they are in the CRM."""
    is_ = sales_tables.LeadStates(sim)
    owner = np.full(len(sim.people), "", "<U18")
    first = sim.sales_records.copy == 0
    owner[sim.sales_records.person[first]] = salesforce_ids(USER, is_.rep[first])
    return pa.table(
        {"contact": np.arange(len(sim.people)) + 1, "account": sim.people.account + 1, "owner": owner}
    )


def companies(sim: Simulated) -> pa.Table:
    """Whose each company record is."""
    met = np.unique(sim.people.account[sim.marketing_records.person])
    used = np.unique(sim.deals.account)
    return pa.table(
        {
            "subject": np.concatenate((facts.COMPANY + met, facts.ACCOUNT + used)),
            "account": np.concatenate((met, used)) + 1,
        }
    )


def deals(sim: Simulated) -> pa.Table:
    """The deals; of a customer from before nobody is known."""
    rows, n = sim.deals, len(sim.deals)
    closed = rows.closed_at < sim.until
    won, lost = closed & rows.won, closed & ~rows.won
    stage = np.where(
        won, "Closed Won", np.where(lost, "Closed Lost", np.array(sales_tables.STAGES)[rows.stage])
    )
    return pa.table(
        {
            "deal": facts.DEAL + np.arange(n),
            "contact": pa.array(rows.person + 1, pa.int64(), mask=rows.person < 0),
            "account": rows.account + 1,
            "source": np.full(n, "salesforce"),
            "owner": salesforce_ids(USER, rows.rep),
            "created_at": _instants(rows.created, np.ones(n, bool)),
            "won_at": _instants(rows.closed_at // 86_400 * 86_400, won),
            "lost_at": _instants(rows.closed_at // 86_400 * 86_400, lost),
            "stage": stage,
            "amount": rows.amount * 100,
            "currency": np.full(n, sim.plan.currency),
            "deal_type": np.array(sales_tables.DEAL_TYPES)[rows.renews],
            "term_ends_at": _instants(rows.created, np.zeros(n, bool)),
        }
    )


def _instants(at: Array, known: Array) -> pa.Array:
    return pa.array(np.where(known, at, 0) * 1_000_000, mask=~known).cast(pa.timestamp("us"))


def records(sim: Simulated) -> pa.Table:
    """The key of each record with the vendor's own id: to compare with an import."""
    addresses = marketing_tables.recipient_addresses(sim)
    known = np.unique(sim.mails.person)
    met = np.unique(sim.people.account[sim.marketing_records.person])
    dealt = sim.deals.person[sim.deals.person >= 0]
    parts = (
        ("hubspot", facts.CONTACT + np.arange(len(sim.marketing_records)), marketing_tables.contact_ids(sim)),
        ("hubspot", facts.RECIPIENT + known, np.char.add("email:", addresses[known])),
        ("hubspot", facts.COMPANY + met, marketing_tables.company_ids(met)),
        ("salesforce", facts.LEAD + np.arange(len(sim.sales_records)), sales_tables.LeadStates(sim).ids),
        ("salesforce", facts.SF_CONTACT + dealt, salesforce_ids("003", dealt)),
        (
            "salesforce",
            facts.ACCOUNT + np.unique(sim.deals.account),
            salesforce_ids("001", np.unique(sim.deals.account)),
        ),
        (
            "salesforce",
            facts.DEAL + np.arange(len(sim.deals)),
            salesforce_ids("006", np.arange(len(sim.deals))),
        ),
    )
    return pa.table(
        {
            "source": np.concatenate([np.full(len(keys), source) for source, keys, _ in parts]),
            "subject": np.concatenate([keys for _, keys, _ in parts]),
            "external_id": np.concatenate([ids for _, _, ids in parts]),
        }
    )
