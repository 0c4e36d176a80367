"""Go-live with leads under way: operations sees them, and adopts some (owner and clock start now) or leaves them.

What happened before is history: nobody is late for it. Adopting goes in batches, so that day one does not start a
thousand clocks at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.handoffs.models import Handoff
from accord.ledger.acts import record_act
from accord.ledger.sql import take_turn
from accord.reporting.journey_now import find_open_leads
from accord.reporting.lead_now import find_lead
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.begin import begin
from accord.workflows.handoffs.situation import contact_of, keys_of

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A qualified lead from before go-live that nobody has by the agreement."""

    subject: int
    contact: int
    stage: str
    klass: str
    qualified_at: datetime


def find_adoptable(viewer: Viewer, now: datetime) -> list[Adoptable]:
    """Open qualified leads without a hand-off, the latest first. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    found = []
    for one in find_open_leads(viewer, now):
        if not Handoff.objects.filter(subject__in=keys_of(one.contact)).exists():
            found.append(Adoptable(one.subject, one.contact, one.stage, one.klass, one.qualified_at))
    return sorted(found, key=lambda one: one.qualified_at, reverse=True)


def adopt(by: Viewer, subjects: Collection[int], *, now: datetime) -> list[Handoff]:
    """Hand these leads over now: their owner and clocks begin at this instant; those that are new.

    Raises `Invalid` above `AT_ONCE`, `Refused` without the right.
    """
    require(by, Right.manage_people)
    if len(subjects) > AT_ONCE:
        raise Invalid(
            "adopt.too_many",
            f"{len(subjects)} leads would start their clocks at once",
            f"adopt at most {AT_ONCE}, and more when these are worked",
        )
    made: list[Handoff] = []
    for subject in sorted(subjects):
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
                made.append(row)
    return made
