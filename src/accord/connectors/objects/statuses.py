"""Foreign statuses come down to four types by a table; what the table does not know is refused,
never guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from accord.vocabulary.channels import plain_word
from accord.vocabulary.errors import Invalid
from accord.vocabulary.issues import Issue, Level
from accord.vocabulary.status import StatusType

_HASHED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[A-Za-z0-9+/]{22}==", re.ASCII)


@lru_cache(maxsize=16_384)
def is_hashed(text: str) -> bool:
    """Whether a text was put in place of the real one: a digest in hexadecimal or base64."""
    return _HASHED.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Statuses:
    """A vendor's labels and internal values (any spelling) with the type each means."""

    types: Mapping[str, StatusType]
    labels: tuple[tuple[StatusType, str], ...] = ()  # as published, for the page of the docs

    def find(self, label: str) -> StatusType | None:
        """The type; open for a label that was replaced by a digest (it can mean nothing more);
        None when unknown.
        """
        found = self.types.get(plain_word(label))
        if found is None and label.endswith(")"):
            found = self.types.get(plain_word(label.rpartition("(")[0]))  # "Closed Won (Sales Pipeline)"
        if found is None and is_hashed(label):
            return StatusType.open
        return found

    def with_mapping(self, added: Mapping[str, Any]) -> "Statuses":
        """The table with the user's own labels added. Raises `Invalid` for a type that is none of the
        four.
        """
        types = dict(self.types)
        for label, type_name in _pairs(added):
            if type_name not in StatusType.__members__:
                raise Invalid(
                    "mapping.status_type",
                    f'"{label}" is mapped to "{type_name}", which is no type of status',
                    "use open, ongoing, won or lost",
                )
            types[plain_word(label)] = StatusType(type_name)
        return Statuses(types)


def _pairs(added: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Both ways to write it: `{"Warm": ongoing}` and `{ongoing: [Warm, Hot]}`."""
    for key, said in added.items():
        if isinstance(said, list | tuple):
            yield from ((str(label), str(key)) for label in said)
        else:
            yield str(key), str(said)


def table(text: str) -> Statuses:
    """A table from lines `type: Label | internal_value | ...`."""
    found = []
    for line in text.strip().splitlines():
        name, _, labels = line.partition(":")
        found += [(StatusType(name.strip()), label.strip()) for label in labels.split("|")]
    return Statuses({plain_word(label): kind for kind, label in found}, tuple(found))


def refuse_unknown(counts: Counter[str], column: str) -> Invalid:
    """The refusal of a whole file: each unknown status with its rows, and how to say what it means."""
    issues = [
        Issue(
            Level.error,
            "status.unknown",
            f'"{label}" stands in {count} rows and no table says what it means',
            f'add to the mapping: statuses: {{"{label}": ongoing}} (or open, won, lost)',
            path=column,
        )
        for label, count in counts.most_common()
    ]
    listed = ", ".join(f'"{label}" {count}' for label, count in counts.most_common(20))
    more = f" and {len(counts) - 20} more" if len(counts) > 20 else ""
    return Invalid(
        "status.unknown",
        f"{len(counts)} statuses of {column} are not known (value, rows): {listed}{more}",
        "add each to the mapping under statuses, as open, ongoing, won or lost",
        issues,
        counts=dict(counts),
    )
