"""May we reach this person now? Law and consent, then sales in conversation, then how often, then when."""

from collections.abc import Iterator
from datetime import datetime

from accord.agreement.contact.asked import Ask, Situation
from accord.agreement.contact.caps import find_full
from accord.agreement.contact.holds import find_holds
from accord.agreement.contact.hours import find_quiet, walls_of
from accord.agreement.contact.law import assumed_consent, find_refusals
from accord.agreement.contact.terms import Policy
from accord.agreement.contact.verdict import Reason, Verdict, Why
from accord.agreement.shape.heading import Mode
from accord.vocabulary.facts import Team
from accord.vocabulary.said import said

_STEPS = 1000  # reasons that end one after the other before "never" is said: three years of nights


def decide_contact(policy: Policy, situation: Situation, ask: Ask, now: datetime) -> Verdict:
    """The answer for one person and one ask at an instant; the same inputs always give the same answer.

    The first reason of the closed order is the answer's, the others stand in `also`. `when` is the earliest
    instant at which nothing known now speaks against it: every reason ends once, and is asked again at its end.
    """
    reasons = list(_reasons(policy, situation, ask, now))
    against = [one for one in reasons if _speaks(one, ask)]
    noted = tuple(one for one in reasons if not _speaks(one, ask))
    assumed = tuple(_assumed(policy, situation, ask))
    if not against:
        return Verdict(
            answer=True,
            advised_only=False,
            why=Why.free,
            sentence=said("nothing speaks against it"),
            clause="",
            when=now,
            held_by="",
            noted=noted,
            assumed=assumed,
        )
    first, *also = against
    return Verdict(
        answer=False,
        advised_only=not any(_stops(one, ask) for one in against),
        why=first.why,
        sentence=first.sentence,
        clause=first.clause,
        when=_when(policy, situation, ask, now),
        held_by=first.held_by,
        also=tuple(also),
        noted=noted,
        assumed=assumed,
    )


def _reasons(policy: Policy, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    yield from find_refusals(situation, ask)
    yield from find_holds(policy, situation, ask, at)
    yield from find_full(policy, situation, ask, at)
    yield from find_quiet(policy, situation, ask, at)


def _speaks(reason: Reason, ask: Ask) -> bool:
    """A clause that only observes says nothing, except to what Accord itself sends."""
    return reason.mode is not Mode.observe or ask.ours


def _stops(reason: Reason, ask: Ask) -> bool:
    """The law stops everybody; a clause stops marketing where it is enforced, and always what Accord sends."""
    if reason.mode is None or ask.ours:
        return True
    return ask.team is Team.marketing and reason.mode is Mode.enforce


def _when(policy: Policy, situation: Situation, ask: Ask, now: datetime) -> datetime | None:
    at = now
    for _ in range(_STEPS):
        against = [one for one in _reasons(policy, situation, ask, at) if _speaks(one, ask)]
        if not against:
            return at
        ends = [one.until for one in against if one.until is not None]
        if len(ends) < len(against):
            return None
        at = max(ends)
    return None


def _assumed(policy: Policy, situation: Situation, ask: Ask) -> Iterator[str]:
    yield from assumed_consent(situation, ask)
    if policy.quiet is not None:
        _, assumption = walls_of(policy, situation)
        if assumption:
            yield assumption
