"""Records came to another person: their hand-offs become one, or two again, and what nobody has yet is handed over."""

from datetime import datetime

from django.db import transaction

from accord.contacts.moved import EVERYBODY
from accord.ledger.jobs import ClaimedJob
from accord.ledger.sql import take_turn
from accord.reporting.lead_now import find_lead
from accord.teams.agreements import in_force
from accord.workflows.go_live import live_from
from accord.workflows.handoffs.ask import ask_for_look
from accord.workflows.handoffs.look import look_at
from accord.workflows.handoffs.one_person import find_not_one, give_back, make_one
from accord.workflows.handoffs.situation import contact_of


def do_moved(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: look at the person of a record that moved, or at everybody whose hand-offs are not one."""
    if live_from() is None or in_force(now) is None:
        return
    subjects = find_not_one() if job.key == EVERYBODY else [int(job.key)]
    for subject in subjects:
        settle(subject, now)


def settle(subject: int, now: datetime) -> None:
    """Make the hand-offs of one person right, in a transaction of its own; then look at their lead."""
    with transaction.atomic():
        take_turn()
        contact = contact_of(subject)
        lead = find_lead(contact, now) if contact else None
        if lead is None:
            return
        make_one(lead, now)
        give_back(lead, now)
    again_at = look_at(subject, now)
    if again_at is not None:
        with transaction.atomic():
            ask_for_look(subject, again_at)
