"""Where a person or a deal belongs: the alias of a company it shows, and how strongly."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from accord.ledger.sql import in_chunks, marks


class Attachment(NamedTuple):
    """The alias a record works under (None: none); a smaller rank is stronger (0: an association)."""

    alias: int | None
    rank: int

    def replaced_by(self, new: "Attachment") -> "Attachment":
        """What holds after a new row: an association is taken back by another association only."""
        return self if self.rank == 0 and new.rank != 0 else new


NOWHERE = Attachment(None, 9)


class Attached(NamedTuple):
    """Where the batch's persons and deals belong, by identity key."""

    people: dict[int, Attachment]
    deals: dict[int, Attachment]


def find_accounts_of_aliases(aliases: Collection[int]) -> dict[int, int]:
    """The account each alias leads to."""
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(aliases)):
            cursor.execute(
                f"SELECT id, account_id FROM contacts_accountalias WHERE id IN ({marks(len(chunk))})",  # noqa: S608
                list(chunk),
            )
            found.update(dict(cursor.fetchall()))
    return found
