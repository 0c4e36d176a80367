"""Hand-offs: no lead is ever nobody's, on this installation, now (the first invariant)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from accord.contacts.models import Identity
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Act, Job
from accord.reporting.checks.finding import Finding, finding
from accord.teams.agreements import current
from accord.teams.candidates import find_candidates
from accord.vocabulary.handoffs import HandoffState

_CLOCK = "handoff_clock"  # the kind of work by which a hand-off's clocks run
_REPORT = "report this, with the output of accord doctor"


def check_handoffs(now: datetime) -> list[Finding]:
    """Every open hand-off is somebody's who is here, has the clock it needs, and is its person's only one of a kind.

    A queue of the CRM, or whoever nobody here knows, is no finding: operations hears of what they have.
    """
    opened = list(Handoff.objects.filter(closed_at=None).order_by("key"))
    if not opened:
        return []
    return [
        *finding(
            "handoff.owner_left",
            "open leads are theirs who have left",
            "start the worker (accord work): within a minute they are given to the next",
            _of_who_left(opened, now),
        ),
        *finding(
            "handoff.turns",
            "open leads have another owner than their last turn says",
            _REPORT,
            _untrue(opened),
        ),
        *finding(
            "handoff.no_clock",
            "leads were offered, nobody tried, and no clock runs",
            _REPORT,
            _silent(opened),
        ),
        *finding(
            "handoff.twice",
            "open leads are a second one of the same person and kind",
            "start the worker (accord work): within a minute they are one",
            _twice(opened),
        ),
    ]


def _of_who_left(rows: Iterable[Handoff], now: datetime) -> list[int]:
    standing = current(now)
    people = find_candidates(standing.document, now) if standing else ()
    gone = {
        owner
        for owner in {row.owner for row in rows}
        if (named := [one for one in people if one.is_called(owner)]) and not any(one.active for one in named)
    }
    return [row.key for row in rows if row.owner in gone]


def _untrue(rows: Iterable[Handoff]) -> list[int]:
    of = HandoffTurn.objects.filter(handoff__closed_at=None)
    last = {(key, turn): owner for key, turn, owner in of.values_list("handoff", "turn", "owner")}
    return [row.key for row in rows if last.get((row.key, row.turn)) != row.owner]


def _silent(rows: Iterable[Handoff]) -> list[int]:
    """Untried offers with a time to fall due, whose clock is no work to be done and has not said its last."""
    clocks = set(Job.objects.filter(kind=_CLOCK, done_at=None).values_list("key", flat=True))
    waiting = {
        f"handoff:{row.key}:expired:{row.turn}": row.key
        for row in rows
        if row.state == HandoffState.offered.value and row.responded_at is None and row.accept_by is not None
        and str(row.key) not in clocks
    }  # fmt: skip
    said = set(Act.objects.filter(kind="handoff_expired").values_list("key", flat=True)) if waiting else set()
    return [row for key, row in waiting.items() if key not in said]


def _twice(rows: Iterable[Handoff]) -> list[int]:
    keys = Handoff.objects.filter(closed_at=None).values("subject")
    whose = dict(Identity.objects.filter(key__in=keys).values_list("key", "contact_id"))
    seen: Counter[tuple[str, int | None]] = Counter()
    found = []
    for row in sorted(rows, key=lambda row: (row.lead_at, row.offered_at, row.key)):
        who = row.kind, whose.get(row.subject)
        seen[who] += 1
        if who[1] is not None and seen[who] > 1:
            found.append(row.key)
    return found
