"""What the ledger keeps about a subject, as plain values."""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from accord.ledger.erasure import Traces, find_cells, find_mentions, find_rejects, find_traces
from accord.ledger.erasure_places import of_them, stands_in
from accord.ledger.models import (
    Act,
    Fact,
    HitEvidence,
    Judgement,
    OutboxMessage,
    Reject,
    SourceRecord,
    SyncConflict,
    SyncHeld,
    SyncWrite,
)
from accord.vocabulary.facts import Agent, FactKind


def collect_records(keys: Collection[int]) -> list[dict[str, Any]]:
    """The source records, whole: the row as it stood, and the canonical fields."""
    rows = SourceRecord.objects.filter(key__in=list(keys)).order_by("source", "kind", "external_id").values()
    return [row | {"values": json.loads(row["values"]) if row["values"] else {}} for row in rows]


def collect_facts(keys: Collection[int]) -> list[dict[str, Any]]:
    """Every fact about these keys, in order of occurrence, kinds in words."""
    rows = Fact.objects.filter(subject__in=list(keys)).order_by("occurred_at", "source", "source_id").values()
    return [row | {"kind": FactKind(row["kind"]).name, "agent": Agent(row["agent"]).name} for row in rows]


def collect_acts(keys: Collection[int]) -> list[dict[str, Any]]:
    """Every decision and human act about these keys."""
    keys = list(keys)
    rows = Act.objects.filter(Q(subject__in=keys) | Q(other__in=keys)).order_by("id").values()
    return [dict(row) for row in rows]


def collect_rejects(keys: Collection[int]) -> list[dict[str, Any]]:
    """Refused rows whose value holds an address or a name of theirs."""
    rows = Reject.objects.filter(id__in=find_rejects(find_traces(keys))).order_by("id").values()
    return [dict(row) for row in rows]


def collect_hits(keys: Collection[int]) -> list[dict[str, Any]]:
    """What was told of their clicks and visits."""
    return [dict(row) for row in HitEvidence.objects.filter(subject__in=list(keys)).order_by("id").values()]


def collect_judgements(keys: Collection[int]) -> list[dict[str, Any]]:
    """Every judgement of these hits: who was thought to stand behind each, and why."""
    return [dict(row) for row in Judgement.objects.filter(subject__in=list(keys)).order_by("id").values()]


def collect_live(traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """What was meant to stand in their records of connected systems, what contradicted, what waits, what is sent."""
    writes = [dict(row) for row in SyncWrite.objects.filter(of_them(traces)).order_by("id").values()]
    stands = stands_in(traces)
    sent = {row["message_id"] for row in writes}
    messages = OutboxMessage.objects.order_by("id").values()
    return {
        "writes": writes,
        "conflicts": [
            dict(row) for row in SyncConflict.objects.filter(of_them(traces)).order_by("id").values()
        ],
        "held_rows": [
            dict(row) for row in SyncHeld.objects.filter(external_id__in=traces.ids).order_by("id").values()
        ],
        "messages": [
            dict(row) for row in messages if row["message_id"] in sent or stands(repr(row["payload"]))
        ],
    }


def collect_mentions(traces: Traces) -> list[dict[str, Any]]:
    """Cells of other records that hold their address, name or id, and what a browser claimed with one."""
    found = []
    for row in SourceRecord.objects.filter(key__in=find_mentions(traces)).order_by("key"):
        cells = json.loads(row.values) if row.values else {}
        theirs = find_cells(cells, traces)
        found.append(
            {"source": row.source, "kind": row.kind, "cells": {name: cells[name] for name in theirs}}
        )
    return found
