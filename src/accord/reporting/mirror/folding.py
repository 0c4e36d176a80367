"""Fold some contacts from the record, by the subject index: what a refresh does for those with news."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa

from accord.journey.versions import Chain
from accord.measures.leads import LeadTables, Whose, fold_leads, sort_facts
from accord.reporting.mirror import whose
from accord.reporting.mirror.facts import KIND, SEQ, SUBJECT, as_table, facts_about
from accord.reporting.mirror.judgements import judged
from accord.reporting.mirror.marketers import without_marketing
from accord.vocabulary.facts import FactKind

_EVERY = 1 << 62  # no fact has a later sequence number


def fold_contacts(
    contacts: set[int],
    deals: dict[int, int],
    chain: Chain,
    *,
    about: Whose,
    up_to: int,
    now: datetime,
    version: int,
) -> LeadTables:
    """The leads of these contacts from all facts up to a ledger sequence; `deals` says whose each deal is."""
    facts = gather_facts(contacts, deals, marketers=lambda: about.marketers, up_to=up_to)
    return fold_leads(sort_facts(facts), chain, now, version, about)


def gather_facts(
    contacts: set[int],
    deals: dict[int, int],
    *,
    marketers: Callable[[], tuple[str, ...]],
    up_to: int = _EVERY,
) -> pa.Table:
    """Every fact that stands about these contacts, judged, with its `contact`; in no order.

    What `marketers` tried is no attempt of sales.
    """
    of = {seat.key: seat.contact for seat in whose.seats_of(contacts)} | deals
    found = [(of[row[SUBJECT]], row) for row in facts_about(sorted(of))]
    found += _of_companies(contacts)
    found = [(contact, row) for contact, row in found if row[SEQ] <= up_to]
    facts = without_marketing(judged(as_table([row for _, row in found])), marketers)
    return facts.append_column("contact", pa.array([contact for contact, _ in found], pa.int64()))


def _of_companies(contacts: set[int]) -> list[tuple[int, tuple[Any, ...]]]:
    """What is said of a company counts for each of its people."""
    people: dict[int, list[int]] = defaultdict(list)
    for contact, account in whose.accounts_of(contacts).items():
        if account is not None:
            people[account].append(contact)
    companies = whose.companies_of(people)
    facts = [row for row in facts_about(sorted(companies)) if row[KIND] == FactKind.attribute]
    return [(contact, row) for row in facts for contact in people[companies[row[SUBJECT]]]]
