"""What was read and what was refused: the imports, and each refused row with its remedy."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from accord.ledger.models import Import, Reject
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file that was read. `state`: running, done, cancelled, failed."""

    id: int
    source: str
    connector: str
    file_name: str
    state: str
    line: int
    accepted: int
    rejected: int
    skipped: int
    facts_new: int
    facts_known: int
    started_at: datetime
    finished_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One refused row: where, what was seen, why, what to do."""

    line: int
    column: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Rejects:
    """A page of refused rows in file order, and how many there are of each reason."""

    rows: tuple[RejectRow, ...]
    by_reason: tuple[tuple[str, int], ...]
    total: int
    next_offset: int | None


def find_imports(viewer: Viewer, limit: int = 200) -> list[ImportRow]:
    """The files that were read, the newest first."""
    require(viewer, Right.see_trust)
    return [_row(each) for each in Import.objects.order_by("-id")[:limit]]


def get_import(viewer: Viewer, import_id: int) -> ImportRow:
    """One of them."""
    require(viewer, Right.see_trust)
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise NotFound("import.unknown", f"there is no import {import_id}", "look at the list of imports")
    return _row(found)


def find_rejects(
    viewer: Viewer, import_id: int, *, reason: str = "", offset: int = 0, limit: int = 100
) -> Rejects:
    """The refused rows of an import. They show values of people, so it takes the right to import."""
    require(viewer, Right.import_files)
    every = Reject.objects.filter(import_id=import_id)
    counted = every.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason")
    chosen = every.filter(reason=reason) if reason else every
    total = chosen.count()
    page = chosen.order_by("line")[offset : offset + limit]
    rows = tuple(RejectRow(r.line, r.column, r.value, r.reason, r.remedy) for r in page)
    following = offset + limit if offset + limit < total else None
    return Rejects(rows, tuple(counted), total, following)


def _row(each: Import) -> ImportRow:
    return ImportRow(
        each.pk,
        each.source,
        each.connector,
        each.file_name,
        each.state,
        each.cursor,
        each.accepted,
        each.rejected,
        each.skipped,
        each.facts_new,
        each.facts_known,
        each.started_at,
        each.finished_at,
        each.error,
    )
