"""The fold over all leads, under the agreement in force and under another one: the same facts, read once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.agreement.handing_over import begins_with
from accord.journey.agents import HOLD
from accord.journey.encode import ONE
from accord.journey.held import hold_back
from accord.journey.many import Folded, fold_table
from accord.measures.lead_source import source_of_leads
from accord.measures.mirror import Mirror
from accord.measures.replay.stands import Both, Lead, Stand, Under, differs
from accord.measures.sql import sql

Ints = NDArray[np.int64]
Tell = Callable[[float, str], None]
PART = 2_000_000  # facts folded at once


def fold_both(
    mirror: Mirror, now: Under, draft: Under, at: datetime, sales: frozenset[str], tell: Tell
) -> Both:
    """Every lead that qualifies under either, as of an instant; `sales` are the sources that are sales' own.

    A lead is the same under both when the same fact began it. Facts are read a part of the contacts at a time, and
    `tell` is called with the share done before each part: it may raise to stop.
    """
    rows = sum(segment.rows for segment in mirror.manifest.facts)
    parts = max(1, -(-rows // PART))
    found: list[Lead] = []
    kept: list[pa.Table] = []
    leads = facts_read = 0
    for part in range(parts):
        tell(part / parts, "folding")
        facts = mirror.arrow(sql("facts_to_fold"), {"parts": parts, "part": part, "hold": HOLD // ONE})
        facts, _held = hold_back(facts, at)
        count, mine = _fold_part(facts, now, draft, at, sales)
        leads, facts_read = leads + count, facts_read + facts.num_rows
        found += mine
        changed = {lead.contact for lead in mine if differs(lead)}
        if changed:
            kept.append(facts.filter(pc.is_in(facts["contact"], pa.array(sorted(changed), pa.int64()))))
    tell(1.0, "folding")
    return Both(tuple(sorted(found)), _together(kept), leads, facts_read)


def fold_side(facts: pa.Table, under: Under, at: datetime) -> dict[tuple[int, datetime], Stand]:
    """How each lead that qualifies stands under one agreement, by `Lead.key`."""
    side = _side(facts, under, at)
    stands, opened = _stands(side, under, facts), _instants(facts["occurred_at"].take(side["opened_by"]))
    contacts = side["contact"].to_pylist()
    return {
        key: stand for key, stand in zip(zip(contacts, opened, strict=True), stands, strict=True) if stand
    }


def _fold_part(
    facts: pa.Table, now: Under, draft: Under, at: datetime, sales: frozenset[str]
) -> tuple[int, list[Lead]]:
    """How many leads there are in all, and those that qualify under either."""
    sides = [_side(facts, under, at) for under in (now, draft)]
    began = [_ints(side["opened_by"]) for side in sides]
    everyone = np.union1d(*began)
    found = np.union1d(
        *(b[pc.is_valid(s["qualified_at"]).to_numpy()] for b, s in zip(began, sides, strict=True))
    )
    if not len(found):
        return len(everyone), []
    # A lead that qualifies under one only has its beginning under the other, too, where that begins leads alike.
    sides = [s.filter(pa.array(np.isin(b, found))) for b, s in zip(began, sides, strict=True)]
    parts = [
        _by_beginning(side, source_of_leads(facts, side, sales), under, facts)
        for side, under in zip(sides, (now, draft), strict=True)
    ]
    about = [dict(zip(side["opened_by"].to_pylist(), _about(side), strict=True)) for side in sides]
    subjects, opened = facts["subject"].take(found), _instants(facts["occurred_at"].take(found))
    contacts = _ints(facts["contact"].take(found)).tolist()
    return len(everyone), [
        _lead(
            contact, subject, when, parts[0].get(row), parts[1].get(row), about[0].get(row) or about[1][row]
        )
        for row, contact, subject, when in zip(
            found.tolist(), contacts, subjects.to_pylist(), opened, strict=True
        )
    ]


def _lead(
    contact: int,
    subject: int,
    opened_at: datetime,
    now: tuple[str, Stand] | None,
    draft: tuple[str, Stand] | None,
    about: tuple[int, bool],
) -> Lead:
    source = (now or draft or ("",))[0]
    return Lead(
        contact,
        about[0],
        subject,
        opened_at,
        source or "(empty)",
        about[1],
        now[1] if now else None,
        draft[1] if draft else None,
    )


def _about(side: pa.Table) -> Iterator[tuple[int, bool]]:
    """(number, whether anybody tried) of each pass."""
    return zip(side["number"].to_pylist(), pc.is_valid(side["attempted_at"]).to_pylist(), strict=True)


def _by_beginning(
    side: pa.Table, sources: pa.Array, under: Under, facts: pa.Table
) -> dict[int, tuple[str, Stand]]:
    stands = _stands(side, under, facts)
    named = sources.cast(pa.string()).to_pylist()
    return {
        row: (source, stand)
        for row, source, stand in zip(side["opened_by"].to_pylist(), named, stands, strict=True)
        if stand
    }


def _side(facts: pa.Table, under: Under, at: datetime) -> pa.Table:
    """The passes under one agreement, with the instant at which each left the team that took it over."""
    folded = fold_table(facts, under.tables, at)
    return folded.passes.append_column("ends_at", _ends(folded, under))


def _ends(folded: Folded, under: Under) -> pa.Array:
    """The end of a pass, or the first entry to the stage of the next team, whichever came first; null for neither."""
    passes, stays = folded.passes, folded.stays
    ended = passes["closed_at"].combine_chunks()
    ready = _next_stage(under)
    late = stays.filter(pc.greater_equal(stays["stage"], ready)) if ready is not None else stays.slice(0, 0)
    if not late.num_rows:
        return ended
    first = late.group_by(["contact", "number"]).aggregate([("entered_at", "min")])
    most = int(pc.max(passes["number"]).as_py()) + 1
    keys = _ints(first["contact"]) * most + _ints(first["number"])
    wanted = _ints(passes["contact"]) * most + _ints(passes["number"])
    places = pc.index_in(pa.array(wanted), value_set=pa.array(keys))
    entered = first["entered_at_min"].combine_chunks().take(places).cast(ended.type)
    return pc.min_element_wise(ended, entered, skip_nulls=True)


def _next_stage(under: Under) -> int | None:
    """Where the hand-off after marketing's begins, else the last stage; None where nothing is handed over."""
    document = under.document
    at = next((n for n, each in enumerate(document.handoffs) if each.from_ == "marketing"), None)
    if at is None or not under.tables.stage_ids:
        return None
    following = document.handoffs[at + 1] if at + 1 < len(document.handoffs) else None
    name = begins_with(document, following) if following else under.tables.stage_ids[-1]
    return under.tables.stage_ids.index(name) if name in under.tables.stage_ids else None


def _stands(side: pa.Table, under: Under, facts: pa.Table) -> list[Stand | None]:
    names = (*under.tables.class_names, "")
    kinds = facts["kind"].take(side["qualified_by"]).to_pylist()
    columns = [_instants(side[name]) for name in ("qualified_at", "asked_at", "ends_at")]
    classes, asked = side["klass"].to_pylist(), side["asked"].to_pylist()
    return [
        Stand(when, names[-1 if klass is None else klass], kind or 0, asked_at, by or 0, ends)
        if when
        else None
        for when, asked_at, ends, klass, kind, by in zip(*columns, classes, asked, kinds, strict=True)
    ]


def _instants(column: pa.ChunkedArray | pa.Array) -> list[Any]:
    """Instants with their zone; None where there is none."""
    return [each.replace(tzinfo=UTC) if each else None for each in column.to_pylist()]


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), np.int64)


def _together(tables: list[pa.Table]) -> pa.Table | None:
    return pa.concat_tables(tables).unify_dictionaries() if tables else None
