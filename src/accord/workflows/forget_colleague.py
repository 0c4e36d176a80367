"""Forget a former colleague: who they were goes from every place, what they did stays under random keys and ids."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accord.ledger.keys import make_digest
from accord.ledger.sql import take_turn
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.teams.roster.forget import forget_seats, forget_user
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import get_member
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Viewer
from accord.workflows.erase_person import erase_keys


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was emptied: seats on the roster, their records in the personal store, cells of others' records."""

    key: int
    seats: int
    records: int
    cells: int


def forget_colleague(by: Viewer, key: int, *, now: datetime, reason: str = "asked") -> Forgotten:
    """Empty everything that names a member who has left, and refuse it from now on. Repeating it is harmless.

    `key` is that of any of their seats. Raises `Refused` without the right, or while they are active on the roster or
    may sign in; `NotFound`. Their address stays free: whoever writes from it may be a contact one day.
    """
    require(by, Right.erase_person)
    require(by, Right.manage_people)
    member = get_member(by, key, now)
    if member.active:
        raise Refused(
            "roster.still_active",
            f"{member.name} is active on the roster",
            "end their seat in the CRM first; it is read within minutes",
        )
    user = User.objects.filter(pk=member.user_id).first() if member.user_id else None
    if user is not None and user.is_active:
        raise Refused(
            "roster.still_signs_in",
            f"{member.name} may still sign in here",
            "end their access first: accord people deactivate",
        )
    keys = list(RosterSeat.objects.filter(member=member.key).values_list("key", flat=True))
    erased = erase_keys(keys, make_digest(settings.INSTALLATION.secret), by.actor, reason, now)
    with transaction.atomic():
        take_turn()
        seats = forget_seats(keys)
        if user is not None:
            forget_user(user.pk)
    return Forgotten(member.key, seats, erased.records, erased.cells)
