"""Several versions of the agreement: each pass is judged by the version in force when it began.

A version that `applies_to: open` also judges, from its beginning to its end, every pass that was still
open when it came into force. What is older than the first version is read under the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.agreement.tables import Tables
from accord.journey import kernel as k
from accord.journey.encode import microseconds
from accord.journey.live import Fact, Journey, Pass, fold_contact
from accord.journey.many import fold_table

Array = NDArray[np.int64]
_ROWS_OF_FACTS = ("opened_by", "first_touch_by", "qualified_by", "closed_by", "moved_by")


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A version and since when it holds; None: always (a draft, or the only one)."""

    tables: Tables
    since: datetime | None = None
    judges_open: bool = False  # the clause `applies_to: open`


Chain = tuple[InForce, ...]  # in the order in which they came into force; never empty


@dataclass(frozen=True, slots=True)
class Judged:
    """`many.Folded` under several versions, `judge` being the place in the chain of who judged a pass.

    Stages are those of the newest version (`stage_map`), so that a funnel can count them together.
    """

    passes: pa.Table
    stays: pa.Table


def judge(opened: Array, closed: Array, chain: Chain) -> Array:
    """Which version judges each pass; instants in microseconds, `kernel.NONE` for a pass still open."""
    found = np.zeros(len(opened), np.int64)
    for place, version in enumerate(chain[1:], 1):
        since = _since(version)
        holds = opened >= since
        if version.judges_open:
            holds |= (closed == k.NONE) | (closed > since)
        found[holds] = place
    return found


def same_passes(one: Tables, other: Tables) -> bool:
    """Whether two versions begin and end passes by the same kinds of facts."""
    return np.array_equal(one.opens, other.opens) and np.array_equal(one.closes, other.closes)


def stage_map(old: Tables, new: Tables) -> Array:
    """Where each stage of an older version stands in the newest.

    The stage of the same name; else the one of the same part (qualified, won); else the last one before it
    that still exists, on its own side of the hand-off line.
    """
    at = {name: place for place, name in enumerate(new.stage_ids)}
    parts = {old.qualified_stage: new.qualified_stage, old.won_stage: new.won_stage}
    found: list[int] = []
    for stage, name in enumerate(old.stage_ids):
        place = at.get(name, parts.get(stage, -1))
        if place < 0:
            place = found[-1] if found else 0
            last = len(new.stage_ids) - 1
            sales = stage >= old.handoff_line
            place = (
                max(place, min(new.handoff_line, last)) if sales else min(place, max(new.handoff_line - 1, 0))
            )
        found.append(place)
    return np.array(found, np.int64)


def fold_versions(facts: pa.Table, chain: Chain, as_of: datetime) -> Judged:
    """Fold a table as `many.fold_table` does, each pass under its own version.

    Everyone is folded under the newest version; under an older one only those who have a pass of its time.
    """
    newest = chain[-1].tables
    folded = fold_table(facts, newest, as_of)
    if len(chain) == 1:
        return Judged(_with_version(folded.passes, 0), folded.stays)
    alike = all(same_passes(version.tables, newest) for version in chain)
    judges, contacts = _judges(folded.passes, chain), folded.passes["contact"].to_numpy()
    parts = [_part(folded.passes, folded.stays, chain, len(chain) - 1)]
    whose = facts["contact"].to_numpy()
    for place, version in enumerate(chain[:-1]):
        rows = np.flatnonzero(np.isin(whose, contacts[judges == place])) if alike else np.arange(len(whose))
        if len(rows):
            older = fold_table(facts.take(rows), version.tables, as_of)
            passes, stays = (_in_rows(table, rows) for table in (older.passes, older.stays))
            parts.append(_part(passes, stays, chain, place))
    return _join(parts)


def fold_contact_under(facts: Iterable[Fact], chain: Chain, as_of: datetime) -> Journey:
    """The journey of one contact, each pass under its own version; stages keep their version's names."""
    ordered = sorted(facts)
    journeys = [fold_contact(ordered, version.tables, as_of) for version in chain]
    mine = sorted(
        (
            (p, place)
            for place, journey in enumerate(journeys)
            for p in journey.passes
            if _of(p, chain) == place
        ),
        key=lambda found: found[0].opened_at,
    )
    kept: list[tuple[Pass, int]] = []
    for each, place in mine:
        ended = kept[-1][0].ended_at if kept else each.opened_at
        if ended and ended <= each.opened_at:
            judged = replace(each, number=len(kept) + 1, agreement=chain[place].tables.agreement_hash)
            kept.append((judged, place))
    if not kept:
        return Journey(as_of, (), "", 0, 0, None)
    return replace(journeys[kept[-1][1]], passes=tuple(p for p, _ in kept))


def _of(each: Pass, chain: Chain) -> int:
    closed = microseconds(each.closed_at) if each.closed_at else k.NONE
    return int(judge(np.array([microseconds(each.opened_at)]), np.array([closed]), chain)[0])


def _since(version: InForce) -> int:
    return microseconds(version.since) if version.since else k.NONE


def _micros(column: pa.ChunkedArray) -> Array:
    return np.asarray(pc.fill_null(column.cast(pa.int64()), k.NONE).to_numpy(), np.int64)


def _judges(passes: pa.Table, chain: Chain) -> Array:
    return judge(_micros(passes["opened_at"]), _micros(passes["closed_at"]), chain)


def _with_version(passes: pa.Table, place: int) -> pa.Table:
    return passes.append_column("judge", pa.array(np.full(passes.num_rows, place, np.int64)))


def _in_rows(table: pa.Table, rows: Array) -> pa.Table:
    """Row numbers of some of the facts as row numbers of all."""
    for name in _ROWS_OF_FACTS:
        if name in table.column_names:
            column = pa.array(rows).take(table[name].combine_chunks())
            table = table.set_column(table.column_names.index(name), name, column)
    return table


def _part(passes: pa.Table, stays: pa.Table, chain: Chain, place: int) -> tuple[pa.Table, pa.Table]:
    """The passes that this version judges, with all its stays, under the newest version's stages."""
    mine = _with_version(passes.filter(pa.array(_judges(passes, chain) == place)), place)
    places = pa.array(stage_map(chain[place].tables, chain[-1].tables))
    return _renamed(mine, places), _with_version(_renamed(stays, places), place)


def _renamed(table: pa.Table, places: pa.Array) -> pa.Table:
    for name in {"stage", "furthest"} & set(table.column_names):
        column = places.take(table[name].combine_chunks().cast(pa.int64()))
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _join(parts: list[tuple[pa.Table, pa.Table]]) -> Judged:
    """All passes of a contact in the order they began, numbered; a pass inside another one is none."""
    passes = pa.concat_tables([p for p, _ in parts])
    passes = passes.take(pc.sort_indices(passes, [("contact", "ascending"), ("opened_at", "ascending")]))
    passes = passes.filter(pa.array(_one_at_a_time(passes)))
    contacts, old = (np.asarray(passes[name].to_numpy(), np.int64) for name in ("contact", "number"))
    first = np.flatnonzero(np.concatenate(([True], contacts[1:] != contacts[:-1]))) if len(old) else old
    number = np.arange(len(old)) - np.repeat(first, np.diff(np.append(first, len(old)))) + 1
    versions = np.asarray(passes["judge"].to_numpy(), np.int64)
    stays = [_numbered(s, contacts, old, versions, number) for _, s in parts]
    passes = passes.set_column(passes.column_names.index("number"), "number", pa.array(number))
    joined = pa.concat_tables(stays)
    order = [(name, "ascending") for name in ("contact", "number", "entered_at")]
    return Judged(passes, joined.take(pc.sort_indices(joined, order)))


def _one_at_a_time(passes: pa.Table) -> NDArray[np.bool_]:
    """Versions may begin passes by different kinds: what begins before the last one ended is no pass."""
    contacts, opened = passes["contact"].to_numpy(), _micros(passes["opened_at"])
    ended = _micros(passes["ended_at"])
    kept = np.ones(len(opened), np.bool_)
    last = -1
    doubtful = np.flatnonzero(
        (contacts[1:] == contacts[:-1]) & ((ended[:-1] == k.NONE) | (ended[:-1] > opened[1:]))
    )
    if not len(doubtful):
        return kept
    for row in range(len(opened)):
        same = last >= 0 and contacts[last] == contacts[row]
        kept[row] = not same or (ended[last] != k.NONE and ended[last] <= opened[row])
        last = row if kept[row] else last
    return kept


def _numbered(stays: pa.Table, contacts: Array, old: Array, versions: Array, number: Array) -> pa.Table:
    """The stays of the passes that are kept, under the numbers those have now."""
    if not stays.num_rows:
        return stays.drop_columns(["judge"])
    mine = np.flatnonzero(versions == stays["judge"][0].as_py())
    most = int(old.max(initial=0)) + int(stays["number"].to_numpy().max()) + 1
    keys = contacts[mine] * most + old[mine]
    order = np.argsort(keys)
    keys = keys[order]
    wanted = stays["contact"].to_numpy() * most + stays["number"].to_numpy()
    where = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    found = keys[where] == wanted if len(keys) else np.zeros(len(wanted), np.bool_)
    stays = stays.filter(pa.array(found)).drop_columns(["judge"])
    now = pa.array(number[mine][order][where[found]] if len(keys) else number[:0])
    return stays.set_column(stays.column_names.index("number"), "number", now)
