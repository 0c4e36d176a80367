"""Whose facts are whose: identities and deals of the record, as the mirror's small tables."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection

from accord.ledger.sql import in_chunks, marks
from accord.vocabulary.facts import FactKind


class Seat(NamedTuple):
    """An identity key and the contact it belongs to now."""

    key: int
    contact: int
    version: int


def seats_since(version: int) -> list[Seat]:
    """Identities that changed after a version: new keys, keys that moved, contacts whose account changed."""
    return [
        Seat(*row)
        for row in _ask(
            "SELECT key, contact_id, version FROM contacts_identity WHERE version > %s", [version]
        )
    ]


def seats_of(contacts: Collection[int]) -> list[Seat]:
    """Every identity of these contacts."""
    return [
        Seat(*r)
        for r in _by("SELECT key, contact_id, version FROM contacts_identity WHERE contact_id", contacts)
    ]


def contacts_of(keys: Collection[int]) -> dict[int, int]:
    """The contact of each identity key; keys that are no person's are absent."""
    return dict(_by("SELECT key, contact_id FROM contacts_identity WHERE key", keys))


def origins(keys: Collection[int]) -> dict[int, tuple[str, bool]]:
    """Source of each record and whether it is only a stub: named by others, never read.

    So is an address that mail was sent to: its source has no record of it, only events that name it.
    """
    stub = "\"values\" = '' OR external_id LIKE 'email:%%' OR external_id LIKE 'recipient:%%'"
    text = f"SELECT key, source, CASE WHEN {stub} THEN 1 ELSE 0 END FROM ledger_sourcerecord WHERE key"  # noqa: S608 - our own text
    return {key: (source, bool(stub)) for key, source, stub in _by(text, keys)}


def accounts_of(contacts: Collection[int]) -> dict[int, int | None]:
    """The account of each contact that still stands."""
    return dict(_by("SELECT id, account_id FROM contacts_contact WHERE NOT gone AND id", contacts))


def companies_among(keys: Collection[int]) -> dict[int, int]:
    """Which of these record keys are companies, and of which account."""
    rows = _by(
        "SELECT value, account_id FROM contacts_accountalias WHERE kind = 'record' AND value", map(str, keys)
    )
    return {int(key): account for key, account in rows}


def companies_of(accounts: Collection[int]) -> dict[int, int]:
    """The company records of these accounts."""
    text = "SELECT value, account_id FROM contacts_accountalias WHERE kind = 'record' AND account_id"
    return {int(key): account for key, account in _by(text, accounts)}


def contacts_at(accounts: Collection[int]) -> set[int]:
    """The people of these accounts."""
    return {row[0] for row in _by("SELECT id FROM contacts_contact WHERE NOT gone AND account_id", accounts)}


def owners_of(contacts: Collection[int]) -> dict[int, str]:
    """The owner's id in the CRM of each contact, as last assigned; contacts nobody owns are absent."""
    seats = {seat.key: seat.contact for seat in seats_of(contacts)}
    kind = int(FactKind.owner_assigned)
    columns = "subject, occurred_at, source_id, actor"
    rows = _by(f"SELECT {columns} FROM ledger_fact WHERE kind = {kind} AND subject", seats)  # noqa: S608
    latest: dict[int, tuple[Any, ...]] = {}
    for key, *assigned in rows:
        contact = seats[key]
        latest[contact] = max(latest.get(contact, tuple(assigned)), tuple(assigned))
    owners = {contact: assigned[2] for contact, assigned in latest.items()}
    return owners | {
        c: owner for c, owner in _by("SELECT id, owner FROM contacts_contact WHERE id", contacts) if owner
    }


def deals_since(version: int) -> set[int]:
    """Deals that changed after a version."""
    return {row[0] for row in _ask("SELECT key FROM contacts_deal WHERE version > %s", [version])}


def deals_among(keys: Collection[int]) -> set[int]:
    """Which of these record keys are deals."""
    return {row[0] for row in _by("SELECT key FROM contacts_deal WHERE key", keys)}


def deals_counted_to(contact: int) -> list[int]:
    """The deals that are counted to a contact's leads."""
    return [row[0] for row in _ask("SELECT key FROM contacts_deal WHERE contact = %s", [contact])]


class Place(NamedTuple):
    """Where a deal stands: whose lead it is counted to (None: nobody's), and its account."""

    contact: int | None
    account: int | None


def places_of(deals: Collection[int]) -> dict[int, Place]:
    """Whose each deal is, as identity decided it."""
    rows = _by("SELECT key, contact, account_id FROM contacts_deal WHERE key", deals)
    return {key: Place(contact or None, account) for key, contact, account in rows}


def _by(statement: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for some in in_chunks(sorted(values)):
        rows += _ask(f"{statement} IN ({marks(len(some))})", list(some))
    return rows


def _ask(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
