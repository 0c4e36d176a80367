"""The personal store, asked by identity key: names and addresses for display."""

from collections.abc import Collection
from typing import NamedTuple

from accord.ledger.models import SourceRecord
from accord.ledger.sql import in_chunks

_CANONICAL = (
    "key",
    "source",
    "kind",
    "external_id",
    "name",
    "email",
    "company",
    "domain",
    "phone",
    "country",
)


class Personal(NamedTuple):
    """What a record says of a person, a company or a deal, in canonical fields; empty where unknown."""

    key: int
    source: str
    kind: str
    external_id: str
    name: str
    email: str
    company: str
    domain: str
    phone: str
    country: str


def find_personal(keys: Collection[int]) -> dict[int, Personal]:
    """The canonical fields of those keys that the personal store (still) holds; erased ones are absent."""
    found: dict[int, Personal] = {}
    for chunk in in_chunks(list(keys)):
        for row in SourceRecord.objects.filter(key__in=chunk).values_list(*_CANONICAL):
            found[row[0]] = Personal(*row)
    return found


def find_best_names(keys: Collection[int]) -> dict[int, str]:
    """A name to show for each key: the name, else the address, else nothing (the key is absent)."""
    return {key: p.name or p.email for key, p in find_personal(keys).items() if p.name or p.email}
