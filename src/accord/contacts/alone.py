"""New records that share evidence with nobody: each is a contact of its own, without a look at the graph."""

from collections.abc import Collection

from accord.contacts.attachment import NOWHERE, Attached, find_accounts_of_aliases
from accord.contacts.counter import Numbers
from accord.contacts.evidence import ADVICE, EvidenceRow
from accord.contacts.rows import write

INSERT_IDENTITY = (
    "INSERT INTO contacts_identity (contact_id, home, alias_id, alias_rank, version, key) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)
INSERT_CONTACT = (
    "INSERT INTO contacts_contact (id, account_id, owner, version, gone) "
    "VALUES (%s, %s, '', %s, %s) ON CONFLICT (id) DO UPDATE SET "
    "account_id = excluded.account_id, version = excluded.version, gone = excluded.gone"
)


def find_alone(new: Collection[int], added: Collection[EvidenceRow], shared: Collection[str]) -> set[int]:
    """Those of the new records whose deciding evidence nobody else shows, in the batch or before it.

    `shared`: the digests of the batch that stood already. A key that was just drawn can stand in no ruling,
    and a record that another names shares that link's digest, so nothing else can join it to anybody.
    """
    bearer: dict[str, int] = {}
    met: set[int] = set()
    for kind, digest, key in added:
        if kind in ADVICE:
            continue
        other = bearer.setdefault(digest, key)
        if other != key:
            met |= {other, key}
        elif digest in shared:
            met.add(key)
    return set(new) - met


def open_alone(keys: Collection[int], attached: Attached, numbers: Numbers) -> None:
    """Give each of these records a contact of its own, at the account it works for."""
    if not keys:
        return
    people, version = attached.people, numbers.version
    places = {key: people.get(key, NOWHERE) for key in keys}
    account_of = find_accounts_of_aliases({place.alias for place in places.values() if place.alias})
    identities, contacts = [], []
    for key, (alias, rank) in places.items():
        contact = numbers.open_contact()
        identities.append((contact, contact, alias, rank, version, key))
        contacts.append((contact, account_of.get(alias or 0), version, False))
    write(INSERT_IDENTITY, identities)
    write(INSERT_CONTACT, contacts)
    numbers.touched_contacts.update(row[0] for row in contacts)
