"""The leads that differ: how each does, by which clause, and how it stands on both sides."""

from accord.measures.replay.found import Decided, Found
from accord.measures.replay.handing import Handed
from accord.measures.replay.keeping import Kept
from accord.measures.replay.lines import (
    BEYOND,
    CLASS,
    LATER,
    NEWLY,
    NO_LONGER,
    OWNER,
    PROMISE,
    SOONER,
    ReplayRow,
    ReplaySide,
)
from accord.measures.replay.stands import Lead, Stand


def differing(found: Found, lead: Lead) -> ReplayRow | None:
    """The row of a lead of the window; None where both agreements say the same of it."""
    changes = (*_qualifying(lead), *_handing(found, lead))
    if not changes:
        return None
    return ReplayRow(
        lead.contact,
        lead.opened_by,
        lead.opened_at,
        lead.source,
        changes,
        found.clauses.get(lead.key, ()) or _of_the_run(found, changes),
        _side(lead, lead.now, found.now),
        _side(lead, lead.draft, found.draft),
    )


def _qualifying(lead: Lead) -> tuple[str, ...]:
    now, draft = lead.now, lead.draft
    if now is None:
        return (NEWLY,)
    if draft is None:
        return (NO_LONGER,)
    changes = []
    if now.qualified_at != draft.qualified_at:
        changes.append(SOONER if draft.qualified_at < now.qualified_at else LATER)
    if now.klass != draft.klass:
        changes.append(CLASS)
    return tuple(changes)


def _handing(found: Found, lead: Lead) -> tuple[str, ...]:
    """What differs of a lead that both hand over; the instant of a due time alone is no difference, its verdict is."""
    now, draft = found.now.handed.get(lead.key), found.draft.handed.get(lead.key)
    if now is None or draft is None:
        both_qualify = lead.now is not None and lead.draft is not None
        one = now or draft
        alone = (BEYOND,) if one is not None and one.beyond else ()
        return (OWNER,) if both_qualify and now is not draft else alone
    changes = []
    if now.owner != draft.owner:
        changes.append(OWNER)
    if now.beyond != draft.beyond:
        changes.append(BEYOND)
    if found.now.kept.get(lead.key) != found.draft.kept.get(lead.key):
        changes.append(PROMISE)
    return tuple(changes)


# The clauses by which a run decides, by what they decide.
_DECIDE = {
    OWNER: ("route", "qualified_lead.known_already", "sales_promises.capacity", "handoffs", "count.lead", "calendars"),
    BEYOND: ("route", "sales_promises.capacity", "handoffs", "calendars"),
    PROMISE: ("sales_promises.first_attempt", "clock", "calendars", "route", "qualified_lead.hot"),
}  # fmt: skip


def _of_the_run(found: Found, changes: tuple[str, ...]) -> tuple[str, ...]:
    """The changed clauses that decide what differs; none of them: the load that other leads made."""
    said = [sentence.partition(":")[0] for sentence in found.changed]
    mine = {prefix for change in changes for prefix in _DECIDE.get(change, ())}
    return tuple(path for path in said if any(path == p or path.startswith(f"{p}.") for p in mine))


def _side(lead: Lead, stand: Stand | None, decided: Decided) -> ReplaySide:
    if stand is None:
        return ReplaySide()
    handed: Handed | None = decided.handed.get(lead.key)
    # Nobody really had to answer a lead that qualifies under one of them only as promised there.
    both = lead.now is not None and lead.draft is not None
    kept = decided.kept.get(lead.key, Kept.none) if both else Kept.none
    if handed is None:
        return ReplaySide(stand.qualified_at, stand.klass)
    return ReplaySide(
        stand.qualified_at, stand.klass, handed.owner, handed.team, handed.beyond, handed.due_at, str(kept)
    )
