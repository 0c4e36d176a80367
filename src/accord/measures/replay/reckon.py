"""Replay: the last days under a draft, beside the same days under the agreement in force. It writes nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.contact.compiling import compile_contact
from accord.agreement.diff import diff
from accord.agreement.routing import Candidate, worked_within
from accord.measures.mirror import Mirror
from accord.measures.number import Reading, Window
from accord.measures.replay.brought import outcomes_of
from accord.measures.replay.clauses import find_clauses
from accord.measures.replay.contacting import refusals
from accord.measures.replay.counting import count
from accord.measures.replay.folding import Tell, fold_both
from accord.measures.replay.found import Decided, Found
from accord.measures.replay.handing import Run
from accord.measures.replay.keeping import kept
from accord.measures.replay.lines import Replay
from accord.measures.replay.material import Material, far_back, gather
from accord.measures.replay.stands import Lead, Stand, Under
from accord.measures.scope import Scope

DAYS = 90
MOST_DAYS = 180  # twice as far back, people's hours and absences are known
People = Callable[
    [Under, datetime], Sequence[Candidate]
]  # everybody who may own a lead, absences since an instant


@dataclass(frozen=True, slots=True)
class Asked:
    """What is replayed: both agreements, how many days back, and what the mirror does not know.

    `people` gives everybody who may own a lead, as of an instant; `country` is of contacts; `sales` are sources.
    """

    now: Under
    draft: Under
    draft_reading: Reading
    days: int
    people: People
    country: Callable[[Collection[int]], Mapping[int, str]]
    sales: frozenset[str]


def replay(mirror: Mirror, scope: Scope, asked: Asked, tell: Tell) -> Replay:
    """The whole answer. `tell` hears the share done, 0-1, and what is being done; it may raise to stop."""
    start = _start(scope, asked.days)
    scope = replace(scope, as_of=mirror.as_of, window=_window(scope, asked.days))
    both = fold_both(mirror, asked.now, asked.draft, scope.now, asked.sales, _part(tell, 0.0, 0.6))
    clauses = find_clauses(
        both.rows, both.facts_of, asked.now, asked.draft, scope.now, _part(tell, 0.6, 0.65)
    )
    begins = start - timedelta(days=asked.days)  # people's hands are full from before the window
    run_over = [lead for lead in both.rows if _since(lead, begins)]
    contacts = {lead.contact for lead in run_over}
    tell(0.65, "reading what people did")
    material = gather(mirror, contacts, begins - _back(asked), asked.country(contacts))
    tell(0.7, "handing over")
    inside = {lead.contact for lead in run_over if _since(lead, start)}
    now, draft = (
        _decide(under, asked, material, run_over, (begins, start, scope.now), inside, pick)
        for under, pick in ((asked.now, 0), (asked.draft, 1))
    )
    tell(0.95, "estimating")
    changed = tuple(str(each) for each in diff(asked.now.document, asked.draft.document))
    outcomes = outcomes_of(mirror, scope, both.rows)
    made = count(scope, asked.draft_reading, Found(both, start, now, draft, clauses, outcomes, changed))
    tell(1.0, "done")
    return made


def _decide(
    under: Under,
    asked: Asked,
    material: Material,
    leads: Sequence[Lead],
    span: tuple[datetime, datetime, datetime],
    inside: Collection[int],
    pick: int,
) -> Decided:
    """One agreement's run over its leads, in order of time; `span`: when the run and the window begin, and the end."""
    begins, start, ends = span
    run = Run(under.document, asked.people(under, begins), material, (begins, ends))
    mine = [(stand, lead) for lead in leads if (stand := (lead.now, lead.draft)[pick]) is not None]
    for stand, lead in sorted(mine, key=lambda each: (each[0].qualified_at, each[1].contact)):
        if begins <= stand.qualified_at <= ends:
            run.take(lead, stand)
    verdicts = {
        lead.key: kept(under.document, material, lead.contact, run.handed[lead.key], stand, ends)
        for stand, lead in mine
        if lead.key in run.handed
    }
    people = {one.ref: one for one in run.people.values()}
    refused = refusals(under.document, material, inside, start, ends)
    return Decided(run.handed, verdicts, run.peak, people, refused)


def _since(lead: Lead, at: datetime) -> bool:
    stands: tuple[Stand | None, ...] = (lead.now, lead.draft)
    return any(stand is not None and stand.qualified_at >= at for stand in stands)


def _back(asked: Asked) -> timedelta:
    """How far before the run what people did counts: by caps, by conversations, by whom a lead was worked."""
    documents = (asked.now.document, asked.draft.document)
    policies = [compile_contact(document) for document in documents]
    spans = [span for policy in policies for span in (policy.longest_cap, policy.longest_hold)]
    return far_back(*spans, *(worked_within(document) for document in documents))


def _window(scope: Scope, days: int) -> Window:
    return Window(scope.today - timedelta(days=days - 1), scope.today + timedelta(days=1))


def _start(scope: Scope, days: int) -> datetime:
    return datetime.combine(_window(scope, days).start, time(), ZoneInfo(scope.zone))


def _part(tell: Tell, low: float, high: float) -> Tell:
    return lambda share, what: tell(low + (high - low) * share, what)
