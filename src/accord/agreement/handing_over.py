"""What the agreement says of one hand-off: when it begins, what is promised, by whose calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from accord.agreement.clocks import OpenHours, Span, Turn, open_hours, workday
from accord.agreement.clocks.follow_up import due_at
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Calendar, Mode
from accord.agreement.shape.journey import Handoff, Stage
from accord.vocabulary.phrases import find_kinds
from accord.vocabulary.quantity import Duration

_AHEAD, _BEHIND = timedelta(days=400), timedelta(days=40)
_EVENT = "event"
_GRACE = "wait "


@dataclass(frozen=True, slots=True)
class Promised:
    """A promised time and the clause that promises it."""

    clause: str
    within: Duration


def find_handoff(document: Document, kind: str) -> Handoff | None:
    """The hand-off of this id."""
    return next((each for each in document.handoffs if each.id == kind), None)


def papers_of(document: Document, kind: str) -> tuple[str, ...]:
    """What whoever calls a lead of this hand-off sales-ready writes down for the next team: what its hand-off needs."""
    here = find_handoff(document, kind)
    following = (each for each in document.handoffs if here and each.from_ == here.to)
    return tuple(dict.fromkeys(need for each in following for need in each.needs))


def begins_with(document: Document, handoff: Handoff) -> str:
    """The stage whose entry offers this hand-off; empty where the stages name none.

    Marketing hands over what qualified. A team within sales gets what enters its own first stage; another side
    (success) what enters the last stage of the team before it.
    """
    if handoff.from_ == "marketing":
        return next((s.id for s in reversed(document.stages) if _entry(s) == "clause qualified_lead"), "")
    of_team = [stage.id for stage in document.stages if stage.team == handoff.to]
    if of_team:
        return of_team[0]
    before = [stage.id for stage in document.stages if stage.team == handoff.from_]
    return before[-1] if before else ""


def _entry(stage: Stage) -> str:
    return stage.enters.strip().casefold()


def first_attempt(document: Document, *, hot: bool, klass: str, by_event: bool) -> Promised | None:
    """How soon sales promised to try a lead: as hot, as of an event, as of its class, else as any other.

    None where nothing is promised.
    """
    sales = document.sales_promises
    table = sales.first_attempt if sales else {}
    wanted = ["hot"] if hot else []
    wanted += [_EVENT] if by_event else []
    for name in (*wanted, klass, "other"):
        key = next((key for key in table if name and name in key.split()), None)
        if key is not None:
            return Promised(f"sales_promises.first_attempt.{key}", table[key])
    return None


def calendar_for(document: Document, zone: str = "") -> Calendar | None:
    """The calendar of somebody's zone, else the first that is agreed; None where there is none."""
    calendars = list(document.calendars.values())
    return next(
        (one for one in calendars if zone and str(one.zone) == zone), calendars[0] if calendars else None
    )


def turn_of(calendar: Calendar, owner: str, since: datetime, absences: Iterable[Span] = ()) -> Turn:
    """Somebody's turn from an instant, by their calendar less the time they are away."""
    first, last = (since - _BEHIND).date(), (since + _AHEAD).date()
    return Turn(owner, since, _hours_at_work(calendar, first, last, tuple(absences)), workday(calendar))


@lru_cache(maxsize=1024)
def _hours_at_work(calendar: Calendar, first: date, last: date, absences: tuple[Span, ...]) -> OpenHours:
    """Somebody's open hours, reckoned once: every look at every clock of theirs asks."""
    return open_hours(calendar, first, last).without(absences)


def grace(document: Document) -> timedelta:
    """How long late activity is waited for before anybody is blamed (`before_blame`); none where it says none."""
    said = document.clock.before_blame if document.clock else ""
    for part in said.casefold().split(";"):
        if part.strip().startswith(_GRACE):
            words = part.strip().removeprefix(_GRACE).split()
            found = Duration.read(" ".join(words[:2]))
            if found is not None and found.elapsed is not None:
                return found.elapsed
    return timedelta()


def act_until(document: Document, occurred_at: datetime) -> datetime:
    """Until when a fact of this instant may still cause an act (`act_within`); without the clause, for ever."""
    within = document.act_within
    if within is None:
        return datetime.max.replace(tzinfo=occurred_at.tzinfo)
    calendar = calendar_for(document)
    if within.working and calendar is not None:
        return due_at(turn_of(calendar, "", occurred_at), within)
    return occurred_at + (within.elapsed or timedelta(days=within.days or within.n))


def mode_of(document: Document, clause: str) -> Mode:
    """How hard a clause works: its own word, else its nearest ancestor's, else it reminds."""
    path = clause
    while path:
        if path in document.mode:
            return document.mode[path]
        path = path.rpartition(".")[0]
    return Mode.remind


def is_hot(document: Document, asked: int) -> bool:
    """Whether a hand-raise (a fact kind, 0: none) is one that qualifies at once."""
    lead = document.qualified_lead
    kinds = (find_kinds(phrase) or () for phrase in (lead.hot if lead else ()))
    return asked in {int(kind) for some in kinds for kind in some}
