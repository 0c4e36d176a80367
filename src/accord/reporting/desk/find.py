"""Leads to look at: one's own, a team's, by state, by owner, by name; the next due first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from accord.contacts.models import Identity
from accord.handoffs.find import visible_handoffs
from accord.handoffs.models import Handoff
from accord.ledger.models import SourceRecord
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import LeadsPage
from accord.teams.figures import figures_seen, require_figures_of
from accord.vocabulary.errors import Invalid
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer

PAGE = 50
LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which leads. `state` is a state, `open`, or `all`; `whose` is `mine`, `team`, `all`, or an owner's id."""

    state: str = "open"
    whose: str = "all"
    search: str = ""
    kind: str = ""


def find_leads(
    viewer: Viewer, wanted: Wanted, now: datetime, *, offset: int = 0, limit: int = PAGE
) -> LeadsPage:
    """A page of the leads that the viewer may see.

    Raises `Invalid` for a state that there is none of, `Refused` for the list of one person who is not the
    viewer's to lead: its length would be a figure of theirs.
    """
    found = choose(viewer, wanted, now)
    rows = in_order(found)[offset : offset + min(limit, LONGEST)]
    return LeadsPage(rows=make_rows(rows, figures_seen(viewer, now)), total=found.count(), offset=offset)


def find_lead_of(viewer: Viewer, subjects: Collection[int]) -> int | None:
    """Which lead of a person is looked at, of any of their keys: the newest open one, else the last that ended."""
    rows = visible_handoffs(viewer).filter(subject__in=sorted(set(subjects)))
    newest = rows.order_by(F("closed_at").desc(nulls_first=True), "-offered_at", "key")
    return newest.values_list("key", flat=True).first()


def choose(viewer: Viewer, wanted: Wanted, now: datetime) -> QuerySet[Handoff]:
    """The hand-offs that are wanted, of those the viewer may see."""
    found = visible_handoffs(viewer)
    if wanted.state == "open":
        found = found.filter(closed_at=None)
    elif wanted.state != "all":
        found = found.filter(state=_state(wanted.state).value)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.whose not in ("all", "mine", "team"):
        require_figures_of(viewer, wanted.whose, now)
    if wanted.whose != "all":
        found = found.filter(owner__in=sorted(_owners(viewer, wanted.whose)))
    if wanted.search.strip():
        found = found.filter(_named(wanted.search.strip()[:100]))
    return found


def in_order(found: QuerySet[Handoff]) -> QuerySet[Handoff]:
    """Open ones first, the untried before the tried, the next due first; closed ones the newest first."""
    return found.order_by(
        F("closed_at").desc(nulls_first=True),
        F("responded_at").asc(nulls_first=True),
        F("due_at").asc(nulls_last=True),
        "offered_at",
        "key",
    )


def own_names(viewer: Viewer) -> frozenset[str]:
    """How hand-offs name the viewer as owner."""
    return viewer.sales_ids | {viewer.actor}


def _owners(viewer: Viewer, whose: str) -> Collection[str]:
    if whose == "mine":
        return own_names(viewer)
    if whose == "team":
        return own_names(viewer) | viewer.team_sales_ids
    return {whose}


def _state(word: str) -> HandoffState:
    if word not in HandoffState.__members__:
        known = ", ".join(("open", "all", *HandoffState.__members__))
        raise Invalid("leads.state_unknown", f'no lead is ever "{word[:40]}"', f"ask for one of: {known}")
    return HandoffState(word)


def _named(text: str) -> Q:
    """Of people one of whose records holds the text in name, address or company."""
    held = Q(name__icontains=text) | Q(email__icontains=text) | Q(company__icontains=text)
    records = SourceRecord.objects.filter(held, kind="person").values("key")
    people = Identity.objects.filter(key__in=records).values("contact_id")
    return Q(subject__in=Identity.objects.filter(contact__in=people).values("key"))


def asked_since(found: QuerySet[Handoff], since: datetime | None, until: datetime) -> QuerySet[Handoff]:
    """Those that were offered within a window."""
    found = found.filter(offered_at__lt=until)
    return found.filter(offered_at__gte=since) if since else found
