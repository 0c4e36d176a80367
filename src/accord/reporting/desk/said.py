"""What customers said at the outcome, searched: their questions, where they inform themselves, their challenges."""

from dataclasses import dataclass
from datetime import datetime

from accord.handoffs.models import Handoff
from accord.handoffs.words import find_words
from accord.reporting.desk.record_said import RecordSaid, find_record_said
from accord.reporting.desk.rows import make_rows
from accord.teams.figures import figures_seen
from accord.vocabulary.people import Viewer

PAGE = 50
LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """What one customer said with one lead; each text may be empty. `reason`: how the lead ended."""

    lead: int
    name: str
    account_name: str
    state: str
    reason: str
    said_at: datetime
    question: str
    informed_by: str
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPage:
    """What was found at outcomes, the newest first, and in records."""

    rows: tuple[SaidRow, ...]
    records: tuple[RecordSaid, ...]  # what records say beside it: of a search, on its first page
    search: str
    offset: int
    more: bool


def find_said(viewer: Viewer, search: str, now: datetime, *, offset: int = 0, limit: int = PAGE) -> SaidPage:
    """Words that hold the text, of leads that the viewer may see; all of them without a text. Erased ones are gone.

    Raises `Refused` for a role that sees aggregates only.
    """
    limit = min(limit, LONGEST)
    found = find_words(viewer, search, offset=offset, limit=limit + 1)
    leads = Handoff.objects.filter(key__in=[row.handoff for row in found])
    rows = {row.key: row for row in make_rows(leads, figures_seen(viewer, now))}
    made = [
        SaidRow(
            lead=row.handoff,
            name=rows[row.handoff].name,
            account_name=rows[row.handoff].account_name,
            state=rows[row.handoff].state.value,
            reason=rows[row.handoff].reason,
            said_at=row.said_at,
            question=row.question,
            informed_by=row.informed_by,
            challenge=row.challenge,
        )
        for row in found[:limit]
        if row.handoff in rows
    ]
    records = () if offset else find_record_said(viewer, search, limit=limit)
    return SaidPage(
        rows=tuple(made), records=records, search=search.strip()[:100], offset=offset, more=len(found) > limit
    )
