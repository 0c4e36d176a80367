"""Who would have got each lead: a run in order of time of the same decisions that live takes, kept in memory.

Held as they were: our people as they are now with their hours and absences, whose accounts and deals were, and when a
lead left the team that took it over. Capacity is what the run itself has handed out and not yet got back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from accord.agreement import handing_over
from accord.agreement.clocks import Turn, open_hours, workday
from accord.agreement.clocks.follow_up import due_at
from accord.agreement.clocks.pauses import find_pauses
from accord.agreement.routing import (
    Ask,
    Candidate,
    Decision,
    Earlier,
    Known,
    KnownAlready,
    KnownAs,
    decide_known_already,
    decide_owner,
    steps_when_known,
    worked_within,
)
from accord.agreement.routing.known import CUSTOMER
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Handoff
from accord.measures.replay.material import Material
from accord.measures.replay.stands import Lead, Stand
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent, FactKind

_EVENTS = frozenset({int(FactKind.event_conversation), int(FactKind.webinar_attended)})
_TOLD = (KnownAs.in_deal, KnownAs.customer, KnownAs.same_week)
_WEEK = timedelta(days=7)
_BEHIND, _AHEAD = timedelta(days=40), timedelta(days=400)  # what calendars are made for beside the run
Key = tuple[int, datetime]


class Handed(NamedTuple):
    """What was decided of one lead. `promise` and `due_at` are empty where nothing is promised."""

    owner: str
    team: str
    step: str
    known_as: str
    beyond: bool
    counted: bool  # as a lead of its own: it takes a place of its owner's capacity
    hot: bool
    touched_at: datetime
    promise: str
    due_at: datetime | None


class Run:
    """One agreement's run over its leads; `people` are as they stand at the beginning of it, with empty hands."""

    def __init__(
        self,
        document: Document,
        people: Sequence[Candidate],
        material: Material,
        span: tuple[datetime, datetime],
    ) -> None:
        self.document = document
        self.span = span
        self.material = material
        self.people = {one.ref: replace(one, open_leads=0, last_assigned=None) for one in people}
        self.clause = next((each for each in document.handoffs if each.from_ == "marketing"), None)
        self.handed: dict[Key, Handed] = {}
        self.peak: dict[str, int] = defaultdict(int)
        self._ends: list[tuple[datetime, str]] = []
        self._of_account: dict[int, list[tuple[Earlier, int]]] = defaultdict(list)
        self._turn = lru_cache(maxsize=None)(self._hours)

    def take(self, lead: Lead, stand: Stand) -> None:
        """Decide of the next lead in order of time. Without a hand-off from marketing nothing is handed over."""
        if self.clause is None:
            return
        now = stand.qualified_at
        self._give_back(now)
        hot = handing_over.is_hot(self.document, stand.asked)
        known = self._known(lead, self.clause, now)
        verdict = decide_known_already(self.document, self.clause.id, known, now)
        decision = self._decide(lead, stand, self.clause, known, verdict, hot)
        owner = self.people.get(decision.owner or "")
        counted = verdict.known_as not in _TOLD
        if counted:
            self._keep(lead, stand, decision.owner or "", owner, self.clause)
        touched = stand.asked_at if hot and stand.asked_at else now
        promise, due = self._due(lead, stand, decision.owner or "", hot) if counted else ("", None)
        self.handed[lead.key] = Handed(
            decision.owner or "",
            owner.team if owner else "",
            decision.step,
            str(verdict.known_as),
            decision.over_capacity and counted,
            counted,
            hot,
            touched,
            promise,
            due,
        )

    def _decide(
        self, lead: Lead, stand: Stand, clause: Handoff, known: Known, verdict: KnownAlready, hot: bool
    ) -> Decision:
        country = self.material.country.get(lead.contact, "")
        worked = known.worked_by if verdict.known_as is KnownAs.worked else ""
        ask = Ask(
            kind=clause.id,
            team=str(clause.to or ""),
            deal_owner=known.deal_owner,
            account_owner=self.material.owner.get(lead.contact, ""),
            last_owner=worked,
            account=self.material.account.get(lead.contact, 0),
            territory=country,
            country=country,
            lead_class=stand.klass,
            hot=hot,
        )
        if verdict.known_as is KnownAs.customer:
            ask = self._of_success(ask)
        steps = steps_when_known(self.document, verdict.known_as)
        return decide_owner(steps, ask, self.people.values(), stand.qualified_at)

    def _of_success(self, ask: Ask) -> Ask:
        """A customer is told to the team that the clause names, to who of it owns the account first."""
        lead = self.document.qualified_lead
        team = lead.known_already.get(CUSTOMER, "").removeprefix("tell ").strip() if lead else ""
        theirs = [one for one in self.people.values() if one.active and team and one.team == team]
        if not theirs:
            return ask
        person = next((one.ref for one in theirs if one.is_called(ask.account_owner)), "")
        return replace(ask, team=team, account_owner=person)

    def _known(self, lead: Lead, clause: Handoff, now: datetime) -> Known:
        deals = self.material.deals(lead.contact)
        running = [deal for deal in deals if deal.is_open(now)]
        worked = self._worked(lead, now)
        account = self.material.account.get(lead.contact)
        earlier = self._of_account.get(account, []) if account is not None else []
        return Known(
            deal_owner=next((deal.owner for deal in running if deal.owner), ""),
            in_deal=bool(running),
            customer=any(deal.is_won(now) for deal in deals),
            worked_by=worked[1] if worked else "",
            worked_at=worked[0] if worked else None,
            earlier=tuple(
                one for one, contact in earlier if contact != lead.contact and one.offered_at > now - _WEEK
            ),
        )

    def _worked(self, lead: Lead, now: datetime) -> tuple[datetime, str] | None:
        """Who last tried to reach this person before the lead began, as far back as the agreement looks."""
        back = worked_within(self.document)
        if back is None:
            return None
        tried = [
            (act.at, act.actor)
            for act in self.material.acts.get(lead.contact, ())
            if act.kind in GENUINE_ATTEMPTS
            and act.agent == Agent.human
            and act.actor
            and now - back <= act.at < lead.opened_at
        ]
        return max(tried, default=None)

    def _keep(self, lead: Lead, stand: Stand, ref: str, owner: Candidate | None, clause: Handoff) -> None:
        account = self.material.account.get(lead.contact)
        if account is not None:
            earlier = Earlier(len(self.handed) + 1, clause.id, ref, stand.qualified_at)
            self._of_account[account].append((earlier, lead.contact))
        if owner is None:
            return
        held = owner.open_leads + 1
        self.people[ref] = replace(owner, open_leads=held, last_assigned=stand.qualified_at)
        self.peak[ref] = max(self.peak[ref], held)
        if stand.ends_at is not None:
            heappush(self._ends, (stand.ends_at, ref))

    def _give_back(self, now: datetime) -> None:
        while self._ends and self._ends[0][0] <= now:
            _, ref = heappop(self._ends)
            self.people[ref] = replace(self.people[ref], open_leads=self.people[ref].open_leads - 1)

    def _due(self, lead: Lead, stand: Stand, ref: str, hot: bool) -> tuple[str, datetime | None]:
        """The promise that holds and when it is due, by the owner's own hours and what pauses their clock."""
        by_event = stand.by_kind in _EVENTS
        promised = handing_over.first_attempt(self.document, hot=hot, klass=stand.klass, by_event=by_event)
        hours = self._turn(ref)
        if promised is None or hours is None or self.document.clock is None:
            return "", None
        turn = replace(hours, since=stand.qualified_at)
        said = self.material.said.get(lead.contact, ())
        pauses = find_pauses(self.document.clock, said, turn, self._zone(ref)) if said else ()
        return promised.clause, due_at(turn, promised.within, [pause.span for pause in pauses])

    def _zone(self, ref: str) -> str:
        """The owner's zone, else that of the calendar they are reckoned by."""
        one, calendar = self.people.get(ref), handing_over.calendar_for(self.document)
        return one.zone if one and one.zone else str(calendar.zone) if calendar else ""

    def _hours(self, ref: str) -> Turn | None:
        """Somebody's open hours less their absences; None where no calendar is agreed."""
        one = self.people.get(ref)
        calendar = self.document.calendars.get(one.calendar) if one and one.calendar else None
        calendar = calendar or handing_over.calendar_for(self.document, one.zone if one else "")
        if calendar is None:
            return None
        hours = open_hours(calendar, (self.span[0] - _BEHIND).date(), (self.span[1] + _AHEAD).date())
        return Turn(ref, self.span[0], hours.without(one.absences if one else ()), workday(calendar))
