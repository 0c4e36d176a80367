"""What is asked of a team: leads given back, requests on a lead, promises that somebody said are due."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accord.alignment.talk.models import Remark
from accord.alignment.talk.say import answering
from accord.handoffs.find import visible_handoffs
from accord.reporting.desk.answers import PROMISED, Awaited, find_awaited
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import Asked
from accord.teams.figures import FiguresSeen
from accord.vocabulary.handoffs import OPEN, HandoffState
from accord.vocabulary.people import Role, Viewer

SHOWN = 50
LATELY = timedelta(days=14)  # how far back the desk shows outcomes; /leads shows all of them


def sends(viewer: Viewer) -> bool:
    """Whether what became of the leads is this person's to hear: marketing's, and operations'."""
    return viewer.role in {Role.marketing, Role.ops}


def hears(viewer: Viewer) -> bool:
    """Whether anything can be asked of this person's team."""
    return any(viewer.role in answering(team) for team in ("marketing", "sales"))


def asked_of(viewer: Viewer, seen: FiguresSeen, now: datetime) -> tuple[Asked, ...]:
    """What waits for the viewer's team, with its time: promises first; of marketing, leads too."""
    if not hears(viewer):
        return ()
    open_ones = [one for one in find_awaited(now, since=now - LATELY) if one.answered_at is None]
    return (
        *_promised([one for one in open_ones if viewer.role in answering(one.team)], now),
        *(_of_leads(viewer, seen, open_ones, now) if sends(viewer) else ()),
    )


def _promised(awaited: Iterable[Awaited], now: datetime) -> list[Asked]:
    found = [one for one in awaited if one.what == PROMISED][:SHOWN]
    words = dict(Remark.objects.filter(key__in=[one.key for one in found]).values_list("key", "text"))
    return [
        Asked(
            what=one.what, lead=None, at=one.since, due_at=one.due_at, clause=one.clause, late=one.late(now),
            about=one.about, words=words.get(one.key, ""), day=one.day,
        )
        for one in found
    ]  # fmt: skip


def _of_leads(
    viewer: Viewer, seen: FiguresSeen, awaited: Iterable[Awaited], now: datetime
) -> tuple[Asked, ...]:
    """Leads given back lately and requests on them, and recycled ones whose day to come back is near or past.

    A recycled lead leaves the list when it comes back, which opens a new one, or two weeks after its day.
    """
    rows = visible_handoffs(viewer)
    awaited = [one for one in awaited if one.subject]
    due = rows.filter(
        state=HandoffState.recycled.value, back_at__lte=now + LATELY / 2, back_at__gte=now - LATELY
    )
    open_ones = rows.filter(subject__in=due.values("subject"), state__in=[s.value for s in OPEN])
    again = set(open_ones.values_list("subject", flat=True))
    back = make_rows(due.exclude(subject__in=again).order_by("back_at")[:SHOWN], seen)
    newest = {
        row.subject: row
        for row in rows.filter(subject__in={one.subject for one in awaited}).order_by("offered_at")
    }
    shown = [one for one in awaited if one.subject in newest][:SHOWN]
    leads = {row.key: row for row in make_rows(newest.values(), seen)}
    return (
        *(
            Asked(
                what=one.what, lead=leads[newest[one.subject].key], at=one.since, due_at=one.due_at,
                clause=one.clause, late=one.late(now),
            )
            for one in shown
        ),
        *(Asked(what="back", lead=lead, at=lead.back_at) for lead in back if lead.back_at is not None),
    )  # fmt: skip
