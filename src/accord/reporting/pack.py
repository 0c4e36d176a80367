"""The weekly pack: half an hour, five pages. The week that runs is made anew; one that was closed stays as it was."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from accord.alignment.meetings.decisions import find_named, keys_between
from accord.alignment.meetings.models import ClosedPack
from accord.alignment.meetings.weeks import SEVEN, monday_of, week_of
from accord.alignment.shapes import Decision
from accord.contacts.naming import find_names
from accord.contacts.visible import find_visible_ids
from accord.handoffs.words import find_words
from accord.measures.kept import Kept
from accord.reporting.cycle import find_cycle_window
from accord.reporting.dashboard import board
from accord.reporting.pack_pages import (
    credit_page,
    due_page,
    heard_page,
    needing_page,
    pace_page,
    questions_page,
)
from accord.reporting.pack_shapes import (
    MeetingHeld,
    Pack,
    PackColumn,
    PackConsequence,
    PackPart,
    PackPromise,
    PackSource,
    figure_of,
    from_text,
)
from accord.reporting.promises import PromisesBoard, promises_board
from accord.teams.agreements import current
from accord.teams.people import SYSTEM, find_owners
from accord.teams.rights import Right, may, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.said import said


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack as one viewer sees it: the joint figures whole, of the leads those that they may see."""

    pack: Pack
    closed_at: datetime | None
    closed_by: str
    digest: str
    decisions: tuple[Decision, ...]
    questions: tuple[str, ...]  # customers' own, of the leads that the viewer may see
    names: dict[int, str]
    owners: dict[str, tuple[str, bool]]
    weeks: tuple[str, ...]  # every closed week, the newest first

    @property
    def says(self) -> str:
        """How many of the leads the viewer may see."""
        return said(
            "%(n)s of %(all)s leads are visible to you", n=len(self.pack.needing), all=self.pack.needing_all
        )


def weekly_pack(viewer: Viewer, *, week: str = "", now: datetime) -> PackView:
    """The pack of a week (of the one that runs, without one). Raises `NotFound` for a week that was never closed."""
    require(viewer, Right.see_board)
    running = running_week(now)
    week = week or running
    monday_of(week)
    closed = ClosedPack.objects.filter(week=week).first()
    if closed is None and week != running:
        raise NotFound("pack.not_held", f"the pack of {week} was never closed", "look at the week that runs")
    pack = from_text(closed.content) if closed else make_pack(now)
    return _view(viewer, pack, closed)


def running_week(now: datetime) -> str:
    """The week it is, in the reporting zone."""
    agreement = current(now)
    reporting = agreement.document.reporting if agreement else None
    return week_of(now.astimezone(ZoneInfo(reporting.zone if reporting else "UTC")).date())


def make_pack(now: datetime) -> Pack:
    """The pack of the week that runs, with everybody's rows: to be sealed, or filtered before it is shown."""
    window = find_cycle_window(SYSTEM, now)
    made = board(SYSTEM, window=window, now=now)
    promised = promises_board(SYSTEM, window=window, now=now)
    agreement = current(now)
    week = running_week(now)
    start = monday_of(week)
    needing, needing_all = needing_page(now)
    days, due = due_page(now, made.zone)
    before = (
        ClosedPack.objects.exclude(week=week)
        .order_by("-closed_at")
        .values_list("closed_at", flat=True)
        .first()
    )
    return Pack(
        week=week,
        start=start,
        end=start + SEVEN,
        zone=made.zone,
        title=made.reading.title,
        agreement_hash=made.reading.hash,
        signed=made.reading.signed,
        as_of=made.as_of,
        made_at=now,
        pace=pace_page(agreement, made, window, now),
        columns=_columns(promised),
        rhythm=tuple(MeetingHeld(m.name, m.held, m.due) for m in promised.rhythm if not m.says),
        needing=needing,
        needing_all=needing_all,
        sources=tuple(
            PackSource(s.source, figure_of(s.leads), figure_of(s.accepted_share), figure_of(s.won_share))
            for s in made.sources[:10]
        ),
        heard=(),
        days=days,
        due=due,
        decisions=tuple(keys_between(before, now)),
        questions=questions_page(now),
        hears=heard_page(now),
        credit=credit_page(start, made.zone),
    )


def _questions(viewer: Viewer, keys: tuple[int, ...]) -> tuple[str, ...]:
    """What customers asked, in their words as they are kept now: an erased one is gone from every pack."""
    if not keys or not may(viewer, Right.see_contacts):
        return ()
    asked = {row.handoff: row.question for row in find_words(viewer, limit=10_000) if row.question}
    return tuple(asked[key] for key in keys if key in asked)


def _columns(promised: PromisesBoard) -> tuple[PackColumn, ...]:
    return tuple(
        PackColumn(
            column.team,
            tuple(
                PackPromise(
                    each.clause,
                    each.label,
                    tuple(
                        PackPart(
                            s.part.label,
                            s.part.promised,
                            figure_of(s.part.measured) if s.part.measured else None,
                            s.kept.value,
                            str(s.part.says or s.part.later)
                            if s.kept is Kept.unmeasured
                            else str(s.part.says),
                        )
                        for s in each.parts
                    ),
                    tuple(
                        PackConsequence(c.path, c.when, c.then, c.state.value, str(c.says))
                        for c in each.consequences
                    ),
                )
                for each in column.promises
            ),
        )
        for column in promised.columns
    )


def _view(viewer: Viewer, pack: Pack, closed: ClosedPack | None) -> PackView:
    contacts = {row.contact for row in pack.needing} | {row.contact for row in pack.due}
    mine = find_visible_ids(viewer, contacts) if may(viewer, Right.see_contacts) else set()
    seen = replace(
        pack,
        needing=tuple(row for row in pack.needing if row.contact in mine),
        due=tuple(row for row in pack.due if row.contact in mine),
    )
    owners = {row.owner for row in seen.needing} | {row.owner for row in seen.due}
    weeks = ClosedPack.objects.order_by("-week").values_list("week", flat=True)
    return PackView(
        pack=seen,
        closed_at=closed.closed_at if closed else None,
        closed_by=closed.closed_by if closed else "",
        digest=closed.digest if closed else "",
        decisions=find_named(viewer, pack.decisions),
        questions=_questions(viewer, pack.questions),
        names=find_names(viewer, mine),
        owners=find_owners(viewer, owners) if mine else {},
        weeks=tuple(weeks),
    )
