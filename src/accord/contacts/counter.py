"""Numbers this room gives out, and what one transaction touched: kept until its end, when deals follow."""

from dataclasses import dataclass, field

from accord.contacts.models import Counter


@dataclass(slots=True)
class Numbers:
    """The numbers of one transaction: one version for all its changes, contacts and accounts as needed."""

    version: int
    contact: int
    account: int
    seen_fact: int
    touched_contacts: set[int] = field(default_factory=set)
    touched_accounts: set[int] = field(default_factory=set)

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
    row, _ = Counter.objects.get_or_create(pk=1)
    return Numbers(row.version + 1, row.contact, row.account, row.seen_fact)


def keep_numbers(numbers: Numbers) -> None:
    """Write back what was given out."""
    Counter.objects.filter(pk=1).update(
        version=numbers.version,
        contact=numbers.contact,
        account=numbers.account,
        seen_fact=numbers.seen_fact,
    )
