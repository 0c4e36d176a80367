"""The state of this room, reckoned anew from nothing but records, evidence and decisions."""

from collections.abc import Iterable
from typing import Any

from accord.contacts.account_clusters import alias_order, find_alias_rows, group_aliases
from accord.contacts.alias_rows import LinkRow
from accord.contacts.clusters import group_records
from accord.contacts.evidence import ADVICE, CROWD, EvidenceRow
from accord.contacts.graph import CROWDED, Neighbourhood
from accord.contacts.models import AccountAlias, AccountLink, Evidence, Identity, Ruling
from accord.contacts.names import Name, find_names
from accord.ledger.models import SourceRecord
from accord.vocabulary.facts import RecordKind

_SLICE = 10000


def regroup_people() -> list[list[int]]:
    """Every group of records that is one person, from all evidence and rulings; canonical record first."""
    hood = Neighbourhood({})
    hood.keys = set(Identity.objects.values_list("key", flat=True).iterator(_SLICE))
    sharing: dict[str, list[int]] = {}
    rows = Evidence.objects.exclude(kind__in=sorted(ADVICE)).values_list("kind", "digest", "key")
    for row in rows.iterator(_SLICE):
        hood.add([EvidenceRow(*row)])
        sharing.setdefault(row[1], []).append(row[2])
    hood.bearers = {d: tuple(keys) if len(keys) < CROWD else CROWDED for d, keys in sharing.items()}
    hood.rulings = set(Ruling.objects.filter(active=True).values_list("left", "right", "same"))
    names = find_names(hood.keys)
    hood.keys &= names.keys()
    return group_records(hood, names)


def regroup_aliases() -> list[list[int]]:
    """Every group of aliases that is one company, from all links."""
    rows = find_alias_rows(list(AccountAlias.objects.values_list("pk", flat=True)))
    links = AccountLink.objects.values_list("left_id", "right_id", "key", "why")
    return group_aliases(rows, {LinkRow(*link) for link in links}, alias_order(rows.values()))


def name_partition(pairs: Iterable[tuple[int, int]]) -> dict[int, Name]:
    """Each group by the least natural name among its members: equal on every installation and in every order.

    `pairs` are (identity key, group).
    """
    pairs = list(pairs)
    names = find_names([key for key, _ in pairs])
    least: dict[int, Name] = {}
    for key, group in pairs:
        if key in names and (group not in least or names[key] < least[group]):
            least[group] = names[key]
    return least


def canonical_state() -> dict[str, Any]:
    """Who is whose, by natural names only: for state hashes and for tests of order independence.

    Records that were only ever named are left out: a version read and replaced may have named them.
    """
    read = SourceRecord.objects.exclude(values="").filter(kind=RecordKind.person)
    whole = set(read.values_list("key", flat=True).iterator(_SLICE))
    seats = list(Identity.objects.values_list("key", "contact_id"))
    names = find_names([key for key, _ in seats])
    called = name_partition(seats)
    return {"/".join(names[key]): "/".join(called[contact]) for key, contact in seats if key in whole}
