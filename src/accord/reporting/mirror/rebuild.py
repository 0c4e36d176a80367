"""Build the mirror anew from the record, and say where the one that stood differs from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from accord.measures.layout import FACTS, SMALL, TOUCHES
from accord.measures.manifest import Manifest, files_of, publish, remove_strays, retire
from accord.measures.mirror import Mirror, attach
from accord.reporting.mirror.lease import writing
from accord.reporting.mirror.refresh import Refresh, find_manifest
from accord.teams.agreements import chain_at
from accord.vocabulary.errors import Refused

# What depends on the instant of the last fold, not on what happened.
_OF_THE_INSTANT = frozenset({"version", "gone", "engagement_now", "fit_now"})
_NAMED = 10
# What is said of a company counts for its people: where none are left, its row says nothing.
_COUNTS = {"companies": "WHERE account IN (SELECT account FROM people)"}
_COMPARED = (("facts", FACTS), *SMALL.items(), ("touches", TOUCHES))


@dataclass(frozen=True, slots=True)
class Difference:
    """One table in which the mirror was not what the record gives: how many keys, and the first of them."""

    table: str
    keys: int
    first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did; `differences` is empty when the mirror was right, or was not compared."""

    version: int
    facts: int
    leads: int
    compared: bool
    differences: tuple[Difference, ...]


def rebuild(folder: Path, now: datetime, *, verify: bool = False) -> Rebuilt:
    """Build anew and put it in force; with `verify`, first compare it with the standing one, caught up."""
    with writing(folder):
        versions = chain_at(now)
        standing = _standing(folder, now)
        if verify and standing.made_at:
            standing = Refresh(folder, standing, versions, now).run()
        empty = Manifest(version=standing.version, retired=standing.retired)
        fresh = Refresh(folder, empty, versions, now).prepare()
        differences = compare(folder, standing, fresh) if verify and standing.made_at else ()
        if fresh == empty:
            return Rebuilt(standing.version, 0, 0, verify, differences)
        fresh = retire(fresh, sorted(files_of(standing) - files_of(fresh)), now)
        remove_strays(folder, fresh)
        publish(folder, fresh)
    rows = sum(part.rows for part in fresh.tables.get("leads", ()))
    return Rebuilt(fresh.version, sum(s.rows for s in fresh.facts), rows, verify, differences)


def _standing(folder: Path, now: datetime) -> Manifest:
    """The manifest that stands; one that cannot be read counts as empty, with a version nobody has seen."""
    try:
        return find_manifest(folder)
    except Refused:
        return Manifest(version=int(now.timestamp()))


def compare(folder: Path, standing: Manifest, fresh: Manifest) -> tuple[Difference, ...]:
    """Table by table, the keys whose rows are not the same in two versions of a mirror."""
    old, new = attach(folder, standing), attach(folder, replace(fresh))
    try:
        found = [_differ(old, new, name, schema) for name, schema in _COMPARED]
    finally:
        old.close()
        new.close()
    return tuple(difference for difference in found if difference.keys)


def _differ(old: Mirror, new: Mirror, name: str, schema: pa.Schema) -> Difference:
    columns = [n for n in schema.names if n not in _OF_THE_INSTANT]
    # Facts and touches are compared a thousand keys at a time: ten millions would not fit in memory.
    key = f"{columns[0]} // 1000 * 1000" if name in ("facts", "touches") else columns[0]
    text = (
        f"SELECT {key} AS key, sum(hash({', '.join(columns)})::HUGEINT)::VARCHAR AS rows "  # noqa: S608
        f"FROM {name} {_COUNTS.get(name, '')} GROUP BY 1"
    )
    before = {row["key"]: row["rows"] for row in old.fetch(text)}
    after = {row["key"]: row["rows"] for row in new.fetch(text)}
    keys = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return Difference(name, len(keys), tuple(keys[:_NAMED]))
