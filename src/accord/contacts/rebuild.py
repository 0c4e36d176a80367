"""The state of this room, reckoned anew from nothing but records, evidence and decisions."""

from accord.contacts.account_clusters import alias_order, find_alias_rows, group_aliases
from accord.contacts.alias_rows import LinkRow
from accord.contacts.clusters import group_records
from accord.contacts.evidence import ADVICE, CROWD, EvidenceRow
from accord.contacts.graph import CROWDED, Neighbourhood
from accord.contacts.models import AccountAlias, AccountLink, Evidence, Identity, Ruling
from accord.contacts.names import find_names

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
