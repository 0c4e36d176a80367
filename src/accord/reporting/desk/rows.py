"""Rows of hand-offs as leads that people can read: names, why in one line, what the clocks have said."""

from collections.abc import Collection, Iterable, Sequence

from accord.contacts.models import Account
from accord.contacts.naming import spell_names
from accord.handoffs.models import Handoff
from accord.journey.pack import HAND_RAISES
from accord.ledger.models import Act
from accord.reporting.desk.asked import Asked, Begun, contacts_of, find_asked
from accord.reporting.desk.shapes import LeadRow
from accord.teams.figures import FiguresSeen
from accord.teams.notices.whom import find_actor_names
from accord.vocabulary.handoffs import HandoffState

_SAID = {"handoff_reminded": "near", "handoff_overdue": "late"}
_CORRECTED = "handoff_overdue_corrected"
_SHOWN_LINES = 3


def make_rows(found: Iterable[Handoff], seen: FiguresSeen) -> tuple[LeadRow, ...]:
    """These hand-offs as leads, in their order. The viewer's sight of them is checked by who found them.

    Whether somebody is near their time or past it is said only of those whose figures the viewer may see.
    Ten queries, whatever their number (up to 500).
    """
    rows = list(found)
    seats = contacts_of(row.subject for row in rows)
    names = spell_names(set(seats.values()))
    accounts = dict(
        Account.objects.filter(pk__in={row.account for row in rows} - {0}).values_list("pk", "name")
    )
    owners = find_actor_names(row.owner for row in rows)
    told = _told([row for row in rows if seen.of(row.owner)])
    asked = find_asked(
        Begun(key=row.key, subject=row.subject, touched_at=row.touched_at, qualified_at=row.qualified_at)
        for row in rows
    )
    return tuple(
        _row(row, seats.get(row.subject), names, accounts, owners, told, asked.get(row.key)) for row in rows
    )


def points(milli: int) -> str:
    """Milli-points as points.

    >>> points(15_000), points(14_500)
    ('15', '14.5')
    """
    return f"{milli / 1000:g}"


def _told(rows: Sequence[Handoff]) -> dict[tuple[int, int], set[str]]:
    """What the clocks have said of a hand-off's turn: only after they had looked again."""
    acts = Act.objects.filter(subject__in={row.subject for row in rows if row.closed_at is None})
    said = list(acts.filter(kind__in=[*_SAID, _CORRECTED]).values_list("kind", "key", "corrects"))
    taken_back = {corrects for kind, _, corrects in said if kind == _CORRECTED}
    found: dict[tuple[int, int], set[str]] = {}
    for kind, key, _ in said:
        if kind == _CORRECTED or key in taken_back:
            continue
        _, handoff, _, turn, *_ = key.split(":")
        found.setdefault((int(handoff), int(turn)), set()).add(_SAID[kind])
    return found


def _row(
    row: Handoff,
    contact: int | None,
    names: dict[int, str],
    accounts: dict[int, str],
    owners: dict[str, str],
    told: dict[tuple[int, int], set[str]],
    asked: Asked | None,
) -> LeadRow:
    untried = row.closed_at is None and row.responded_at is None
    said: Collection[str] = told.get((row.key, row.turn), ()) if untried else ()
    return LeadRow(
        key=row.key,
        version=row.version,
        kind=row.kind,
        state=HandoffState(row.state),
        owner=row.owner,
        owner_name=owners.get(row.owner, ""),
        contact=contact,
        name=names.get(contact or 0, ""),
        account=row.account,
        account_name=accounts.get(row.account, ""),
        klass=row.klass,
        hot=row.hot,
        fit=row.fit,
        engagement=row.engagement,
        asked=asked.kind.name if asked else "",
        why=_why(row, asked),
        offered_at=row.offered_at,
        accept_by=row.accept_by,
        due_at=row.due_at,
        accepted_at=row.accepted_at,
        responded_at=row.responded_at,
        closed_at=row.closed_at,
        near="near" in said and "late" not in said,
        late="late" in said,
        reason=row.reason,
        contradicts=row.contradicts,
        back_at=row.back_at,
        aside_until=row.aside_until,
    )


def _why(row: Handoff, asked: Asked | None) -> str:
    """Why it qualified, in one line: what was asked, the two scores in whole points, what weighed most."""
    earned = (line for line in row.lines if line[2] > 0 and line[0] != "account")
    best = sorted(earned, key=lambda line: -line[2])[:_SHOWN_LINES]
    scores = f"fit {row.fit / 1000:.0f}, engagement {row.engagement / 1000:.0f}"
    weighed = f" ({', '.join(str(line[1]) for line in best)})" if best else ""
    said = (
        f"{asked.kind.name.replace('_', ' ')}; " if asked and (row.hot or asked.kind in HAND_RAISES) else ""
    )
    together = sum(line[0] == "account" for line in row.lines)
    account = f"the account qualified, by {together} people; " if together else ""
    return f"{account}{said}{scores}{weighed}"
