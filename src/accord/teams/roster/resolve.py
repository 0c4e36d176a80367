"""One member out of their seats: whose word counts where systems differ. No database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from accord.teams.roster.models import RosterSeat

ACCORD = "accord"
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What stands of one person; `manager` is (source, their id there), or None."""

    name: str
    email: str
    active: bool
    inactive_in: tuple[str, ...]
    manager: tuple[str, str] | None
    zone: tuple[str, str]  # value, who says so
    team: tuple[str, str]
    since: datetime | None


def resolve(seats: Sequence[RosterSeat], masters: Collection[str]) -> Resolved:
    """What stands of the person who has these seats; `masters` are the sources whose word decides."""
    ranked = sorted(seats, key=lambda one: _weight(one, masters), reverse=True)
    stands = standing_by_source(ranked)
    manager = next(((one.source, one.manager) for one in ranked if one.manager), None)
    return Resolved(
        name=next((one.name for one in ranked if one.name), ""),
        email=next((one.email for one in ranked if one.email), ""),
        active=is_active(stands, masters),
        inactive_in=tuple(sorted(source for source, here in stands.items() if not here)),
        manager=manager,
        zone=_set_or_said(ranked, "zone"),
        team=_set_or_said(ranked, "team"),
        since=min((one.since for one in ranked if one.since), default=None),
    )


def standing_by_source(seats: Sequence[RosterSeat]) -> dict[str, bool]:
    """Of each system that says so whether the person is active there: one active seat is enough."""
    stands: dict[str, bool] = {}
    for one in seats:
        if one.active is not None:
            stands[one.source] = stands.get(one.source, False) or one.active
    return stands


def is_active(stands: Mapping[str, bool], masters: Collection[str]) -> bool:
    """Whether someone is to be offered work: as the roster's master says where it knows them.

    Without its word one system that says they left is enough: a lead given to nobody is worse than one
    given to a colleague.
    """
    decisive = [here for source, here in stands.items() if source in masters]
    return any(decisive) if decisive else all(stands.values())


def _weight(one: RosterSeat, masters: Collection[str]) -> tuple[object, ...]:
    return (one.active is not False, one.source in masters, one.said_at or _EARLIEST, one.source, one.key)


def _set_or_said(ranked: Sequence[RosterSeat], field: str) -> tuple[str, str]:
    """What a person set here, unless it was taken back; else the first system that says something."""
    acts = [(at, getattr(one, f"set_{field}")) for one in ranked if (at := getattr(one, f"set_{field}_at"))]
    ruled = max(acts)[1] if acts else ""
    if ruled:
        return ruled, ACCORD
    return next(((said, one.source) for one in ranked if (said := getattr(one, field))), ("", ""))
