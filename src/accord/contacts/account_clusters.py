"""From aliases and links to accounts: groups, seats, names, and the contacts and deals that move along."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection

from accord.contacts.alias_rows import LinkRow, find_links
from accord.contacts.components import Edge, find_components, never_apart
from accord.contacts.counter import Numbers
from accord.contacts.followers import move_followers
from accord.contacts.matching.emails import domain_label
from accord.contacts.names import find_names
from accord.contacts.seats import Seat, Seating, seat_groups
from accord.ledger.sql import in_chunks, marks

RANK = {"human": 0, "merged": 1, "domain": 2, "seen": 3, "name": 4, "fuzzy": 5}


class AliasRow(NamedTuple):
    """An alias as it stands."""

    id: int
    kind: str
    value: str
    spelling: str
    account: int
    home: int


def settle_accounts(seeds: Collection[int], numbers: Numbers) -> None:
    """Regroup every alias within reach of `seeds`; contacts and deals follow their aliases."""
    reach, links = explore_links(seeds)
    rows = find_alias_rows(reach)
    links = {link for link in links if link.left in rows and link.right in rows}
    order = alias_order(rows.values())
    groups = group_aliases(rows, links, order)
    standing = {row.id: Seat(row.account, row.home) for row in rows.values() if row.account}
    seating = seat_groups(groups, standing, numbers.open_account)
    _write(rows, groups, seating, order)
    moved = {row.id for row in rows.values() if row.account and seating.seats[row.id].contact != row.account}
    if moved:
        move_followers(moved, numbers)
    if seating.emptied:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM contacts_account WHERE id = %s", [(a,) for a in seating.emptied])


def explore_links(seeds: Collection[int]) -> tuple[set[int], set[LinkRow]]:
    """The aliases reachable from `seeds`, and every link among them."""
    reach: set[int] = set()
    links: set[LinkRow] = set()
    frontier = set(seeds)
    while frontier:
        reach |= frontier
        found = find_links(frontier)
        links |= found
        frontier = {end for link in found if link.why != "apart" for end in link[:2]} - reach
    return reach, links


def find_alias_rows(ids: Collection[int]) -> dict[int, AliasRow]:
    """These aliases as they stand."""
    found: dict[int, AliasRow] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(ids)):
            cursor.execute(
                "SELECT id, kind, value, spelling, account_id, home FROM contacts_accountalias "  # noqa: S608
                f"WHERE id IN ({marks(len(chunk))})",
                list(chunk),
            )
            found.update((row[0], AliasRow(*row)) for row in cursor.fetchall())
    return found


def alias_order(rows: Iterable[AliasRow]) -> dict[int, tuple[Any, ...]]:
    """An order that no arrival changes: vendors' records by their natural name, then domains, then names."""
    rows = list(rows)
    names = find_names([int(row.value) for row in rows if row.kind == "record"])
    order: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        if row.kind == "record":
            order[row.id] = (0, *names.get(int(row.value), ("", "", row.value)))
        else:
            order[row.id] = (1 if row.kind == "domain" else 2, row.value)
    return order


def group_aliases(
    rows: dict[int, AliasRow], links: Iterable[LinkRow], order: dict[int, tuple[Any, ...]]
) -> list[list[int]]:
    """The groups of aliases that are one company each.

    An equal or similar name does not join two companies whose domains disagree ("Atlas" at atlas.com and
    at atlascopco.com); "acme.com" and "acme.de" agree. A similar name does not join two countries.
    """
    links = list(links)
    apart = never_apart({(link.left, link.right) for link in links if link.why == "apart"})
    edges = [Edge(RANK[link.why], link.left, link.right) for link in links if link.why != "apart"]

    def labels(group: Collection[int]) -> set[str]:
        return {domain_label(rows[i].value) for i in group if rows[i].kind == "domain"}

    def countries(group: Collection[int]) -> set[str]:
        return {rows[i].value.rpartition("|")[2] for i in group if rows[i].kind == "name"} - {""}

    def may_join(ours: Collection[int], theirs: Collection[int], rank: int) -> bool:
        if not apart(ours, theirs, rank):
            return False
        if rank < RANK["name"]:
            return True
        left, right = labels(ours), labels(theirs)
        if left and right and not left & right:
            return False
        left, right = countries(ours), countries(theirs)
        return rank < RANK["fuzzy"] or not left or not right or bool(left & right)

    return find_components(rows, edges, order, may_join)


def _write(
    rows: dict[int, AliasRow], groups: list[list[int]], seating: Seating, order: dict[int, tuple[Any, ...]]
) -> None:
    """Open accounts, spell them, lead the aliases to them."""
    spelt = _spell_accounts(rows, groups, seating)
    with connection.cursor() as cursor:
        opened = [(*spelt[account], account) for account in sorted(seating.opened)]
        if opened:
            cursor.executemany(
                "INSERT INTO contacts_account (name, domain, country, id) VALUES (%s, %s, %s, %s)", opened
            )
        kept = [(*spelt[account], account) for account in spelt if account not in seating.opened]
        if kept:
            cursor.executemany(
                "UPDATE contacts_account SET name = %s, domain = %s, country = %s WHERE id = %s", kept
            )
        changed = [
            (seat.contact, seat.home, alias)
            for alias, seat in seating.seats.items()
            if (rows[alias].account, rows[alias].home) != (seat.contact, seat.home)
        ]
        if changed:
            cursor.executemany(
                "UPDATE contacts_accountalias SET account_id = %s, home = %s WHERE id = %s", changed
            )


def _spell_accounts(
    rows: dict[int, AliasRow], groups: list[list[int]], seating: Seating
) -> dict[int, tuple[str, str, str]]:
    """Name, domain and country of each account: from its first company record, else from its aliases."""
    records = find_company_words([int(r.value) for r in rows.values() if r.kind == "record"])
    spelt = {}
    for group in groups:
        members = [rows[alias] for alias in group]
        told = [records[int(r.value)] for r in members if r.kind == "record" and int(r.value) in records]
        domains = [r.value for r in members if r.kind == "domain"]
        names = [r for r in members if r.kind == "name"]
        name = next((t[0] for t in told if t[0]), "") or next((r.spelling for r in names if r.spelling), "")
        country = next((t[1] for t in told if t[1]), "")
        country = country or next((r.value.rpartition("|")[2] for r in names if r.value[-1] != "|"), "")
        domain = domains[0] if domains else ""
        spelt[seating.seats[group[0]].contact] = (name or domain, domain, country)
    return spelt


def find_company_words(keys: Collection[int]) -> dict[int, tuple[str, str]]:
    """The name and country that company records give."""
    found: dict[int, tuple[str, str]] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(keys)):
            cursor.execute(
                "SELECT key, company, name, country FROM ledger_sourcerecord "  # noqa: S608
                f"WHERE key IN ({marks(len(chunk))})",
                list(chunk),
            )
            found.update((row[0], (row[1] or row[2], row[3])) for row in cursor.fetchall())
    return found
