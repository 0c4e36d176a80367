"""Leads, stays and duplicates as mirror tables: the fold's output, with where each lead came from beside it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from accord.journey.agents import HOLD
from accord.journey.encode import ONE
from accord.journey.held import hold_back, until_release
from accord.journey.versions import Chain, fold_versions
from accord.measures.duplicates import Copies, duplicate_leads
from accord.measures.layout import DUPLICATES, LEADS, STAYS
from accord.measures.lead_source import source_of_leads
from accord.measures.mirror import Mirror
from accord.measures.sql import sql

PART = 2_000_000  # facts folded at once


class LeadTables(NamedTuple):
    """Rows of `leads`, `stays`, `duplicates`; contacts without facts that open a lead have none."""

    leads: pa.Table
    stays: pa.Table
    duplicates: pa.Table


class Whose(NamedTuple):
    """What the fold is told beside the facts: sales' own sources, records that are copies, marketing's people."""

    sales: frozenset[str] = frozenset()
    copies: Copies = MappingProxyType({})
    marketers: tuple[str, ...] = ()  # every name of theirs: what they try is no attempt of sales


def fold_leads(
    facts: pa.Table,
    chain: Chain,
    as_of: datetime,
    version: int,
    whose: Whose = Whose(),  # noqa: B008 - frozen
) -> LeadTables:
    """Fold facts that carry their contact, in (contact, occurred_at, source, tie) order.

    Each lead is judged by its own version of the agreement.
    """
    facts, held = hold_back(facts, as_of)
    folded = fold_versions(facts, chain, as_of)
    passes = until_release(folded.passes, held)
    folded = replace(folded, passes=passes)
    leads = passes.append_column("lead", passes["number"])
    opened_by = facts["subject"].take(passes["opened_by"])
    leads = leads.set_column(leads.column_names.index("opened_by"), "opened_by", opened_by)
    leads = leads.append_column("source", source_of_leads(facts, passes, whose.sales))
    hashes = pa.array([each.tables.agreement_hash for each in chain])
    leads = leads.append_column(
        "agreement", hashes.take(passes["judge"].combine_chunks()).dictionary_encode()
    )
    stays = folded.stays.append_column("lead", folded.stays["number"])
    twice = duplicate_leads(facts, folded, chain, whose.copies, as_of)
    return LeadTables(
        _shaped(leads, LEADS, version), _shaped(stays, STAYS, version), _shaped(twice, DUPLICATES, version)
    )


def fold_all(
    mirror: Mirror,
    chain: Chain,
    as_of: datetime,
    version: int,
    whose: Whose = Whose(),  # noqa: B008 - frozen
) -> Iterator[LeadTables]:
    """Fold every contact of a mirror, a part of the contacts at a time so that memory stays bounded."""
    rows = sum(segment.rows for segment in mirror.manifest.facts)
    parts = max(1, -(-rows // PART))
    for part in range(parts):
        bound = {"parts": parts, "part": part, "hold": HOLD // ONE}
        facts = mirror.arrow(sql("facts_to_fold"), bound)
        yield fold_leads(facts, chain, as_of, version, whose)


def sort_facts(facts: pa.Table) -> pa.Table:
    """The ledger's own order within each contact."""
    if pa.types.is_dictionary(facts.schema.field("source").type):
        facts = facts.set_column(
            facts.column_names.index("source"), "source", facts["source"].cast(pa.string())
        )
    order = pc.sort_indices(facts, [(n, "ascending") for n in ("contact", "occurred_at", "source", "tie")])
    return facts.take(order)


def gone(schema: pa.Schema, keys: list[int], version: int) -> pa.Table:
    """Rows that take keys out of a small table."""
    columns = {
        field.name: pa.nulls(len(keys), field.type)
        for field in schema
        if field.name not in ("version", "gone")
    }
    columns[schema.names[0]] = pa.array(keys, schema.field(0).type)
    columns["version"] = pa.array([version] * len(keys), pa.int64())
    columns["gone"] = pa.array([True] * len(keys), pa.bool_())
    return pa.table(columns, schema=schema)


def _shaped(table: pa.Table, schema: pa.Schema, version: int) -> pa.Table:
    rows = table.num_rows
    table = table.append_column("version", pa.array([version] * rows, pa.int64()))
    table = table.append_column("gone", pa.array([False] * rows, pa.bool_()))
    return table.select(schema.names).cast(schema)
