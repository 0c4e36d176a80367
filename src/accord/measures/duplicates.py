"""Duplicate leads as a mirror table: what `journey.duplicates` finds, for all contacts of several copies."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.journey import kernel as k
from accord.journey.duplicates import Beginning, Duplicate, Open, find_duplicates
from accord.journey.encode import kind_of
from accord.journey.pack import as_list
from accord.journey.versions import Chain, Judged

Copies = Mapping[int, int]  # the copy of a person that an identity key is of: `contacts.copies`


class _Did(NamedTuple):
    """A fact about one copy of a person: its row, and its kind as the fold takes it."""

    row: int
    copy: int
    kind: int


def duplicate_leads(
    facts: pa.Table, judged: Judged, chain: Chain, copies: Copies, as_of: datetime
) -> pa.Table:
    """A row per lead that was begun twice: contact, lead (which stays), opened_by, opened_at, of, source.

    `facts` as `fold_leads` takes them; `of` is the identity key that opened the lead that stays.
    """
    found = _find(facts, judged.passes, chain, copies, as_of) if copies else []
    rows = pa.array([place for _, _, place in found], pa.int64())
    opened = facts.take(rows)
    return pa.table(
        {
            "contact": opened["contact"],
            "lead": pa.array([each.number for each, _, _ in found], pa.int32()),
            "opened_by": opened["subject"],
            "opened_at": opened["occurred_at"],
            "of": facts["subject"].take(pa.array([by for _, by, _ in found], pa.int64())),
            "source": opened["source"],
        }
    )


def _find(
    facts: pa.Table, passes: pa.Table, chain: Chain, copies: Copies, as_of: datetime
) -> list[tuple[Duplicate, int, int]]:
    """Each duplicate with the row that opened the lead that stays, and its own."""
    did = _deeds(facts, copies, as_of)
    some = passes.filter(pc.is_in(passes["contact"], value_set=pa.array(list(did), passes["contact"].type)))
    names = ("contact", "number", "opened_by", "closed_by", "judge")
    found = []
    for contact, number, opened_by, closed_by, judge in zip(
        *(some[name].to_pylist() for name in names), strict=True
    ):
        roles = as_list(chain[judge].tables)
        opens = [
            Beginning(deed.row, deed.copy)
            for deed in did[contact]
            if roles[k.ROLE + deed.kind] & (k.OPENS | k.OPENS_ANEW)
        ]
        copy_of = {deed.row: deed.copy for deed in did[contact]}
        each = Open(number, opened_by, closed_by)
        found += [(d, opened_by, d.place) for d in find_duplicates([each], opens, copy_of)]
    return found


def _deeds(facts: pa.Table, copies: Copies, as_of: datetime) -> dict[int, list[_Did]]:
    """What each contact of several copies did up to now, in order."""
    about = pc.is_in(facts["subject"], value_set=pa.array(list(copies), pa.int64()))
    cut = pa.scalar(as_of.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))
    rows = np.flatnonzero(pc.and_(about, pc.less_equal(facts["occurred_at"], cut)).to_numpy())
    some = facts.take(rows)
    found: dict[int, list[_Did]] = defaultdict(list)
    columns: list[list[Any]] = [some[n].to_pylist() for n in ("contact", "subject", "kind", "value", "agent")]
    for row, contact, subject, kind, value, agent in zip(rows.tolist(), *columns, strict=True):
        found[contact].append(_Did(row, copies[subject], kind_of(kind, value or "", agent)))
    return found
