"""Hand-offs as the mirror keeps them: what their clocks say is due, so that every share is judged by it.

Without it the board would reckon by one calendar what the owner's clock reckons by theirs, their absences and what
pauses it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db.models import Count, QuerySet, Sum

from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Act
from accord.ledger.sql import in_chunks
from accord.measures.layout import HANDOFFS
from accord.reporting.mirror.columns import to_table
from accord.teams.agreements import Current
from accord.vocabulary.handoffs import UNCOUNTED

_BREACH, _TAKEN_BACK = "handoff_overdue", "handoff_overdue_corrected"


def state_of_handoffs(versions: Sequence[Current]) -> str:
    """A word that changes whenever a hand-off that marketing gives away does: each change raises a row's version."""
    found = _from_marketing(versions).aggregate(n=Count("key"), changes=Sum("version"))
    return f"{found['n']}-{found['changes']}" if found["n"] else ""


def handoff_changes(versions: Sequence[Current], held: dict[int, int], version: int) -> pa.Table:
    """Rows of what changed since the mirror held `held` (hand-off to change); what is no more is gone."""
    standing = dict(_from_marketing(versions).values_list("key", "version"))
    rows = [
        (*_row(row, missed.get(row.key), steps.get(row.key, "")), version, False)
        for some in in_chunks(sorted(key for key, at in standing.items() if held.get(key) != at))
        for fetched in [list(Handoff.objects.filter(key__in=some).order_by("key"))]
        for missed in [_missed(fetched)]
        for steps in [_steps(fetched)]
        for row in fetched
    ]
    nothing = (None,) * (len(HANDOFFS) - 3)
    rows += [(key, *nothing, version, True) for key in sorted(held.keys() - standing.keys())]
    return to_table(HANDOFFS, rows)


def _from_marketing(versions: Sequence[Current]) -> QuerySet[Handoff]:
    kinds = {str(each.id) for one in versions for each in one.document.handoffs if each.from_ == "marketing"}
    rows = Handoff.objects.filter(kind__in=sorted(kinds))
    return rows.exclude(state__in=[state.value for state in UNCOUNTED])


def _row(row: Handoff, missed: datetime | None, step: str) -> tuple[Any, ...]:
    due = min(filter(None, (row.due_at, missed)), default=None)
    stopped = (
        row.closed_at is not None and row.responded_at is None and due is not None and row.closed_at <= due
    )
    times = row.qualified_at, row.offered_at, due, row.responded_at
    return row.key, row.subject, *times, stopped, step, row.version


def _steps(rows: Collection[Handoff]) -> dict[int, str]:
    """By which step of the route each has its owner; who got it from somebody else has it by no step."""
    once = [row.key for row in rows if row.turn == 1]
    return dict(HandoffTurn.objects.filter(handoff__in=once, turn=1).values_list("handoff_id", "step"))


def _missed(rows: Collection[Handoff]) -> dict[int, datetime]:
    """When an earlier turn of each was due that let its time pass; a breach that was taken back is none."""
    turns = {row.key: row.turn for row in rows if row.turn > 1}
    subjects = {row.subject for row in rows if row.turn > 1}
    acts = Act.objects.filter(subject__in=subjects, kind__in=(_BREACH, _TAKEN_BACK))
    said = list(acts.values_list("key", "kind", "corrects", "payload"))
    wrong = {corrects for _, kind, corrects, _ in said if kind == _TAKEN_BACK}
    found: dict[int, datetime] = {}
    for key, kind, _, payload in said:
        handoff = payload["handoff"]
        if (
            kind == _TAKEN_BACK
            or key in wrong
            or handoff not in turns
            or int(key.split(":")[3]) >= turns[handoff]
        ):
            continue
        due = datetime.fromisoformat(payload["due"])
        found[handoff] = min(due, found.get(handoff, due))
    return found
