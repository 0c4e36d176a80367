"""Who is whose by natural names only: equal on every installation and in every order of arrival."""

from collections.abc import Iterable

from accord.contacts.models import Identity
from accord.contacts.names import Name, find_names
from accord.ledger.models import SourceRecord
from accord.vocabulary.facts import RecordKind


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


def canonical_state() -> dict[str, str]:
    """Who is whose, by natural names only: for state hashes and for tests of order independence.

    Records that were only ever named are left out: a version read and replaced may have named them.
    """
    read = SourceRecord.objects.exclude(values="").filter(kind=RecordKind.person)
    whole = set(read.values_list("key", flat=True))
    seats = list(Identity.objects.values_list("key", "contact_id"))
    names = find_names([key for key, _ in seats])
    called = name_partition(seats)
    return {"/".join(names[key]): "/".join(called[contact]) for key, contact in seats if key in whole}
