"""Go-live with leads under way: operations sees them, and adopts some (owner and clock start now) or leaves them.

What happened before is history: nobody is late for it. Adopting goes in batches, so that day one does not start a
thousand clocks at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.contacts.naming import find_names
from accord.handoffs.models import Handoff
from accord.ledger.acts import record_act
from accord.ledger.sql import take_turn
from accord.reporting.journey_now import OpenLead, find_open_leads
from accord.reporting.lead_now import find_lead
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Viewer
from accord.workflows.go_live import live_from
from accord.workflows.handoffs.begin import begin
from accord.workflows.handoffs.situation import contact_of, keys_of

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A qualified lead from before go-live that nobody has by the agreement."""

    subject: int
    contact: int
    name: str
    stage: str
    klass: str
    qualified_at: datetime


@dataclass(frozen=True, slots=True)
class LeadsBefore:
    """The newest of them, at most `AT_ONCE`; `more`: there are others behind them."""

    leads: tuple[Adoptable, ...]
    more: bool
    live_from: datetime | None


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many hand-offs began."""

    handed_over: int


def find_adoptable(viewer: Viewer, now: datetime, *, limit: int = AT_ONCE) -> LeadsBefore:
    """Open qualified leads without a hand-off, the latest first. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    found: list[OpenLead] = []
    for one in sorted(find_open_leads(SYSTEM, now), key=lambda lead: lead.qualified_at, reverse=True):
        if Handoff.objects.filter(subject__in=keys_of(one.contact)).exists():
            continue
        found.append(one)
        if len(found) > limit:
            break
    names = find_names(viewer, {one.contact for one in found})
    leads = tuple(
        Adoptable(
            one.subject, one.contact, names.get(one.contact, ""), one.stage, one.klass, one.qualified_at
        )
        for one in found[:limit]
    )
    return LeadsBefore(leads, len(found) > limit, live_from())


def adopt(by: Viewer, subjects: Collection[int], *, now: datetime) -> Adopted:
    """Hand these leads over now: their owner and clocks begin at this instant. Said again it changes nothing.

    Raises `Invalid` above `AT_ONCE`, `Refused` without the right or before go-live.
    """
    require(by, Right.manage_people)
    if live_from() is None:
        raise Refused(
            "adopt.not_live", "nothing is handed over before go-live", "both teams sign, then: accord go-live"
        )
    if len(subjects) > AT_ONCE:
        raise Invalid(
            "adopt.too_many",
            f"{len(subjects)} leads would start their clocks at once",
            f"adopt at most {AT_ONCE}, and more when these are worked",
        )
    made = 0
    for subject in sorted(set(subjects)):
        with transaction.atomic():
            take_turn()
            contact = contact_of(subject)
            lead = find_lead(contact, now) if contact else None
            for row in begin(lead, now, adopted=True) if lead else []:
                record_act(
                    key=f"handoff:{row.key}:adopted",
                    kind="handoff_adopted",
                    actor=by.actor,
                    subject=subject,
                    agreement_hash=row.agreement_hash,
                    payload={"handoff": row.key},
                    now=now,
                )
                made += 1
    return Adopted(made)
