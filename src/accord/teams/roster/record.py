"""Write what systems say of our own people: the newest statement of each seat stands, every statement is an act.

The same statements in any order and any number of times leave the same roster and the same history.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from accord.ledger.acts import record_act
from accord.ledger.sql import in_chunks
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.one_person import Named, group_seats
from accord.vocabulary.facts import Ref
from accord.vocabulary.people import actor_of
from accord.vocabulary.roster import MemberDraft
from accord.vocabulary.zones import known_zones

SAID = "roster_said"
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
_FIELDS = ("seat", "email", "name", "active", "manager", "zone", "team", "same_as", "members", "said_at")
_KEPT = (*_FIELDS, "since", "name_actor", "email_actor")


def record_members(
    drafts: Iterable[MemberDraft],
    keys: Mapping[Ref, int],
    *,
    decides: Callable[[str], bool],
    now: datetime,
) -> int:
    """Take in what systems say; how many seats changed. Expects a transaction, and the key of every seat.

    `decides` says of an address whether it is one person's: two seats with it are then one member.
    """
    said = [draft for draft in drafts if draft.ref in keys]
    if not said:
        return 0
    for draft in said:
        _keep_act(draft, keys[draft.ref], now)
    newest: dict[int, MemberDraft] = {}
    for draft in said:
        key = keys[draft.ref]
        if key not in newest or rank(_row(draft)) > rank(_row(newest[key])):
            newest[key] = draft
    standing = {row.key: row for chunk in in_chunks(list(newest)) for row in _rows(chunk)}
    changed = [row for key, draft in newest.items() if (row := _changed(standing.get(key), key, draft))]
    _write(changed, standing)
    if changed:
        settle_members(decides)
    return len(changed)


def _rows(keys: Sequence[int]) -> Iterable[RosterSeat]:
    return RosterSeat.objects.filter(key__in=keys)


def _write(changed: Sequence[RosterSeat], standing: Mapping[int, RosterSeat]) -> None:
    RosterSeat.objects.bulk_create([row for row in changed if row.key not in standing])
    old = [row for row in changed if row.key in standing]
    if old:
        RosterSeat.objects.bulk_update(old, list(_KEPT), batch_size=200)


def settle_members(decides: Callable[[str], bool]) -> int:
    """Say anew which seats are one person; how many moved. A function of the seats alone."""
    rows = list(
        RosterSeat.objects.values_list("key", "source", "external_id", "email", "same_as", "seat", "member")
    )
    groups = group_seats([Named(*row[:6]) for row in rows], decides)
    moved = [RosterSeat(key=row[0], member=groups[row[0]]) for row in rows if row[6] != groups[row[0]]]
    RosterSeat.objects.bulk_update(moved, ["member"], batch_size=200)
    return len(moved)


def rank(said: Mapping[str, Any]) -> tuple[Any, ...]:
    """Greater is newer. No time is older than a time; at the same time, who is said to have left has left."""
    at = said["said_at"]
    content = tuple(str(said[name]) for name in _FIELDS)
    return (at is not None, at or _EARLIEST, said["active"] is False, content)


def _row(draft: MemberDraft) -> dict[str, Any]:
    return {
        "seat": draft.seat.value,
        "email": draft.email[:254],
        "name": draft.name[:200],
        "active": draft.active,
        "manager": draft.manager[:200],
        "zone": plain_zone(draft.zone),
        "team": draft.team[:120],
        "same_as": draft.same_as[:200],
        "members": None if draft.members is None else sorted(draft.members),
        "said_at": draft.said_at,
    }


def _changed(row: RosterSeat | None, key: int, draft: MemberDraft) -> RosterSeat | None:
    """The row as it stands now; None where this statement is older or says nothing new."""
    said = _row(draft)
    if row is None:
        row = RosterSeat(
            key=key, member=key, source=draft.ref.source, external_id=draft.ref.external_id, since=draft.since
        )
    else:
        held = {name: getattr(row, name) for name in _FIELDS}
        if rank(said) <= rank(held):
            return None
    for name, value in said.items():
        setattr(row, name, value)
    row.since = min((one for one in (row.since, draft.since) if one is not None), default=None)
    row.name_actor = actor_of(row.name) if row.name else ""
    row.email_actor = actor_of(row.email) if row.email else ""
    return row


def plain_zone(text: str) -> str:
    """The zone as the IANA list writes it; empty for what is none there."""
    return _zones().get(text.strip().casefold(), "")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in known_zones()}


def _keep_act(draft: MemberDraft, key: int, now: datetime) -> None:
    """The statement, dated as the system dates it: who was active when can be asked of these."""
    payload: dict[str, Any] = {
        "source": draft.ref.source,
        "seat": draft.seat.value,
        "active": draft.active,
        "manager": draft.manager,
        "zone": plain_zone(draft.zone),
        "team": draft.team[:120],
    }
    if draft.members is not None:
        payload["members"] = sorted(draft.members)
    content = blake2b(repr(sorted(payload.items())).encode(), digest_size=8).hexdigest()
    at = draft.said_at
    record_act(
        key=f"roster:{key}:{at.isoformat() if at else 'untimed'}:{content}",
        kind=SAID,
        actor=f"source:{draft.ref.source}"[:80],
        now=at or now,
        subject=key,
        payload=payload,
    )
