"""Deals: which account and which people; whose journey a deal ends, counted once."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from accord.contacts.attachment import (
    NOWHERE,
    Attached,
    Attachment,
    find_accounts_of_aliases,
    replace_places,
)
from accord.contacts.counter import Numbers
from accord.ledger.record import KnownRecord
from accord.ledger.sql import in_chunks, marks
from accord.vocabulary.facts import RecordKind, Ref


def link_batch(
    records: Sequence[KnownRecord], refs: dict[Ref, int], attached: Attached, numbers: Numbers
) -> None:
    """Keep the batch's deals: account, and persons by identity key."""
    deals = [record for record in records if record.draft.ref.kind == RecordKind.deal]
    if not deals:
        return
    _write_deals([record.key for record in deals], attached, numbers)
    _write_people(deals, refs)


def _write_deals(keys: Sequence[int], attached: Attached, numbers: Numbers) -> None:
    """One row a deal; an association outlives the deal's own next row."""
    standing = _find_places(keys)
    places = replace_places(standing, {key: attached.deals.get(key, NOWHERE) for key in keys})
    accounts = find_accounts_of_aliases({p.alias for p in places.values() if p.alias})
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO contacts_deal (key, account_id, owner, version, contact, alias_id, alias_rank) "
            "VALUES (%s, %s, '', %s, 0, %s, %s) ON CONFLICT (key) DO UPDATE SET "
            "account_id = excluded.account_id, "
            "version = excluded.version, alias_id = excluded.alias_id, alias_rank = excluded.alias_rank",
            [
                (key, accounts.get(place.alias or 0), numbers.version, place.alias, place.rank)
                for key, place in places.items()
            ],
        )


def _find_places(keys: Collection[int]) -> dict[int, Attachment]:
    places: dict[int, Attachment] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(keys)):
            cursor.execute(
                f"SELECT key, alias_id, alias_rank FROM contacts_deal WHERE key IN ({marks(len(chunk))})",  # noqa: S608
                list(chunk),
            )
            places.update((row[0], Attachment(row[1], row[2])) for row in cursor.fetchall())
    return places


def _write_people(deals: Iterable[KnownRecord], refs: dict[Ref, int]) -> None:
    """The persons of deals: a deal's own row replaces what its last row named, an association adds."""
    rows, whole = [], []
    for record in deals:
        said = not record.draft.values
        people = {refs[r] for r in record.draft.people if r.kind == RecordKind.person and r in refs}
        rows += [(record.key, person, said) for person in sorted(people)]
        if not said:
            whole.append((record.key,))
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM contacts_dealperson WHERE deal_key = %s AND NOT said", whole)
        if rows:
            cursor.executemany(
                "INSERT INTO contacts_dealperson (deal_key, person_key, said) VALUES (%s, %s, %s) "
                "ON CONFLICT (deal_key, person_key) DO UPDATE "
                "SET said = excluded.said OR contacts_dealperson.said",
                rows,
            )
