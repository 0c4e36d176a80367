"""What was told of hits, and how they were judged. Expects a transaction of the caller where it writes."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from accord.ledger.jobs import enqueue_job
from accord.ledger.models import FilterCursor, HitEvidence, Judgement
from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import bind, in_chunks, marks, take_turn
from accord.vocabulary.facts import FactKind, Ref
from accord.vocabulary.hits import AgentClass, Evidence, LinkRole, Verdict

JUDGE = "judge_hits"
EVIDENCE_KEPT = timedelta(days=30)  # addresses, even cut to networks, are needed no longer
_KIND, _AT = 0, 1
_DEFAULTS = Evidence()
_INSERT = (
    "INSERT INTO ledger_hitevidence (source, source_id, subject, occurred_at, block, said, received_at) "  # noqa: S608
    f"VALUES ({marks(7)}) ON CONFLICT (source, source_id) DO NOTHING"
)
_APPEND = (
    "INSERT INTO ledger_judgement (seq, subject, klass, why, version, occurred_at, released_at, decided_at) "  # noqa: S608
    f"VALUES ({marks(8)})"
)


class Judged(NamedTuple):
    """The judgement of one fact. `released_at`: from when on it counts; None: never."""

    seq: int
    subject: int
    klass: AgentClass
    why: str
    version: str
    occurred_at: datetime
    released_at: datetime | None


def record_evidence(
    source: str, facts: Iterable[ReadyFact], keys: Mapping[Ref, int], *, now: datetime
) -> None:
    """Keep what was told of these facts' hits, and ask for their judgement."""
    hits = [
        fact for fact in facts if fact.evidence is not None or fact.columns[_KIND] == FactKind.email_click
    ]
    if not hits:
        return
    received = bind(now)
    rows = [
        (
            source,
            hit.source_id,
            keys[hit.about],
            hit.columns[_AT],
            hit.evidence.block,
            encode(hit.evidence),
            received,
        )
        for hit in hits
        if hit.evidence is not None and hit.about is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
    enqueue_job(JUDGE, "new", due_at=now)


def encode(evidence: Evidence) -> str:
    """Evidence as JSON: what differs from the defaults, but the network, which is a column."""
    said = {
        name: value
        for name, value, default in zip(Evidence._fields, evidence, _DEFAULTS, strict=True)
        if value != default and name != "block"
    }
    if evidence.delivered_at is not None:
        said["delivered_at"] = evidence.delivered_at.isoformat()
    return json.dumps(said, ensure_ascii=False).replace("\\u0000", "")


def decode(said: str, block: str) -> Evidence:
    """The evidence again."""
    values: dict[str, Any] = json.loads(said)
    if "delivered_at" in values:
        values["delivered_at"] = datetime.fromisoformat(values["delivered_at"])
    for name, kind in (("link_role", LinkRole), ("verdict", Verdict)):
        if name in values:
            values[name] = kind(values[name])
    return Evidence(block=block, **values)


def find_evidence(subjects: Collection[int]) -> dict[tuple[str, str], Evidence | None]:
    """What was told of these subjects' hits, by the fact's natural key; None: it has expired."""
    found: dict[tuple[str, str], Evidence | None] = {}
    columns = ("source", "source_id", "block", "said", "received_at")
    for chunk in in_chunks(list(subjects)):
        rows = HitEvidence.objects.filter(subject__in=chunk)
        for source, source_id, block, said, received in rows.values_list(*columns):
            found[(source, source_id)] = None if received is None else decode(said, block)
    return found


def find_subjects_at(places: Iterable[tuple[str, datetime, datetime]]) -> set[int]:
    """The subjects of hits from these networks, each from an instant to before another."""
    found: set[int] = set()
    for block, start, end in places:
        rows = HitEvidence.objects.filter(block=block, occurred_at__gte=start, occurred_at__lt=end)
        found.update(rows.values_list("subject", flat=True).distinct())
    return found


def latest_judgements(subjects: Collection[int]) -> dict[int, Judged]:
    """The judgement that counts of each judged fact of these subjects, by the fact's sequence."""
    found: dict[int, Judged] = {}
    for chunk in in_chunks(list(subjects)):
        rows = Judgement.objects.filter(subject__in=chunk).order_by("id")
        for row in rows.values_list(*Judged._fields):
            found[row[0]] = Judged(*row)._replace(klass=AgentClass(row[2]))
    return found


def append_judgements(rows: Collection[Judged], *, now: datetime) -> None:
    """Append; what was judged before stays to be read."""
    take_turn()
    decided = bind(now)
    with connection.cursor() as cursor:
        cursor.executemany(
            _APPEND,
            [(*row[:5], bind(row.occurred_at), bind(row.released_at), decided) for row in rows],
        )


def judgements_after(last: int, limit: int) -> Iterator[tuple[Any, ...]]:
    """Judgements in order of decision, as (id, seq, subject, klass, why, version, released_at, decided_at)."""
    rows = Judgement.objects.filter(id__gt=last).order_by("id")
    columns = ("id", "seq", "subject", "klass", "why", "version", "released_at", "decided_at")
    yield from rows.values_list(*columns)[:limit]


def newest_judgement() -> int:
    """The number of the last judgement; 0 without any."""
    last = Judgement.objects.order_by("-id").values_list("id", flat=True).first()
    return last or 0


def filter_cursor() -> int:
    """The ledger sequence up to which every hit was judged."""
    return FilterCursor.objects.filter(name="hits").values_list("seq", flat=True).first() or 0


def move_cursor(seq: int) -> None:
    """All hits up to this sequence are judged."""
    FilterCursor.objects.update_or_create(name="hits", defaults={"seq": seq})


def find_place(name: str) -> int | None:
    """Where unfinished work of this name stopped; None where it never began."""
    return FilterCursor.objects.filter(name=name).values_list("seq", flat=True).first()


def keep_place(name: str, seq: int) -> None:
    """Work of this name is done up to here."""
    FilterCursor.objects.update_or_create(name=name, defaults={"seq": seq})


def forget_places(beginning: str) -> None:
    """The work whose names begin so is finished, or overtaken."""
    FilterCursor.objects.filter(name__startswith=beginning).delete()


def expire_evidence(now: datetime) -> int:
    """Blank what was told longer ago than it is kept; the judgements stay, and are not made anew without it.

    Returns how many rows, a bounded number at a time: call it until nothing is left.
    """
    old = HitEvidence.objects.filter(received_at__lt=now - EVIDENCE_KEPT).values_list("id", flat=True)
    return HitEvidence.objects.filter(id__in=list(old[:500])).update(block="", said="{}", received_at=None)


def forget_evidence(subjects: Collection[int]) -> int:
    """Delete what was told of these subjects' hits: part of erasing a person."""
    return sum(
        HitEvidence.objects.filter(subject__in=chunk).delete()[0] for chunk in in_chunks(list(subjects))
    )
