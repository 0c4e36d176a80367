"""The contact policy's answer in the shape that leaves this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.contact import Ask, Reason, Verdict, Why
from accord.teams.agreements import Current
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One thing that speaks against it."""

    why: Why
    sentence: str
    clause: str
    until: datetime | None
    held_by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict as every interface gives it, with the version of the agreement it was given under."""

    contact_id: int
    team: Team
    medium: Medium
    automatic: bool
    campaign: str
    answer: bool
    advised_only: bool
    why: Why
    sentence: str
    clause: str
    when: datetime | None
    held_by: str
    also: tuple[ReasonView, ...]
    noted: tuple[ReasonView, ...]
    assumed: tuple[str, ...]
    agreement: str
    agreement_hash: str
    signed: bool
    as_of: datetime


def view_answer(
    contact_id: int, ask: Ask, verdict: Verdict, standing: Current | None, now: datetime
) -> Answer:
    """A verdict in the shape that leaves this room."""
    return Answer(
        contact_id=contact_id,
        team=ask.team,
        medium=ask.medium,
        automatic=ask.automatic,
        campaign=ask.campaign,
        answer=verdict.answer,
        advised_only=verdict.advised_only,
        why=verdict.why,
        sentence=verdict.sentence,
        clause=verdict.clause,
        when=verdict.when,
        held_by=verdict.held_by,
        also=_views(verdict.also),
        noted=_views(verdict.noted),
        assumed=verdict.assumed,
        agreement=standing.title if standing else "",
        agreement_hash=standing.hash if standing else "",
        signed=standing is not None and standing.signed,
        as_of=now,
    )


def _views(reasons: Iterable[Reason]) -> tuple[ReasonView, ...]:
    return tuple(ReasonView(r.why, r.sentence, r.clause, r.until, r.held_by) for r in reasons)
