"""What the contact policy would have refused: each touch in order of time, asked as live asks before it is sent.

What is stopped was not sent, and counts for no cap after it. Held as they were: what people said, deals, conversations.
Consents, complaints and renewals are the same under both agreements: they are not asked.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from accord.agreement.contact.asked import Ask, OpenDeal, Situation, Spoke, Touch
from accord.agreement.contact.caps import join_reports
from accord.agreement.contact.compiling import compile_contact
from accord.agreement.contact.decide import decide_contact
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY, Policy
from accord.agreement.shape import Document
from accord.measures.replay.material import Act, Material
from accord.vocabulary.facts import Agent, FactKind


class Refusals(NamedTuple):
    """How often a clause spoke against a touch (one that only observes too), and how many it would have stopped."""

    clause: str
    against: int
    stopped: int


def refusals(
    document: Document, material: Material, contacts: Collection[int], since: datetime, until: datetime
) -> tuple[Refusals, ...]:
    """By clause, over what reached these contacts between two instants; empty without a contact policy."""
    policy = compile_contact(document)
    if not (policy.caps or policy.holds or policy.quiet):
        return ()
    against: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for group in _groups(material, contacts):
        for clause, stops in _refused(policy, material, group, set(contacts) & set(group), since, until):
            against[clause] += 1
            stopped[clause] += stops
    return tuple(Refusals(clause, against[clause], stopped[clause]) for clause in sorted(against))


def _groups(material: Material, contacts: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """The people whose touches count together: those of an account, or one without an account."""
    seen: set[int] = set()
    for contact in sorted(contacts):
        if contact not in seen:
            group = material.around(contact)
            seen.update(group)
            yield group


def _refused(
    policy: Policy,
    material: Material,
    group: tuple[int, ...],
    asked: Collection[int],
    since: datetime,
    until: datetime,
) -> Iterator[tuple[str, bool]]:
    """(clause, whether it stopped the touch) of every touch of the stretch that something speaks against."""
    touches = join_reports(
        _touch(act) for one in group for act in material.acts.get(one, ()) if act.kind in REACHES
    )
    longest = max(policy.longest_cap, timedelta())
    sent: deque[Touch] = deque()
    for touch in touches:
        if touch.at >= until:
            return
        while sent and sent[0].at + longest <= touch.at:
            sent.popleft()
        if touch.at >= since and touch.person in asked:
            verdict = decide_contact(policy, _situation(policy, material, touch, sent), _ask(touch), touch.at)
            against = [verdict.clause] if not verdict.answer else [each.clause for each in verdict.noted[:1]]
            yield from ((clause, verdict.stopped) for clause in against)
            if verdict.stopped:
                continue
        sent.append(touch)


def _situation(policy: Policy, material: Material, touch: Touch, sent: Iterable[Touch]) -> Situation:
    back = touch.at - policy.longest_hold
    spoke = tuple(
        Spoke(act.at, FactKind(act.kind), act.actor, act.seq)
        for act in material.acts.get(touch.person, ())
        if act.kind in TWO_WAY and act.agent != Agent.machine and back < act.at < touch.at
    )
    deals = tuple(
        OpenDeal(deal.key, deal.owner) for deal in material.deals(touch.person) if deal.is_open(touch.at)
    )
    return Situation(
        person=touch.person,
        touches=tuple(sent),
        spoke=spoke,
        deals=deals,
        country=material.country.get(touch.person, ""),
    )


def _ask(touch: Touch) -> Ask:
    return Ask(team=touch.team, medium=touch.medium, automatic=touch.automatic, campaign=touch.campaign)


def _touch(act: Act) -> Touch:
    team, medium, automatic = REACHES[act.kind]
    return Touch(
        act.at, team, medium, automatic, act.contact, act.campaign, act.asset, act.actor, act.source,
        FactKind(act.kind), act.seq,
    )  # fmt: skip
