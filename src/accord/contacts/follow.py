"""What facts say about contacts: who owns them. Facts are followed by sequence number, each once."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

from accord.contacts.counter import Numbers
from accord.contacts.rows import ask, write
from accord.vocabulary.facts import FactKind

OWNED = int(FactKind.owner_assigned)
LEADS_UP_TO = int(FactKind.work_address_known)  # kinds that can open a lead: touches, and what a source says


def follow_facts(numbers: Numbers) -> None:
    """Take in the facts that arrived since the last look: owners change, deals may belong to someone else."""
    after = numbers.seen_fact
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(seq), MAX(CASE WHEN kind = %s THEN 1 ELSE 0 END) FROM ledger_fact WHERE seq > %s",
            [OWNED, after],
        )
        last, any_owned = cursor.fetchone()
    if last is None:
        return
    numbers.seen_fact = last
    if any_owned:
        owned = _subjects("kind = %s", OWNED, after)
        refresh_owners(find_contacts_of(owned), numbers)
        refresh_deal_owners(owned, numbers)
    if any_deals():
        numbers.touched_contacts |= find_contacts_of(_subjects("kind <= %s", LEADS_UP_TO, after))


def _subjects(which: str, kind: int, after: int) -> set[int]:
    """Whom the facts of some kinds that came after a sequence number are about."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT subject FROM ledger_fact WHERE seq > %s AND {which}",  # noqa: S608
            [after, kind],
        )
        return {row[0] for row in cursor.fetchall()}


def any_deals() -> bool:
    """Whether there is a deal at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM contacts_deal LIMIT 1")
        return cursor.fetchone() is not None


def find_contacts_of(keys: Collection[int]) -> set[int]:
    """The contacts these identity keys belong to now."""
    return {row[0] for row in ask("SELECT contact_id FROM contacts_identity WHERE key IN ({})", keys)}


def refresh_owners(contacts: Collection[int], numbers: Numbers) -> None:
    """The owner of each contact: by the latest assignment to any of its records."""
    said = ask(
        "SELECT i.contact_id, f.occurred_at, f.source, f.source_id, f.actor FROM contacts_identity i "
        "JOIN ledger_fact f ON f.subject = i.key WHERE f.kind = %s AND i.contact_id IN ({})",
        contacts,
        OWNED,
    )
    owners = _latest(said)
    standing = dict(ask("SELECT id, owner FROM contacts_contact WHERE id IN ({})", contacts))
    changed = [c for c, owner in standing.items() if owner != owners.get(c, "")]
    write(
        "UPDATE contacts_contact SET owner = %s, version = %s WHERE id = %s",
        [(owners.get(contact, ""), numbers.version, contact) for contact in changed],
    )
    write(
        "UPDATE contacts_identity SET version = %s WHERE contact_id = %s",
        [(numbers.version, contact) for contact in changed],
    )


def refresh_deal_owners(keys: Collection[int], numbers: Numbers) -> None:
    """The owner of each deal: by its latest assignment."""
    said = ask(
        "SELECT d.key, f.occurred_at, f.source, f.source_id, f.actor FROM contacts_deal d "
        "JOIN ledger_fact f ON f.subject = d.key WHERE f.kind = %s AND d.key IN ({})",
        keys,
        OWNED,
    )
    write(
        "UPDATE contacts_deal SET owner = %s, version = %s WHERE key = %s",
        [(owner, numbers.version, key) for key, owner in _latest(said).items()],
    )


def _latest(said: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """The last word about each, by (occurred_at, source, source id)."""
    return {row[0]: row[4] for row in sorted(said, key=lambda row: row[1:4])}
