"""Numbers this room gives out, and what one transaction touched: kept until its end, when deals follow."""

from dataclasses import dataclass, field

from django.db import connection

_TAKE = "SELECT version, contact, account, seen_fact FROM contacts_counter WHERE id = 1"
_BEGIN = "INSERT INTO contacts_counter (id, version, contact, account, seen_fact) VALUES (1, 0, 0, 0, 0)"
_KEEP = "UPDATE contacts_counter SET version = %s, contact = %s, account = %s, seen_fact = %s WHERE id = 1"


@dataclass(slots=True)
class Numbers:
    """The numbers of one transaction: one version for all its changes, contacts and accounts as needed."""

    version: int
    contact: int
    account: int
    seen_fact: int
    touched_contacts: set[int] = field(default_factory=set)
    touched_accounts: set[int] = field(default_factory=set)
    moved: set[int] = field(
        default_factory=set
    )  # records that came to another person, or to one who was known

    def open_contact(self) -> int:
        """The number of a new contact."""
        self.contact += 1
        return self.contact

    def open_account(self) -> int:
        """The number of a new account."""
        self.account += 1
        return self.account


def take_numbers() -> Numbers:
    """The numbers from which this transaction goes on; expects the caller to hold the ledger's turn."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE)
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_BEGIN)
            row = (0, 0, 0, 0)
    version, contact, account, seen_fact = row
    return Numbers(version + 1, contact, account, seen_fact)


def keep_numbers(numbers: Numbers) -> None:
    """Write back what was given out."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [numbers.version, numbers.contact, numbers.account, numbers.seen_fact])
