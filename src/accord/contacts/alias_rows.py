"""The rows of aliases and their links: written by batch, read around a few."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from accord.contacts.account_aliases import Alias, Link
from accord.contacts.counter import Numbers
from accord.contacts.rows import write
from accord.ledger.sql import in_chunks, marks


class LinkRow(NamedTuple):
    """A link between two alias ids."""

    left: int
    right: int
    key: int
    why: str


def find_aliases(aliases: Iterable[Alias]) -> dict[Alias, int]:
    """The ids of those aliases that exist."""
    by_kind: dict[str, list[str]] = {}
    for alias in aliases:
        by_kind.setdefault(alias.kind, []).append(alias.value)
    found: dict[Alias, int] = {}
    with connection.cursor() as cursor:
        for kind, values in by_kind.items():
            for chunk in in_chunks(values):
                cursor.execute(
                    "SELECT value, id FROM contacts_accountalias "  # noqa: S608
                    f"WHERE kind = %s AND value IN ({marks(len(chunk))})",
                    [kind, *chunk],
                )
                found.update((Alias(kind, value), number) for value, number in cursor.fetchall())
    return found


def assign_aliases(
    spelt: Mapping[Alias, str], linked: Collection[Alias], numbers: Numbers
) -> tuple[dict[Alias, int], Collection[Alias]]:
    """The ids of all these aliases, and which of them are new.

    A new domain or name that hangs on nothing gets its account at once; the other new ones (`linked`, and
    vendors' records) lead to account 0 until they are settled.
    """
    ids = find_aliases(spelt)
    missing = [alias for alias in spelt if alias not in ids]
    if not missing:
        return ids, ()
    rows, accounts = [], []
    for alias in sorted(missing):
        account, spelling = 0, spelt[alias][:200]
        if alias.kind != "record" and alias not in linked:
            account = numbers.open_account()
            accounts.append((account, *spell_alone(alias, spelling)))
        rows.append((alias.kind, alias.value, spelling, account, account))
    write("INSERT INTO contacts_account (id, name, domain, country) VALUES (%s, %s, %s, %s)", accounts)
    write(
        "INSERT INTO contacts_accountalias (kind, value, spelling, account_id, home) "
        "VALUES (%s, %s, %s, %s, %s)",
        rows,
    )
    return ids | find_aliases(missing), missing


def spell_alone(alias: Alias, spelling: str) -> tuple[str, str, str]:
    """Name, domain and country of an account that only this domain or name leads to."""
    if alias.kind == "domain":
        return alias.value, alias.value, ""
    return spelling, "", alias.value.rpartition("|")[2]


def write_links(full: Collection[int], links: Iterable[Link], ids: Mapping[Alias, int]) -> set[int]:
    """Bring the links up to date; returns the aliases whose links changed.

    `full`: company records that came whole, so that a link of theirs not shown any more is taken away.
    """
    wanted = {LinkRow(ids[link.left], ids[link.right], link.key, link.why) for link in links}
    own = {row for row in find_links_of(full) if row.why in ("domain", "name", "merged")}
    gone = own - wanted
    new = wanted - own
    shared = {row for row in new if row.key == 0}
    new -= {row for row in find_links(row.left for row in shared) if row in shared}
    with connection.cursor() as cursor:
        if gone:
            cursor.executemany(
                "DELETE FROM contacts_accountlink "
                "WHERE left_id = %s AND right_id = %s AND key = %s AND why = %s",
                [tuple(row) for row in gone],
            )
        if new:
            cursor.executemany(
                "INSERT INTO contacts_accountlink (left_id, right_id, key, why) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                [tuple(row) for row in sorted(new)],
            )
    return {end for row in gone | new for end in row[:2]}


def find_links_of(keys: Collection[int]) -> list[LinkRow]:
    """The links these company records hold."""
    return _links("key", keys)


def find_links(aliases: Iterable[int]) -> set[LinkRow]:
    """Every link that ends at one of these aliases."""
    ends = list(set(aliases))
    return {*_links("left_id", ends), *_links("right_id", ends)}


def _links(column: str, values: Collection[int]) -> list[LinkRow]:
    rows: list[LinkRow] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(values)):
            cursor.execute(
                "SELECT left_id, right_id, key, why FROM contacts_accountlink "  # noqa: S608
                f"WHERE {column} IN ({marks(len(chunk))})",
                list(chunk),
            )
            rows += [LinkRow(*row) for row in cursor.fetchall()]
    return rows
