"""Whose journey a deal ends: one contact, so that it is counted once.

The persons named in the deal come first; without any, the account's persons who were there before the
deal was. Among several it is the one with the earliest lead, ties by natural name.
"""

from collections.abc import Collection, Iterable
from typing import Any

from accord.contacts.counter import Numbers
from accord.contacts.follow import LEADS_UP_TO, any_deals
from accord.contacts.rows import ask, write
from accord.vocabulary.facts import FactKind

_NAMED = (
    "SELECT p.deal_key, i.contact_id FROM contacts_dealperson p "
    "JOIN contacts_identity i ON i.key = p.person_key WHERE p.deal_key IN ({})"
)
_ALONE = "NOT EXISTS (SELECT 1 FROM contacts_dealperson p WHERE p.deal_key = d.key)"
_ALONE_IN = (
    "SELECT d.key, a.account_id FROM contacts_deal d JOIN contacts_accountalias a ON a.id = d.alias_id "  # noqa: S608
    f"WHERE {_ALONE} AND d.key IN ({{}})"
)


def settle_deals(numbers: Numbers, deals: Collection[int] = ()) -> None:
    """Choose the contact of every deal that this transaction may have changed, and of `deals`."""
    if not any_deals():
        return
    near = set(deals) | {
        row[0]
        for row in ask(
            "SELECT p.deal_key FROM contacts_identity i JOIN contacts_dealperson p ON p.person_key = i.key "
            "WHERE i.contact_id IN ({})",
            numbers.touched_contacts,
        )
    }
    accounts = numbers.touched_accounts | {
        row[0]
        for row in ask("SELECT account_id FROM contacts_contact WHERE id IN ({})", numbers.touched_contacts)
        if row[0] is not None
    }
    near |= {
        row[0]
        for row in ask(
            "SELECT d.key FROM contacts_deal d JOIN contacts_accountalias a ON a.id = d.alias_id "  # noqa: S608
            f"WHERE {_ALONE} AND a.account_id IN ({{}})",
            accounts,
        )
    }
    choose_contacts(near, numbers)


def choose_contacts(deals: Collection[int], numbers: Numbers) -> None:
    """Write each deal's contact and account, where they changed."""
    named, alone = ask(_NAMED, deals), ask(_ALONE_IN, deals)
    chosen = _earliest(named, _first_leads({row[1] for row in named}))
    if alone:
        chosen |= _choose_nearby(alone)
    standing = {
        row[0]: row[1:]
        for row in ask(
            "SELECT d.key, d.contact, d.account_id, a.account_id FROM contacts_deal d "
            "LEFT JOIN contacts_accountalias a ON a.id = d.alias_id WHERE d.key IN ({})",
            deals,
        )
    }
    homes = dict(ask("SELECT id, account_id FROM contacts_contact WHERE id IN ({})", set(chosen.values())))
    rows = []
    for deal, (contact, account, shown) in standing.items():
        new = chosen.get(deal, 0)
        place = shown if shown is not None else homes.get(new)
        if (contact, account) != (new, place):
            rows.append((new, place, numbers.version, deal))
    write("UPDATE contacts_deal SET contact = %s, account_id = %s, version = %s WHERE key = %s", rows)


def _choose_nearby(alone: Collection[tuple[int, int]]) -> dict[int, int]:
    """For deals that name nobody: the account's earliest lead, if it was there before the deal was."""
    people = ask(
        "SELECT account_id, id FROM contacts_contact WHERE NOT gone AND account_id IN ({})",
        {account for _, account in alone},
    )
    started = _first_leads({contact for _, contact in people})
    first = _earliest([pair for pair in people if pair[1] in started], started)
    created = _created({deal for deal, _ in alone})
    return {
        deal: first[account]
        for deal, account in alone
        if account in first and (deal not in created or started[first[account]] <= created[deal])
    }


def _first_leads(contacts: Collection[int]) -> dict[int, Any]:
    """When each contact was first heard of, as the database orders instants."""
    return dict(
        ask(
            "SELECT i.contact_id, MIN(f.occurred_at) FROM contacts_identity i "
            "JOIN ledger_fact f ON f.subject = i.key "
            "WHERE f.kind <= %s AND i.contact_id IN ({}) GROUP BY i.contact_id",
            contacts,
            LEADS_UP_TO,
        )
    )


def _created(deals: Collection[int]) -> dict[int, Any]:
    """When each deal was opened, as far as its source says."""
    return dict(
        ask(
            "SELECT subject, MIN(occurred_at) FROM ledger_fact "
            "WHERE kind = %s AND subject IN ({}) GROUP BY subject",
            deals,
            int(FactKind.deal_created),
        )
    )


def _earliest(candidates: Iterable[tuple[int, int]], started: dict[int, Any]) -> dict[int, int]:
    """The candidate of each deal or account with the earliest lead; ties by the least natural name."""
    first: dict[int, list[int]] = {}
    for whose, contact in candidates:
        held = first.setdefault(whose, [contact])
        if contact in held:
            continue
        ours, theirs = started.get(contact), started.get(held[0])
        if ours == theirs:
            held.append(contact)
        elif theirs is None or (ours is not None and ours < theirs):
            first[whose] = [contact]
    tied = {contact for held in first.values() if len(held) > 1 for contact in held}
    names: dict[int, tuple[str, ...]] = {}
    for contact, *name in ask(
        "SELECT i.contact_id, r.source, r.kind, r.external_id FROM contacts_identity i "
        "JOIN ledger_sourcerecord r ON r.key = i.key WHERE i.contact_id IN ({})",
        tied,
    ):
        names[contact] = min(tuple(name), names.get(contact, tuple(name)))

    return {whose: min(held, key=lambda c: names.get(c, ())) for whose, held in first.items()}
