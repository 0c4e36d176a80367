"""Notices as their readers see them: one sentence each, names as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accord.alignment.talk.subjects import About, find_subjects
from accord.contacts.naming import spell_names
from accord.contacts.shapes import Page
from accord.handoffs.find import visible_handoffs
from accord.reporting.desk.asked import contacts_of
from accord.teams.models import Notice
from accord.teams.notices.reads import find_own
from accord.teams.notices.whom import find_actor_names
from accord.teams.notices.wishes import find_wishes
from accord.teams.notices.words import tell
from accord.teams.rights import Right, may
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice: its sentence, what it is about, since when, and whether it was read."""

    key: int
    kind: NoticeKind
    text: str
    about: str
    at: datetime
    read: bool


def find_notices(
    viewer: Viewer, now: datetime, *, unread: bool = False, offset: int = 0, limit: int = 50
) -> Page[NoticeView]:
    """One's own notices, newest first."""
    rows, total = find_own(viewer, now, unread=unread, offset=offset, limit=limit)
    wish = find_wishes([viewer.user_id]).get(viewer.user_id)
    return Page(tuple(spell_notices(viewer, rows, ZoneInfo(wish.zone if wish else "UTC"))), total, offset)


def spell_notices(viewer: Viewer, rows: Sequence[Notice], zone: ZoneInfo) -> list[NoticeView]:
    """These notices in their order, as this viewer may read them. A few queries, whatever their number."""
    names_seen = {
        about: one.name for about, one in find_subjects(viewer, (row.about for row in rows)).items()
    }
    names_seen |= _own_leads(viewer, {row.about for row in rows} - set(names_seen))
    names = find_actor_names(
        actor for row in rows for actor in (row.actor, *row.values.get("people", ())) if actor
    )
    return [
        NoticeView(
            row.key,
            NoticeKind(row.kind),
            tell(
                NoticeKind(row.kind),
                names_seen.get(row.about, ""),
                by=names.get(row.actor, ""),
                values=row.values,
                name_of=lambda actor: names.get(actor, ""),
                zone=zone,
            ),
            row.about if row.about in names_seen else "",
            row.due_at,
            row.read_at is not None,
        )
        for row in rows
    ]


def _own_leads(viewer: Viewer, abouts: set[str]) -> dict[str, str]:
    """The names of leads that are the viewer's by their hand-off, while a source has the person with another."""
    keys = {int(number) for kind, _, number in (each.partition(":") for each in abouts) if kind == About.lead}
    if not keys or not may(viewer, Right.see_contacts):
        return {}
    seen = contacts_of(visible_handoffs(viewer).filter(subject__in=keys).values_list("subject", flat=True))
    names = spell_names(set(seen.values()))
    return {f"{About.lead}:{key}": names.get(contact) or str(contact) for key, contact in seen.items()}
