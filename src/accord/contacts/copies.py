"""Several copies of one person: records that a merge, or evidence, made one, and that were two before.

A vendor's own link (a converted lead, ids the vendor merged) makes one copy: the system itself says so. So
do records of different systems that evidence joins: each team keeps one of the person. Two records of
one system are two copies, and so are records that only somebody's merge holds together. Derived from the
records, the evidence and the decisions that stand; nothing is kept, so an unmerge leaves no trace.
"""

from collections.abc import Collection, Iterable, Sequence

from accord.contacts.clusters import group_records
from accord.contacts.components import Edge, find_components
from accord.contacts.evidence import Kind
from accord.contacts.graph import Neighbourhood
from accord.contacts.models import Ruling
from accord.contacts.names import Name, find_names
from accord.contacts.rows import ask

_VENDORS = frozenset({Kind.said, Kind.link, Kind.linked})
# Never read themselves, only named by others: no record that a team keeps.
_NAMED_ONLY = (
    "SELECT key FROM ledger_sourcerecord WHERE "
    "(\"values\" = '' OR external_id LIKE 'email:%%' OR external_id LIKE 'recipient:%%') AND key IN ({})"
)


def find_copies(contacts: Collection[int]) -> dict[int, int]:
    """The copy each record is of, by identity key, counted from 0 within its contact.

    Contacts of which there is one copy are left out. Which copy has which number follows the records'
    natural names: the same in every order of arrival.
    """
    held: dict[int, list[int]] = {}
    for key, contact in ask(
        "SELECT key, contact_id FROM contacts_identity WHERE contact_id IN ({})", contacts
    ):
        held.setdefault(contact, []).append(key)
    several = {contact: keys for contact, keys in held.items() if len(keys) > 1}
    everyone = [key for keys in several.values() for key in keys]
    names = find_names(everyone)
    named_only = {row[0] for row in ask(_NAMED_ONLY, everyone)}
    ruled = _merged_by_hand(everyone)
    doubtful = [
        keys
        for keys in several.values()
        if not ruled.isdisjoint(keys) or _one_system(keys, names, named_only)
    ]
    if not doubtful:
        return {}
    copies = _number_copies(doubtful, names, named_only)
    return copies | _copies_of_deals(copies, names)


def find_merged_by_hand() -> set[int]:
    """The contacts that somebody's merge holds together."""
    keys = {
        key
        for pair in Ruling.objects.filter(active=True, same=True).values_list("left", "right")
        for key in pair
    }
    return {row[0] for row in ask("SELECT contact_id FROM contacts_identity WHERE key IN ({})", keys)}


def _merged_by_hand(keys: Collection[int]) -> set[int]:
    standing = Ruling.objects.filter(active=True, same=True)
    return {key for pair in standing.values_list("left", "right") for key in pair} & set(keys)


def _one_system(keys: Iterable[int], names: dict[int, Name], named_only: set[int]) -> bool:
    """Whether two of these records are of one system."""
    sources = [names[key][0] for key in keys if key in names and key not in named_only]
    return len(sources) > len(set(sources))


def _number_copies(
    contacts: Sequence[Sequence[int]], names: dict[int, Name], named_only: set[int]
) -> dict[int, int]:
    hood = Neighbourhood({})
    hood.explore([key for keys in contacts for key in keys])
    hood.keys &= names.keys()
    hood.rulings = {ruling for ruling in hood.rulings if not ruling[2]}
    whose = {key: number for number, keys in enumerate(contacts) for key in keys}
    copies: dict[int, int] = {}
    used: dict[int, int] = {}
    for group in group_records(hood, names):
        contact = whose[group[0]]
        first = used.get(contact, 0)
        for place, units in enumerate(_copies_of(_units(group, hood, names), names, named_only)):
            copies |= dict.fromkeys((key for unit in units for key in unit), first + place)
            used[contact] = first + place + 1
    return {key: copy for key, copy in copies.items() if used[whose[key]] > 1}


def _copies_of_deals(copies: dict[int, int], names: dict[int, Name]) -> dict[int, int]:
    """A deal counts for the copy whose record it names; of several, the first by natural name."""
    deals: dict[int, int] = {}
    named = ask(
        "SELECT p.deal_key, p.person_key FROM contacts_dealperson p "
        "JOIN contacts_identity i ON i.key = p.person_key "
        "JOIN contacts_deal d ON d.key = p.deal_key AND d.contact = i.contact_id "
        "WHERE p.person_key IN ({})",
        copies,
    )
    for deal, person in sorted(named, key=lambda row: names[row[1]], reverse=True):
        deals[deal] = copies[person]
    return deals


def _units(group: Sequence[int], hood: Neighbourhood, names: dict[int, Name]) -> list[list[int]]:
    """The records that a vendor itself calls one, in natural order."""
    edges = []
    for digest in {digest for key in group for digest in hood.digests_of.get(key, ())}:
        bearers = [key for key in hood.bearers.get(digest, ()) if key in hood.keys]
        if hood.kind_of[digest] in _VENDORS and bearers:
            edges += [Edge(0, bearers[0], other) for other in bearers[1:]]
    members = set(group)
    return find_components(group, [e for e in edges if {e.left, e.right} <= members], names)


def _copies_of(
    units: Sequence[list[int]], names: dict[int, Name], named_only: set[int]
) -> list[list[list[int]]]:
    """Units as copies: each joins the first copy that has no record of its systems yet."""
    copies: list[list[list[int]]] = []
    systems: list[set[str]] = []
    for unit in units:
        its = {names[key][0] for key in unit if key not in named_only}
        place = next((n for n, there in enumerate(systems) if there.isdisjoint(its)), len(copies))
        if place == len(copies):
            copies.append([])
            systems.append(set())
        copies[place].append(unit)
        systems[place] |= its
    return copies
