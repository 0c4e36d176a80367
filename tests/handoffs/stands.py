"""What must hold of every lead at every instant: it has an owner who is here, turns that lead to them, a clock."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from accord.contacts.models import Identity
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Act, Job
from accord.reporting.lead_now import find_lead
from accord.teams.models import User
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.ask import LOOK, LOOK_NOW
from accord.workflows.handoffs.clock import CLOCK
from accord.workflows.handoffs.situation import contact_of, keys_of
from tests.handoffs.company import key_of, person


def wrong(news: Collection[str], now: datetime) -> list[str]:
    """Every sentence of the promise that does not hold: of the open leads, and of these people."""
    broken = Job.objects.exclude(error="").filter(done_at=None).values_list("kind", "error")
    found = [f"work broke: {kind}: {error}" for kind, error in broken]
    opened = list(Handoff.objects.filter(closed_at=None))
    found += _wrong_of(opened) + _twice(opened)
    for name in news:
        found += _wrong_with(name, now)
    return found


def wrong_in_all(names: Collection[str], now: datetime) -> list[str]:
    """The same of everybody whom the company ever heard of, and of closed leads."""
    return [*wrong(names, now), *_wrong_of(list(Handoff.objects.exclude(closed_at=None)))]


def _wrong_of(rows: list[Handoff]) -> list[str]:
    keys = [row.key for row in rows]
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    clocks = set(Job.objects.filter(kind=CLOCK, done_at=None).values_list("key", flat=True))
    turns: dict[int, list[HandoffTurn]] = {}
    for each in HandoffTurn.objects.filter(handoff__in=keys).order_by("turn"):
        turns.setdefault(each.handoff_id, []).append(each)
    silent, found = [], []
    for row in rows:
        mine = turns.get(row.key, [])
        numbers, since = [each.turn for each in mine], [each.since for each in mine]
        if numbers != list(range(1, row.turn + 1)) or mine[-1].owner != row.owner or since != sorted(since):
            found.append(f"{row.key}: its turns do not lead to its owner")
        here = not row.owner.startswith("user:") or int(row.owner[5:]) in active
        if not row.owner or (row.closed_at is None and not here):
            found.append(f"{row.key}: nobody has it")
        if row.state == HandoffState.offered and row.responded_at is None and str(row.key) not in clocks:
            silent.append(f"handoff:{row.key}:expired:{row.turn}")
    noted = set(Act.objects.filter(key__in=silent).values_list("key", flat=True))
    return [*found, *(f"{key}: no clock runs" for key in silent if key not in noted)]


def _twice(rows: list[Handoff]) -> list[str]:
    """One person has one open hand-off of a kind."""
    whose = dict(
        Identity.objects.filter(key__in={row.subject for row in rows}).values_list("key", "contact_id")
    )
    each = Counter((row.kind, whose.get(row.subject)) for row in rows)
    return [f"{kind} of contact {who}: handed over {n} times" for (kind, who), n in each.items() if n > 1]


def _wrong_with(name: str, now: datetime) -> list[str]:
    contact = contact_of(key_of(person(name)))
    lead = find_lead(contact, now) if contact else None
    if lead is None or not lead.journey.passes or contact is None:
        return [f"{name}: no journey"]
    mine = keys_of(contact)
    rows = list(Handoff.objects.filter(subject__in=mine, kind="mql_to_sdr"))
    last = lead.journey.passes[-1]
    stands = [row for row in rows if row.closed_at is None or row.qualified_at >= last.opened_at]
    keys = [str(key) for key in mine]
    asked = Job.objects.filter(
        kind__in=(LOOK, LOOK_NOW), done_at=None, key__in=keys
    ).exists()  # within the minute
    if last.qualified_at and last.outcome is None and not stands and not asked:
        return [f"{name}: qualified, and nobody's"]
    return []
