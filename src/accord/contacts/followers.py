"""Contacts and deals follow the aliases they work under when an account is joined or split."""

from collections.abc import Collection

from django.db import connection

from accord.contacts.attachment import find_accounts_of_aliases
from accord.contacts.counter import Numbers
from accord.contacts.names import find_names
from accord.ledger.sql import in_chunks, marks


def move_followers(aliases: Collection[int], numbers: Numbers) -> None:
    """Give every contact and deal that works under one of these aliases its account anew."""
    contacts = _column("SELECT DISTINCT contact_id FROM contacts_identity WHERE alias_id IN", aliases)
    refresh_contacts(contacts, numbers)
    deals = _pairs("SELECT key, alias_id FROM contacts_deal WHERE alias_id IN", aliases)
    accounts = find_accounts_of_aliases(aliases)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE contacts_deal SET account_id = %s, version = %s WHERE key = %s",
            [(accounts.get(alias), numbers.version, key) for key, alias in deals],
        )


def refresh_contacts(contacts: Collection[int], numbers: Numbers) -> None:
    """The account of each contact: its members' strongest alias, ties by natural name."""
    members: list[tuple[int, int, int, int]] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(contacts)):
            cursor.execute(
                "SELECT contact_id, key, alias_id, alias_rank FROM contacts_identity "  # noqa: S608
                f"WHERE alias_id IS NOT NULL AND contact_id IN ({marks(len(chunk))})",
                list(chunk),
            )
            members += cursor.fetchall()
    names = find_names([row[1] for row in members])
    best: dict[int, int] = {}
    for contact, _, alias, _ in sorted(members, key=lambda row: (row[3], names[row[1]]), reverse=True):
        best[contact] = alias
    accounts = find_accounts_of_aliases(set(best.values()))
    with connection.cursor() as cursor:
        rows = [(accounts.get(best.get(c, 0)), numbers.version, c) for c in contacts]
        cursor.executemany("UPDATE contacts_contact SET account_id = %s, version = %s WHERE id = %s", rows)
        cursor.executemany(
            "UPDATE contacts_identity SET version = %s WHERE contact_id = %s",
            [(numbers.version, contact) for contact in contacts],
        )


def _column(sql: str, values: Collection[int]) -> list[int]:
    return sorted({row[0] for row in _pairs(sql, values)})


def _pairs(sql: str, values: Collection[int]) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(values)):
            cursor.execute(f"{sql} ({marks(len(chunk))})", list(chunk))
            rows += cursor.fetchall()
    return rows
