"""/leads: the list, one whole, what became of them, and the acts; every act may be repeated."""

from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from accord.handoffs.shapes import HandoffView
from accord.handoffs.words import LONGEST, Words
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key, Offset
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.desk.became import became
from accord.reporting.desk.due import desk
from accord.reporting.desk.find import Wanted, find_leads
from accord.reporting.desk.next_answered import NextAnsweredPage, read_next_answered
from accord.reporting.desk.said import LONGEST as SAID_LONGEST
from accord.reporting.desk.said import PAGE as SAID_PAGE
from accord.reporting.desk.said import SaidPage, find_said
from accord.reporting.desk.shapes import BecamePage, Desk, Dossier, LeadsPage
from accord.vocabulary.next_answers import NextAnswer, NotNow
from accord.workflows.handoffs.adopt import AT_ONCE as ADOPTED_AT_ONCE
from accord.workflows.handoffs.adopt import Adopted, LeadsBefore, adopt, find_adoptable
from accord.workflows.handoffs.at_desk import (
    AT_ONCE,
    Passed,
    accept_at_desk,
    aside_at_desk,
    end_at_desk,
    reassign_at_desk,
    reassign_many,
    try_at_desk,
    undo_at_desk,
)
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.handoffs.next_act import NextActs, answer_next_act, get_next_acts

router = Router(tags=["leads"])


class LeadFilter(Schema):
    """Which leads, and which part of the list."""

    state: str = Field("open", max_length=20)
    whose: str = Field("all", max_length=80)
    search: str = Field("", max_length=100)
    kind: str = Field("", max_length=40)
    offset: Key = 0
    limit: int = Field(50, ge=1, le=500)


class Ended(Body):
    """How it ended, why, and what the customer said."""

    outcome: str = Field(max_length=20)
    reason: str = Field("", max_length=120)
    question: str = Field("", max_length=LONGEST)
    informed_by: str = Field("", max_length=LONGEST)
    challenge: str = Field("", max_length=LONGEST)
    papers: dict[str, str] = Field({}, max_length=20)


class Tried(Body):
    """How somebody was tried outside the CRM (call or mail), and when: now, unless it says."""

    how: str = Field(max_length=20)
    at: AwareDatetime | None = None


class Aside(Body):
    """Until when a lead is put aside; without it the lead stands on the list again."""

    until: AwareDatetime | None = None


class NextSaid(Body):
    """What is said to a suggestion, by its mark: accepted, or refused and why."""

    mark: str = Field(max_length=16)
    answer: NextAnswer
    why: NotNow | None = None


class NewOwner(Body):
    """Whose it is to be, and why."""

    owner: str = Field(min_length=1, max_length=80)
    why: str = Field("", max_length=200)


class SaidFilter(Schema):
    """The text to look for; all answers without one."""

    search: str = Field("", max_length=100)
    offset: Key = 0
    limit: int = Field(SAID_PAGE, ge=1, le=SAID_LONGEST)


class Several(NewOwner):
    """Which leads, whose they are to be, and why."""

    leads: list[Key] = Field(max_length=AT_ONCE)


class Subjects(Body):
    """Which leads from before go-live to hand over now, by their `subject`."""

    subjects: list[Key] = Field(max_length=ADOPTED_AT_ONCE)


class LeadsGiven(Schema):
    """What became of each lead; an empty problem: it is theirs now."""

    leads: list[Passed]


@router.get("/desk", url_name="desk", response={200: Desk, **ERRORS})
def own_desk(request: HttpRequest) -> HttpResponse:
    """Your desk: what is due next; of a manager, their people's too; of marketing, what came back."""
    return answer(desk(asks(request), datetime.now(UTC)))


@router.get("/leads", url_name="leads", response={200: LeadsPage, **ERRORS})
def leads(request: HttpRequest, part: Query[LeadFilter]) -> HttpResponse:
    """The leads you may see, the next due first. `whose`: all, mine, team, or an owner whom you lead."""
    wanted = Wanted(state=part.state, whose=part.whose, search=part.search, kind=part.kind)
    now = datetime.now(UTC)
    return answer(find_leads(asks(request), wanted, now, offset=part.offset, limit=part.limit))


@router.get("/leads/became", url_name="leads-became", response={200: BecamePage, **ERRORS})
def what_became(
    request: HttpRequest, start: date | None = None, end: date | None = None, offset: Offset = 0
) -> HttpResponse:
    """What became of the leads handed over in a window of days (all time without one)."""
    now = datetime.now(UTC)
    window = window_of(start, end, now)
    since = datetime(*window.start.timetuple()[:3], tzinfo=UTC) if window else None
    until = datetime(*window.end.timetuple()[:3], tzinfo=UTC) if window else None
    return answer(became(asks(request), now, since=since, until=until, offset=offset))


@router.get("/leads/answered", url_name="leads-answered", response={200: NextAnsweredPage, **ERRORS})
def next_answered(request: HttpRequest) -> HttpResponse:
    """What was said to suggested acts, by rule: accepted of answered, and why not."""
    return answer(read_next_answered(asks(request)))


@router.get("/leads/words", url_name="words", response={200: SaidPage, **ERRORS})
def words(request: HttpRequest, part: Query[SaidFilter]) -> HttpResponse:
    """What customers said at the outcome of leads that you may see, the newest first."""
    found = find_said(asks(request), part.search, datetime.now(UTC), offset=part.offset, limit=part.limit)
    return answer(found)


@router.get("/leads/before", url_name="leads-before", response={200: LeadsBefore, **ERRORS})
def before(request: HttpRequest) -> HttpResponse:
    """Qualified leads from before go-live that nobody has by the agreement, the newest first."""
    return answer(find_adoptable(asks(request), datetime.now(UTC)))


@router.post("/leads/before", url_name="leads-adopt", response={200: Adopted, **ERRORS})
def adopt_before(request: HttpRequest, said: Subjects) -> HttpResponse:
    """Hand these over now: owner and clocks begin at this instant. Said again it changes nothing."""
    return answer(adopt(asks(request), said.subjects, now=datetime.now(UTC)))


@router.get("/leads/{int:lead_id}", url_name="lead", response={200: Dossier, **ERRORS})
def lead(request: HttpRequest, lead_id: Id) -> HttpResponse:
    """One lead, whole: why it qualified, both teams' touches, the account, what may be said, what to do next."""
    return answer(get_dossier(asks(request), lead_id, datetime.now(UTC)))


@router.get("/leads/{int:lead_id}/next-act", url_name="lead-next", response={200: NextActs, **ERRORS})
def next_act(request: HttpRequest, lead_id: Id) -> HttpResponse:
    """What to do next on a lead, by rule, each with its reasons; up to two others."""
    return answer(get_next_acts(asks(request), lead_id, datetime.now(UTC)))


@router.post("/leads/{int:lead_id}/next-act", url_name="lead-next-answer", response={200: NextActs, **ERRORS})
def answer_next(request: HttpRequest, lead_id: Id, said: NextSaid) -> HttpResponse:
    """Accept a suggestion, or refuse it with a reason."""
    now, why = datetime.now(UTC), said.why or ""
    return answer(answer_next_act(asks(request), lead_id, said.mark, said.answer, why, now=now))


@router.post("/leads/{int:lead_id}/accept", url_name="lead-accept", response={200: HandoffView, **ERRORS})
def accept(request: HttpRequest, lead_id: Id) -> HttpResponse:
    """Take it to work."""
    return answer(accept_at_desk(asks(request), lead_id, now=datetime.now(UTC)))


@router.post("/leads/{int:lead_id}/outcome", url_name="lead-end", response={200: HandoffView, **ERRORS})
def end(request: HttpRequest, lead_id: Id, said: Ended) -> HttpResponse:
    """Say how it ended: sales_ready, returned, recycled or disqualified, with a reason that is agreed."""
    words = Words(
        question=said.question, informed_by=said.informed_by, challenge=said.challenge, papers=said.papers
    )
    ended = end_at_desk(asks(request), lead_id, said.outcome, said.reason, words, now=datetime.now(UTC))
    return answer(ended)


@router.post("/leads/{int:lead_id}/tried", url_name="lead-tried", response={200: HandoffView, **ERRORS})
def tried(request: HttpRequest, lead_id: Id, said: Tried) -> HttpResponse:
    """Write down an attempt that was made outside the CRM; it stops what the agreement's clock says it stops."""
    return answer(try_at_desk(asks(request), lead_id, said.how, said.at, now=datetime.now(UTC)))


@router.post("/leads/{int:lead_id}/aside", url_name="lead-aside", response={200: HandoffView, **ERRORS})
def aside(request: HttpRequest, lead_id: Id, said: Aside) -> HttpResponse:
    """Put it aside until an instant. No clock stops."""
    return answer(aside_at_desk(asks(request), lead_id, said.until, now=datetime.now(UTC)))


@router.post("/leads/{int:lead_id}/owner", url_name="lead-reassign", response={200: HandoffView, **ERRORS})
def reassign(request: HttpRequest, lead_id: Id, given: NewOwner) -> HttpResponse:
    """Give it to somebody else."""
    return answer(reassign_at_desk(asks(request), lead_id, given.owner, given.why, now=datetime.now(UTC)))


@router.post("/leads/give", url_name="leads-reassign", response={200: LeadsGiven, **ERRORS})
def give(request: HttpRequest, given: Several) -> HttpResponse:
    """Give several leads to somebody else, each by itself: one that moved meanwhile stops no other."""
    done = reassign_many(asks(request), given.leads, given.owner, given.why, now=datetime.now(UTC))
    return answer({"leads": done})


@router.post("/leads/{int:lead_id}/undo", url_name="lead-undo", response={200: HandoffView, **ERRORS})
def undo(request: HttpRequest, lead_id: Id) -> HttpResponse:
    """Take your own last act back within ten seconds."""
    return answer(undo_at_desk(asks(request), lead_id, now=datetime.now(UTC)))
