"""An object of an outside system, declared: its columns in every published spelling,
and what a row becomes.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accord.vocabulary.channels import plain_word

if TYPE_CHECKING:
    from accord.connectors.objects.row import Cells, Context, Said

_UNIT = re.compile(r"\s\([A-Z]{3}\)$")  # "Amount spent (EUR)": the currency is no part of the name

Read = Callable[["Cells", "Context"], "Said"]
Unknown = Callable[["Cells", "Context"], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: our key, and its spellings as published: API name first, then labels.

    Spellings match whatever their case, underscores, spaces and byte-order mark, so `HasOptedOutOfEmail`,
    `Has Opted Out Of Email` and `has_opted_out_of_email` are one.
    """

    key: str
    spellings: tuple[str, ...]
    words: tuple[str, ...]  # the spellings as they are compared


@dataclass(frozen=True, slots=True)
class Object:
    """One kind of file, recognised by its header.

    `needs` are sets of keys of which one each must be there; `never` spells what must not be. `whole`: every
    column must be known (an id and a name could be anybody's). Without one of the keys `sure` it is weak.
    `read` is None where the file is known and gives no rows of its own; `becomes` then says why.
    `links`: the keys and the helper tables that say of whom a row is.
    `unknown` gives a row's status that no table knows (empty: all is well).
    """

    name: str
    becomes: str
    columns: tuple[Column, ...]
    needs: tuple[frozenset[str], ...]
    read: Read | None = None
    never: frozenset[str] = frozenset()
    unknown: Unknown | None = None
    dates: frozenset[str] = field(default_factory=frozenset)
    whole: bool = False
    sure: frozenset[str] = field(default_factory=frozenset)
    links: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), ())


def columns(text: str) -> tuple[Column, ...]:
    """Columns from a small table: `key: ApiName | Label | Other label`, one a line;
    a key may go on in the next.
    """
    found: dict[str, list[str]] = {}
    for line in text.strip().splitlines():
        key, _, spellings = line.partition(":")
        found.setdefault(key.strip(), []).extend(s.strip() for s in spellings.split("|"))
    return tuple(
        Column(key, tuple(spellings), tuple(plain_word(s) for s in spellings))
        for key, spellings in found.items()
        if key
    )


def needs(*alternatives: str) -> tuple[frozenset[str], ...]:
    """`needs("id", "email | name")`: the id, and one of the two."""
    return tuple(frozenset(k.strip() for k in keys.split("|")) for keys in alternatives)


def never(text: str) -> frozenset[str]:
    """Spellings that belong to another object, separated by `|`."""
    return frozenset(plain_word(s) for s in text.split("|"))


def find_columns(
    declared: Iterable[Column], header: tuple[str, ...], prefix: str = ""
) -> dict[str, tuple[int, ...]]:
    """Where each key stands in a header: places in order of preference (spelling order, then file order).

    `prefix` is what a copying tool puts before each property (`property_`); the bare spelling comes first.
    """
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(plain_word(_UNIT.sub("", name)), []).append(place)
    prefixed = prefix and any(word.startswith(prefix) for word in places)
    found = {}
    for column in declared:
        seen = [p for w in column.words if w in places for p in places[w]]
        if prefixed:
            seen += [p for w in column.words if prefix + w in places for p in places[prefix + w]]
        if seen:
            found[column.key] = tuple(dict.fromkeys(seen))
    return found
