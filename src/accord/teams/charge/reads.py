"""Who is in charge of which territories, segments and accounts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from accord.teams.charge.models import Charge
from accord.teams.roster.models import RosterSeat


class ChargeKind(StrEnum):
    """What somebody can be in charge of."""

    territory = "territory"
    segment = "segment"
    account = "account"


@dataclass(frozen=True, slots=True)
class Charges:
    """What one member is in charge of; accounts by their keys."""

    territories: frozenset[str] = field(default_factory=frozenset)
    segments: frozenset[str] = field(default_factory=frozenset)
    accounts: frozenset[int] = field(default_factory=frozenset)


def find_charges(members: Collection[int]) -> dict[int, Charges]:
    """Of each member, by their keys as they are now; who is in charge of nothing is absent."""
    seats = dict(RosterSeat.objects.filter(member__in=list(members)).values_list("key", "member"))
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seat, kind, value in Charge.objects.filter(seat__in=list(seats)).values_list("seat", "kind", "value"):
        found[seats[seat]][kind].add(value)
    return {
        member: Charges(
            frozenset(each[ChargeKind.territory]),
            frozenset(each[ChargeKind.segment]),
            frozenset(int(value) for value in each[ChargeKind.account]),
        )
        for member, each in found.items()
    }
