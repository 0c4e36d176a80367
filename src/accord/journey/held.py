"""Clicks that are held: they weigh nothing yet, and the journey may change by itself when they are released."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from accord.vocabulary.facts import Agent


def hold_back(facts: pa.Table, as_of: datetime) -> tuple[pa.Table, pa.Table]:
    """The facts with held ones as nobody's, and (contact, released_at): the first release of each contact.

    `released_at` may be absent or null: nothing is held then.
    """
    if "released_at" not in facts.column_names:
        return facts, _nothing()
    now = pa.scalar(as_of.astimezone(UTC).replace(tzinfo=None), pa.timestamp("us"))
    held = pc.fill_null(pc.greater(facts["released_at"].cast(pa.timestamp("us")), now), False)
    if not pc.any(held).as_py():
        return facts, _nothing()
    agent = pc.if_else(held, pa.scalar(int(Agent.unknown), facts["agent"].type), facts["agent"])
    waiting = facts.select(["contact", "released_at"]).filter(held)
    first = waiting.group_by("contact").aggregate([("released_at", "min")])
    first = first.rename_columns(["contact", "released_at"])
    return facts.set_column(facts.column_names.index("agent"), "agent", agent), first


def until_release(passes: pa.Table, held: pa.Table) -> pa.Table:
    """Passes whose next change is at the latest when a click of their contact is released."""
    if not held.num_rows or not passes.num_rows:
        return passes
    kind = passes.schema.field("next_change_at").type
    places = pc.index_in(passes["contact"], value_set=held["contact"].combine_chunks())
    released = held["released_at"].combine_chunks().cast(kind).take(places.combine_chunks())
    earliest = pc.min_element_wise(passes["next_change_at"].combine_chunks(), released, skip_nulls=True)
    return passes.set_column(passes.column_names.index("next_change_at"), "next_change_at", earliest)


def _nothing() -> pa.Table:
    # Not a constant: making a table loads pandas where it is installed, a second of every command's start.
    return pa.table({"contact": pa.array([], pa.int64()), "released_at": pa.array([], pa.timestamp("us"))})
