"""What systems say of our own people, from files and live pages alike, onto the roster; and all of it anew."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accord.connectors.objects.live import LiveRow, understand
from accord.contacts.matching.emails import is_free_mail, is_role_address
from accord.ledger.keys import find_keys
from accord.ledger.models import Import, SourceRecord, SyncSystem
from accord.ledger.sql import take_turn
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.record import record_members
from accord.vocabulary.facts import RecordKind, Ref, RowRead
from accord.vocabulary.roster import MemberDraft, Seat
from accord.workflows.connections import SYSTEMS
from accord.workflows.echo import Before
from accord.workflows.member_left import active_before, note_leaving

_OBJECT = {"hubspot": "owner", "salesforce": "user"}
_BY_START = {
    ("hubspot", "user:"): "users",
    ("hubspot", "profile:"): "user_profile",
    ("salesforce", "00G"): "group",
}


def is_one_persons(address: str) -> bool:
    """Whether an address can say who someone is: none that several read, none of a mailbox provider."""
    return not is_free_mail(address) and not is_role_address(address)


def book_members(rows: Iterable[RowRead], keys: Mapping[Ref, int], now: datetime) -> int:
    """Onto the roster what these rows say of our own people; how many seats changed.

    Expects the transaction that wrote the rows' records, whose keys these are.
    """
    drafts = [member for row in rows for member in row.members]
    if not drafts:
        return 0
    ours = set(SyncSystem.objects.exclude(actor="").values_list("source", "actor"))
    drafts = [_as_machine(one) if (one.ref.source, one.ref.external_id) in ours else one for one in drafts]
    before = active_before(drafts, now)
    changed = record_members(drafts, keys, decides=is_one_persons, now=now)
    if changed:
        note_leaving(drafts, keys, before, now)
    return changed


def _as_machine(member: MemberDraft) -> MemberDraft:
    """The user that Accord itself signs in as: nobody to give a lead to."""
    # Just after what the system said: it then stands, whichever of the two is heard first.
    said_at = member.said_at and member.said_at + timedelta(microseconds=1)
    return member._replace(seat=Seat.machine, said_at=said_at)


def see_ourselves(system: str, now: datetime) -> None:
    """Take the user that Accord signs in as from the people, whenever it became known who that is."""
    us = SyncSystem.objects.filter(system=system).exclude(actor="").values_list("source", "actor").first()
    if us and RosterSeat.objects.filter(source=us[0], external_id=us[1], seat=Seat.person.value).exists():
        rebuild_roster(now)


def as_read(rows: Iterable[RowRead], before: Mapping[Ref, Before], now: datetime) -> list[RowRead]:
    """Rows of an object that is listed whole, dated by the reading where they changed without a change time.

    Who leaves a team or a queue, and an owner who is archived, may change nothing that the vendor dates.
    """
    return [_dated(row, before.get(row.records[0].ref), now) if row.members else row for row in rows]


def _dated(row: RowRead, old: Before | None, now: datetime) -> RowRead:
    record = row.records[0]
    if old is None or not old.values or record.values == old.values:
        return row
    if record.modified_at and old.modified_at and record.modified_at > old.modified_at:
        return row
    # The vendor's clock may be ahead of ours: what is read later is newer all the same.
    at = max(now, old.modified_at + timedelta(microseconds=1)) if old.modified_at else now
    return row._replace(
        records=(record._replace(modified_at=at), *row.records[1:]),
        members=tuple(one._replace(said_at=at) for one in row.members),
    )


def rebuild_roster(now: datetime) -> int:
    """Read the kept records of our own people again, as an installation from before the roster has them.

    How many seats changed; repeatable. What people set here stays.
    """
    systems = dict(SyncSystem.objects.values_list("source", "system"))
    imported = Import.objects.filter(connector__in=SYSTEMS).values_list("source", "connector")
    systems = dict(imported) | systems
    changed = 0
    with transaction.atomic():
        take_turn()
        for source, system in systems.items():
            rows: dict[str, list[LiveRow]] = {}
            kept = SourceRecord.objects.filter(source=source, kind=RecordKind.user.value).exclude(values="")
            for external_id, values in kept.values_list("external_id", "values"):
                name = _object_of(system, external_id)
                rows.setdefault(name, []).append(LiveRow(external_id, json.loads(values)))
            for name, some in rows.items():
                tables = {"group_member": _kept_members(some)} if name == "group" else {}
                understood = understand(
                    SYSTEMS[system].system, name, some, source=source, mapping={}, tables=tables
                )
                read = [one.row for one in understood if isinstance(one.row, RowRead)]
                keys = find_keys({member.ref for row in read for member in row.members})
                changed += book_members(read, keys, now)
    return changed


def _kept_members(queues: Iterable[LiveRow]) -> list[dict[str, str]]:
    """Who was in these queues when they were read; with a row of nobody, so that it counts as read."""
    found = [{"group": "", "member": ""}]
    for queue in queues:
        found += [
            {"group": queue.id, "member": one} for one in queue.cells.get("members", "").split(";") if one
        ]
    return found


def _object_of(system: str, external_id: str) -> str:
    for (named, start), name in _BY_START.items():
        if named == system and external_id.startswith(start):
            return name
    return _OBJECT[system]
