"""Say what somebody is in charge of: the whole list of a kind at once, by operations; each change is an act."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.sql import take_turn
from accord.teams.charge.models import Charge
from accord.teams.charge.reads import ChargeKind, Charges, find_charges
from accord.teams.rights import Right, require
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import get_member
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer

CHARGED = "roster_charged"
_LONGEST, _MOST = 60, 500


def set_charges(by: Viewer, key: int, kind: ChargeKind, values: Iterable[str], now: datetime) -> Charges:
    """Put a member in charge of these territories, segments or accounts (their numbers), and of no others.

    The same again changes nothing. Raises `Refused` without the right, `NotFound`, `Invalid`.
    """
    require(by, Right.manage_people)
    member = get_member(by, key, now)
    wanted = {text for value in values if (text := value.strip())}
    _check(kind, wanted)
    seats = list(RosterSeat.objects.filter(member=member.key).values_list("key", flat=True))
    with transaction.atomic():
        take_turn()
        standing = Charge.objects.filter(seat__in=seats, kind=kind.value)
        if set(standing.values_list("value", flat=True)) != wanted:
            standing.delete()
            Charge.objects.bulk_create(
                Charge(seat=member.key, kind=kind.value, value=value, actor=by.actor, made_at=now)
                for value in sorted(wanted)
            )
            record_act(
                key=f"roster-charged:{member.key}:{kind}:{now.isoformat()}",
                kind=CHARGED,
                actor=by.actor,
                now=now,
                subject=member.key,
                payload={"kind": kind.value, "values": sorted(wanted)},
            )
    return find_charges([member.key]).get(member.key, Charges())


def _check(kind: ChargeKind, values: set[str]) -> None:
    if len(values) > _MOST or any(len(value) > _LONGEST for value in values):
        raise Invalid(
            "charge.long", f"at most {_MOST} of at most {_LONGEST} letters", "name a wider territory"
        )
    if kind is ChargeKind.account and not all(value.isascii() and value.isdecimal() for value in values):
        raise Invalid("charge.account", "an account is named by its number", "accord accounts find shows it")
