"""Look at one lead: what happened to it since moves its hand-off, what qualified is handed over.

One transaction, whatever it finds; looking again changes nothing.
"""

from datetime import datetime

from django.db import transaction

from accord.ledger.jobs import ClaimedJob
from accord.ledger.sql import take_turn
from accord.reporting.lead_now import LeadNow, find_lead
from accord.teams.agreements import in_force
from accord.workflows.go_live import live_from
from accord.workflows.handoffs.account import find_stand_in
from accord.workflows.handoffs.ask import ask_for_look
from accord.workflows.handoffs.begin import begin
from accord.workflows.handoffs.customers import tell_customer
from accord.workflows.handoffs.follow import follow
from accord.workflows.handoffs.situation import contact_of, keys_of
from accord.workflows.handoffs.unknown_there import ask_again


def do_look(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part; due again when the lead changes by itself (a click is released, points decay)."""
    return look_at(int(job.key), now)


def do_look_now(job: ClaimedJob, now: datetime) -> None:
    """The same for who raised a hand; when it changes by itself is an ordinary look's."""
    again_at = look_at(int(job.key), now)
    if again_at is not None:
        with transaction.atomic():
            ask_for_look(int(job.key), again_at)


def look_at(subject: int, now: datetime) -> datetime | None:
    """Look at the lead of an identity key or a deal; returns when to look again.

    Does nothing before go-live, or while no signed agreement is in force.
    """
    if live_from() is None or in_force(now) is None:
        return None
    with transaction.atomic():
        take_turn()
        contact = contact_of(subject)
        lead = find_lead(contact, now) if contact else None
        if lead is None:
            return None
        follow(lead, now)
        begin(lead, now)
        tell_customer(lead, now)
        ask_again(keys_of(lead.contact), now)
        stands = find_stand_in(lead, now)
        if stands is not None and (decided := find_lead(stands, now)) is not None:
            begin(decided, now)
    return next_look(lead, now)


def next_look(lead: LeadNow, now: datetime) -> datetime | None:
    """When the journey changes without anybody's doing; None when it does not."""
    found = lead.journey.next_change_at
    return found if found is not None and found > now else None
