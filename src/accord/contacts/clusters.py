"""From a neighbourhood of evidence to contacts: groups, seats, the rows that change."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection

from accord.contacts.alone import INSERT_CONTACT, INSERT_IDENTITY
from accord.contacts.attachment import (
    NOWHERE,
    Attached,
    Attachment,
    find_accounts_of_aliases,
    replace_places,
)
from accord.contacts.components import Edge, find_components, never_apart
from accord.contacts.counter import Numbers
from accord.contacts.evidence import RANK, Kind
from accord.contacts.follow import refresh_owners
from accord.contacts.graph import Neighbourhood
from accord.contacts.names import Name, find_names
from accord.contacts.seats import Seat, Seating, seat_groups
from accord.ledger.sql import in_chunks, marks


class Affected(NamedTuple):
    """What to settle: the neighbourhood, natural names known already, and where the batch's persons work."""

    hood: Neighbourhood
    names: dict[int, Name]
    attached: Attached
    restated: Collection[int] = ()  # records whose evidence changed, though they may stay where they sit


class Seated(NamedTuple):
    """An identity as it stands."""

    seat: Seat
    attachment: Attachment


def group_records(hood: Neighbourhood, names: dict[int, Name]) -> list[list[int]]:
    """The groups of records that are one person each, canonical record first."""
    apart = {(left, right) for left, right, same in hood.rulings if not same}
    edges = [Edge(0, left, right) for left, right, same in hood.rulings if same]
    for digest, kind in hood.kind_of.items():
        bearers = [key for key in hood.bearers.get(digest, ()) if key in hood.keys]
        # Under a veto it matters which two records the evidence joins, so every pair is an edge.
        for index, left in enumerate(bearers if apart else bearers[:1]):
            edges += [Edge(RANK[Kind(kind)], left, right) for right in bearers[index + 1 :]]
    return find_components(hood.keys, edges, names, never_apart(apart) if apart else None)


def settle_clusters(affected: Affected, numbers: Numbers) -> None:
    """Give every record of the neighbourhood its contact; owners are looked up anew where members changed."""
    hood, names = affected.hood, affected.names
    names = names | find_names([key for key in hood.keys if key not in names])
    hood.keys &= names.keys()
    groups = group_records(hood, names)
    standing = find_standing(hood.keys)
    seating = seat_groups(groups, {k: s.seat for k, s in standing.items()}, numbers.open_contact)
    attachments = {key: s.attachment for key, s in standing.items()}
    attachments |= replace_places(attachments, affected.attached.people)
    accounts = _accounts_of(groups, seating.seats, attachments)
    stale = find_accounts_of({s.seat.contact for s in standing.values()})
    changed = _changed_keys(groups, seating.seats, standing, attachments, (stale, accounts))
    changed |= {key for key in affected.restated if key in seating.seats}
    _write(seating.seats, attachments, standing, changed, numbers.version)
    touched = {seating.seats[key].contact for key in changed}
    _write_contacts(seating.opened, seating.emptied, touched - seating.opened, accounts, numbers.version)
    if standing:
        refresh_owners(touched, numbers)
    numbers.moved |= {
        key for key in changed if _is_moved(seating.seats[key].contact, standing.get(key), seating)
    }
    numbers.touched_contacts |= touched
    numbers.touched_accounts |= {account for account in stale.values() if account is not None}


def _is_moved(contact: int, before: Seated | None, seating: Seating) -> bool:
    """Whether a record came to another contact than its own before, or is new to one that was there."""
    return contact not in seating.opened if before is None else before.seat.contact != contact


def find_standing(keys: Collection[int]) -> dict[int, Seated]:
    """The identities of these records, as they stand."""
    found: dict[int, Seated] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(keys)):
            cursor.execute(
                "SELECT key, contact_id, home, alias_id, alias_rank FROM contacts_identity "  # noqa: S608
                f"WHERE key IN ({marks(len(chunk))})",
                list(chunk),
            )
            for key, contact, home, alias, rank in cursor.fetchall():
                found[key] = Seated(Seat(contact, home), Attachment(alias, rank))
    return found


def _accounts_of(
    groups: Iterable[list[int]], seats: dict[int, Seat], attachments: dict[int, Attachment]
) -> dict[int, int | None]:
    """The account of each contact: by its members' strongest attachment, ties by canonical order."""
    best: dict[int, int] = {}
    for group in groups:
        attached = [attachments[key] for key in group if key in attachments and attachments[key].alias]
        if attached:
            best[seats[group[0]].contact] = min(attached, key=lambda a: a.rank).alias or 0
    by_alias = find_accounts_of_aliases(best.values())
    return {seats[group[0]].contact: by_alias.get(best.get(seats[group[0]].contact, 0)) for group in groups}


def _changed_keys(
    groups: list[list[int]],
    seats: dict[int, Seat],
    standing: dict[int, Seated],
    attachments: dict[int, Attachment],
    accounts: tuple[dict[int, int | None], dict[int, int | None]],
) -> set[int]:
    """Records whose row, or whose contact's account, is not what it was."""
    changed = {
        key
        for key, seat in seats.items()
        if key not in standing
        or standing[key].seat != seat
        or standing[key].attachment != attachments.get(key, standing[key].attachment)
    }
    before, after = accounts
    for group in groups:
        contact = seats[group[0]].contact
        if before.get(contact) != after[contact]:
            changed.update(group)
    return changed


def find_accounts_of(contacts: Collection[int]) -> dict[int, int | None]:
    """The account each contact has now."""
    found: dict[int, int | None] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(contacts)):
            cursor.execute(
                f"SELECT id, account_id FROM contacts_contact WHERE id IN ({marks(len(chunk))})",  # noqa: S608
                list(chunk),
            )
            found.update(dict(cursor.fetchall()))
    return found


def _write(
    seats: dict[int, Seat],
    attachments: dict[int, Attachment],
    standing: dict[int, Seated],
    changed: set[int],
    version: int,
) -> None:
    rows = []
    for key in changed:
        alias, rank = attachments.get(key, NOWHERE)
        rows.append((seats[key].contact, seats[key].home, alias, rank, version, key))
    with connection.cursor() as cursor:
        new = [row for row in rows if row[-1] not in standing]
        if new:
            cursor.executemany(INSERT_IDENTITY, new)
        old = [row for row in rows if row[-1] in standing]
        if old:
            cursor.executemany(
                "UPDATE contacts_identity SET contact_id = %s, home = %s, alias_id = %s, alias_rank = %s, "
                "version = %s WHERE key = %s",
                old,
            )


def _write_contacts(
    opened: set[int], emptied: set[int], touched: set[int], accounts: dict[int, int | None], version: int
) -> None:
    """Open, change, and close contacts; one that was closed and is needed again is opened again."""
    with connection.cursor() as cursor:
        if opened:
            cursor.executemany(
                INSERT_CONTACT,
                [(contact, accounts[contact], version, False) for contact in sorted(opened)],
            )
        if touched:
            cursor.executemany(
                "UPDATE contacts_contact SET account_id = %s, version = %s WHERE id = %s",
                [(accounts[contact], version, contact) for contact in sorted(touched)],
            )
        if emptied:
            cursor.executemany(
                "UPDATE contacts_contact SET gone = %s, owner = '', account_id = NULL, version = %s "
                "WHERE id = %s",
                [(True, version, contact) for contact in sorted(emptied)],
            )


def resettle(keys: Collection[int], numbers: Numbers) -> None:
    """Settle the clusters around these records anew, after a ruling."""
    hood = Neighbourhood({})
    hood.explore(keys)
    settle_clusters(Affected(hood, {}, Attached({}, {})), numbers)
