"""What the filter decided of hits, as the mirror keeps it: the latest judgement of each."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from accord.journey.agents import HOLD
from accord.ledger.hits import latest_judgements
from accord.measures.layout import INSTANT, JUDGEMENTS
from accord.measures.manifest import Manifest
from accord.measures.mirror import attach
from accord.reporting.mirror.columns import instant, to_table
from accord.vocabulary.facts import FactKind
from accord.vocabulary.hits import AgentClass

BATCH = 50_000
_CLICK = int(FactKind.email_click)


class News(NamedTuple):
    """Judgements not mirrored yet: the latest of each hit, whose they are, the number of the last."""

    rows: pa.Table
    subjects: set[int]
    last: int


def new_judgements(after: int, version: int) -> News:
    """What was decided after a number, in the mirror's columns."""
    latest: dict[int, tuple[Any, ...]] = {}
    while rows := _read(after):
        after = rows[-1][0]
        for _, seq, subject, source, own, klass, why, name, released, decided in rows:
            agent = int(AgentClass(klass).agent)
            latest[seq] = (
                seq,
                subject,
                source,
                own,
                klass,
                agent,
                why,
                name,
                released,
                decided,
                version,
                False,
            )
    table = to_table(JUDGEMENTS, [latest[seq] for seq in sorted(latest)])
    return News(table, {row[1] for row in latest.values()} - {0}, after)


def _read(after: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.seq, j.subject, f.source, f.agent, j.klass, j.why, j.version, "  # noqa: S608
            f"{instant('j.released_at')}, {instant('j.decided_at')} FROM ledger_judgement AS j "
            "JOIN ledger_fact AS f ON f.seq = j.seq WHERE j.id > %s ORDER BY j.id LIMIT %s",
            [after, BATCH],
        )
        return list(cursor.fetchall())


def next_release(folder: Path, manifest: Manifest, now: datetime) -> str:
    """When the first held click begins to weigh, as ISO; empty: none is held."""
    mirror = attach(folder, manifest)
    try:
        text = "SELECT min(released_at) AS first FROM judgements WHERE released_at > $now_at"
        first = mirror.fetch(text, {"now_at": now})[0]["first"]
    finally:
        mirror.close()
    return first.replace(tzinfo=UTC).isoformat() if first else ""


def is_past(iso: str, now: datetime) -> bool:
    """Whether an instant of a manifest has come; one that is not told never comes."""
    return bool(iso) and datetime.fromisoformat(iso) <= now


def judged(facts: pa.Table) -> pa.Table:
    """Facts of the record with the filter's word in place of their source's, and when each begins to weigh."""
    clicks = pc.equal(facts["kind"], _CLICK)
    subjects = set(facts["subject"].filter(clicks).to_pylist())
    known = latest_judgements(subjects) if subjects else {}
    agents = facts["agent"].to_pylist()
    released: list[datetime | None] = [None] * len(agents)
    for row, (seq, click, at) in enumerate(
        zip(facts["seq"].to_pylist(), clicks.to_pylist(), facts["occurred_at"].to_pylist(), strict=True)
    ):
        if seq in known:
            agents[row] = int(known[seq].klass.agent)
            released[row] = _naive(known[seq].released_at)
        elif click:
            released[row] = at + HOLD
    facts = facts.set_column(facts.column_names.index("agent"), "agent", pa.array(agents, pa.int8()))
    return facts.append_column("released_at", pa.array(released, INSTANT))


def _naive(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None)
