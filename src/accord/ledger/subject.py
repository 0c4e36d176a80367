"""What the ledger keeps about a subject, as plain values."""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from accord.ledger.erasure import find_rejects, find_traces
from accord.ledger.models import Act, Fact, Reject, SourceRecord
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
