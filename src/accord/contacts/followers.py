"""Contacts and deals follow the aliases they work under when an account is joined or split."""

from collections.abc import Collection

from accord.contacts.attachment import find_accounts_of_aliases
from accord.contacts.counter import Numbers
from accord.contacts.names import find_names
from accord.contacts.rows import ask, write


def move_followers(aliases: Collection[int], numbers: Numbers) -> None:
    """Give every contact and deal that works under one of these aliases its account anew."""
    contacts = {
        row[0] for row in ask("SELECT contact_id FROM contacts_identity WHERE alias_id IN ({})", aliases)
    }
    refresh_contacts(contacts, numbers)
    numbers.touched_contacts |= contacts
    numbers.touched_accounts |= set(find_accounts_of_aliases(aliases).values())


def refresh_contacts(contacts: Collection[int], numbers: Numbers) -> None:
    """The account of each contact: its members' strongest alias, ties by natural name."""
    members = ask(
        "SELECT contact_id, key, alias_id, alias_rank FROM contacts_identity "
        "WHERE alias_id IS NOT NULL AND contact_id IN ({})",
        contacts,
    )
    names = find_names([row[1] for row in members])
    best: dict[int, int] = {}
    for contact, _, alias, _ in sorted(members, key=lambda row: (row[3], names[row[1]]), reverse=True):
        best[contact] = alias
    accounts = find_accounts_of_aliases(set(best.values()))
    rows = [(accounts.get(best.get(c, 0)), numbers.version, c) for c in contacts]
    write("UPDATE contacts_contact SET account_id = %s, version = %s WHERE id = %s", rows)
    write(
        "UPDATE contacts_identity SET version = %s WHERE contact_id = %s",
        [(numbers.version, contact) for contact in contacts],
    )
