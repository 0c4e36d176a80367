"""Where a person or a deal belongs: the alias of a company it shows, and how strongly."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db import connection

from accord.contacts.names import Name, find_names
from accord.contacts.rows import ask
from accord.ledger.sql import in_chunks, marks


class Attachment(NamedTuple):
    """The alias a record works under (None: none); a smaller rank is stronger (0: an association)."""

    alias: int | None
    rank: int


NOWHERE = Attachment(None, 9)


class Attached(NamedTuple):
    """Where the batch's persons and deals belong, by identity key."""

    people: dict[int, Attachment]
    deals: dict[int, Attachment]


def replace_places(
    standing: Mapping[int, Attachment], new: Mapping[int, Attachment]
) -> dict[int, Attachment]:
    """Where each of the `new` records belongs after their rows: an association outlives the record's own row.

    Of two associations that disagree the company with the lesser natural name stands: they carry no time,
    and which came last must not matter.
    """
    held = {key: (standing.get(key, NOWHERE), place) for key, place in new.items()}
    disagree = {key for key, ends in held.items() if ends[0].rank == ends[1].rank == 0 and ends[0] != ends[1]}
    names = find_company_names({end.alias for key in disagree for end in held[key] if end.alias})
    placed = {}
    for key, (old, place) in held.items():
        if key in disagree:
            placed[key] = min(old, place, key=lambda end: names.get(end.alias or 0, ("", "", "")))
        else:
            placed[key] = old if old.rank == 0 and place.rank != 0 else place
    return placed


def find_company_names(aliases: Collection[int]) -> dict[int, Name]:
    """The natural name of the company record that each of these aliases stands for."""
    if not aliases:
        return {}
    rows = ask("SELECT id, value FROM contacts_accountalias WHERE kind = 'record' AND id IN ({})", aliases)
    records = {alias: int(value) for alias, value in rows}
    names = find_names(set(records.values()))
    return {alias: names[key] for alias, key in records.items() if key in names}


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
