"""What whoever works a lead says without moving it: that it was tried outside the CRM, that it is put aside a while.

Each expects a transaction, may be repeated, and can be taken back for ten seconds like every act of theirs.
"""

from datetime import UTC, datetime, timedelta

from accord.handoffs.models import Handoff
from accord.handoffs.move import change, taken
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer

UNDO_WITHIN = timedelta(seconds=10)
ASIDE, TRIED, UNDONE = "handoff_aside", "handoff_tried", "handoff_undone"
LONGEST_ASIDE = timedelta(days=366)
# How somebody was tried, as people say it; each is the kind that the same attempt has in the CRM.
HOW = {"call": FactKind.call_attempted, "mail": FactKind.sales_email_sent}


def say_tried(by: Viewer, row: Handoff, how: str, at: datetime, *, now: datetime) -> str:
    """Record an attempt at its own instant; the key of its act. The same attempt said again is the same act.

    Raises `Invalid` for a way there is none of, or an instant before the lead's touch or to come; `Refused` for a
    lead that has its outcome.
    """
    if row.closed_at is not None:
        raise taken(row)
    if how not in HOW:
        raise Invalid(
            "handoff.tried_how", f'"{how[:40]}" is no way to try', f"choose one of: {', '.join(HOW)}"
        )
    if (
        not row.touched_at.replace(microsecond=0) <= at <= now
    ):  # compared as it was said: any year of any zone
        raise Invalid(
            "handoff.tried_when",
            "an attempt lies between the touch that began this lead and now",
            f"say an instant from {row.touched_at:%Y-%m-%d %H:%M} UTC on",
        )
    at = at.astimezone(UTC).replace(microsecond=0)
    key = f"handoff:{row.key}:tried:{how}:{at:%Y%m%dT%H%M%SZ}"
    again = Act.objects.filter(kind=UNDONE, subject=row.subject, corrects__startswith=key).count()
    key = f"{key}:{again}" if again else key
    own = row.owner if row.owner in by.sales_ids else by.actor
    record_act(
        key=key,
        kind=TRIED,
        actor=by.actor,
        subject=row.subject,
        reason=how,
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key, "how": how, "at": at.isoformat(), "owner": own},
        now=now,
    )
    return key


def put_aside(by: Viewer, row: Handoff, until: datetime | None, *, now: datetime) -> bool:
    """Put a lead aside until an instant, None: look at it again now; False where it stands so. It stops no clock.

    Raises `Invalid` for an instant that is past or more than a year away, `Refused` for a lead with its outcome.
    """
    if row.closed_at is not None:
        raise taken(row)
    if until is not None and not now < until <= now + LONGEST_ASIDE:
        raise Invalid(
            "handoff.aside_when",
            "a lead is put aside until an instant of the coming year",
            "choose a later one",
        )
    before = row.aside_until
    if before == until:
        return False
    change(row, {"aside_until": until})
    record_act(
        key=f"handoff:{row.key}:aside:{row.version}",
        kind=ASIDE,
        actor=by.actor,
        subject=row.subject,
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key, "until": _iso(until), "before": _iso(before)},
        now=now,
    )
    return True


def find_undoable(row: Handoff, actor: str, now: datetime) -> Act | None:
    """The newest act of theirs on this hand-off that can still be taken back; None: there is none any more."""
    acts = Act.objects.filter(subject=row.subject, actor=actor, occurred_at__gte=now - UNDO_WITHIN)
    undone = set(acts.filter(kind=UNDONE).values_list("corrects", flat=True))
    standing = {f"handoff:{row.key}:aside:{row.version}", _moved_last(row)}
    tried = f"handoff:{row.key}:tried:"
    return next(
        (
            act
            for act in acts.order_by("-occurred_at", "-id")
            if act.key not in undone and (act.key in standing or act.key.startswith(tried))
        ),
        None,
    )


def _moved_last(row: Handoff) -> str:
    """The act by which the hand-off stands as it does, whatever else of it has changed since; empty: there is none."""
    moves = Act.objects.filter(
        subject=row.subject, kind__in=[f"handoff_{state.value}" for state in HandoffState]
    )
    last = next((act for act in moves.order_by("-id") if act.payload.get("handoff") == row.key), None)
    return last.key if last is not None and last.kind == f"handoff_{row.state}" else ""


def aside_before(act: Act) -> datetime | None:
    """Until when the lead stood aside before an act that put it aside."""
    before = act.payload["before"]
    return datetime.fromisoformat(before) if before else None


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
