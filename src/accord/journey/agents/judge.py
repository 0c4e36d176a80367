"""From hits to judgements: a pure function of the set of hits, whatever the order of their arrival."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from accord.journey.agents.around import Around
from accord.journey.agents.around import Network as Traffic
from accord.journey.agents.first_look import SCROLLED, SHOWN, USED, Seen, first_look
from accord.journey.agents.limits import FILTER_VERSION, LIMITS, POINTS, Limits
from accord.journey.agents.reasons import Why
from accord.vocabulary.hits import AgentClass, Hit, HitKind, LinkRole, Network


class Judgement(NamedTuple):
    """Who stands behind one hit, why, and by which version of the filter.

    `confirmed_at` is when a sign of a person came (None: none did): see `released_at`.
    """

    hit_id: str
    klass: AgentClass
    why: tuple[Why, ...]
    version: str
    at: datetime
    confirmed_at: datetime | None


_PAGES = {SHOWN: Why.page_shown, SCROLLED: Why.page_scrolled, USED: Why.page_used}
_AWAY = {Network.hosting: 2, Network.unknown: 1}  # further from where people sit
COUNTED = frozenset({AgentClass.human, AgentClass.likely_human})


def released_at(judgement: Judgement, hold: timedelta) -> datetime:
    """From when on a counted click may move anything: at its confirmation, else after the hold."""
    held_until = judgement.at + hold
    return held_until if judgement.confirmed_at is None else min(judgement.confirmed_at, held_until)


def judge(hits: Iterable[Hit], limits: Limits = LIMITS) -> list[Judgement]:
    """A judgement for each click and open, by (message, recipient, time).

    Give every hit of the mails in question, and of the mails that share a network with them within the same
    span (`around.span_of`), or the company: see `docs/machine-or-human.md`.
    """
    mails: dict[tuple[str, int], list[Hit]] = defaultdict(list)
    for hit in hits:
        mails[(hit.message, hit.recipient)].append(hit)
    looked = [first_look(mails[mail], limits) for mail in sorted(mails)]
    around = Around(looked, limits)
    return [judgement for seen in looked for judgement in judge_mail(seen, around, limits)]


def judge_mail(seen: list[Seen], around: Around, limits: Limits = LIMITS) -> list[Judgement]:
    """The judgements of one mail's hits, in order of time."""
    judged = [_judge(one, seen, around, limits) for one in seen]
    _shadows(seen, judged, limits)
    return [
        Judgement(
            one.hit.hit_id, klass, tuple(dict.fromkeys(why)), FILTER_VERSION, one.hit.at, _moment(one, klass)
        )
        for one, (klass, why) in zip(seen, judged, strict=True)
    ]


def _moment(one: Seen, klass: AgentClass) -> datetime | None:
    if one.confirmed_at is None or klass not in COUNTED:
        return None
    return datetime.fromtimestamp(one.confirmed_at, UTC)


def _judge(one: Seen, mail: list[Seen], around: Around, limits: Limits) -> tuple[AgentClass, list[Why]]:
    near = around.network(one)
    if one.proved is not None and not (one.why == [Why.scattered] and near.used):
        return one.proved, one.why
    if one.hit.kind is not HitKind.click:
        return AgentClass.unknown, []
    by_network = _by_network(one, around, near, limits)
    if by_network is not None:
        return AgentClass.machine, [by_network]
    prior = around.prior(one)
    signs = _signs(one, mail, around, near, limits)
    points = prior + sum(POINTS[sign] for sign in signs)
    signs.append(Why.scanned if prior > 0 else Why.not_scanned)
    if points >= limits.machine:
        return AgentClass.machine, signs
    if points >= limits.set_aside:
        return AgentClass.unknown, signs
    if one.page >= SCROLLED or one.acted:
        return AgentClass.human, signs
    return AgentClass.likely_human, signs


def _by_network(one: Seen, around: Around, near: Traffic, limits: Limits) -> Why | None:
    """R5, R6, and a network that was proven to scan. Never an office or a home: people share those."""
    network = one.hit.network
    if network not in (Network.hosting, Network.unknown):
        return None
    seen = one.page == USED or one.acted
    hasty = near.open > 1 and near.hasty >= limits.hasty_share * near.open
    if network is Network.hosting:
        if near.proven > near.used or hasty:
            return Why.known_scanner
        if near.proven and near.recipients >= limits.fan_out and near.silent > near.used and not seen:
            return Why.fan_out
        shared = not near.proven and (near.used or (near.companies == 1 and near.open > 2 * near.hasty))
        if _at_once(one, limits) and not shared and (not seen or around.scanned(one)):
            return Why.hosting_at_once
        return None
    if hasty and not seen and (near.proven > near.used or near.companies >= limits.fan_out):
        return Why.known_scanner
    if near.companies >= limits.several_companies and near.proven > 2 * near.used and not seen:
        return Why.known_scanner
    return None


def _at_once(one: Seen, limits: Limits) -> bool:
    return one.since is not None and one.since < limits.at_once


def _signs(one: Seen, mail: list[Seen], around: Around, near: Traffic, limits: Limits) -> list[Why]:
    """What speaks for and against a person, to be added up."""
    hit = one.hit
    signs = []
    if hit.network is Network.hosting and near.companies == 1 and not near.proven:
        signs.append(Why.own_desks)
    if hit.network is Network.unknown and near.mails == 1:
        signs.append(Why.lone_network)
    hurried = near.hasty >= limits.hasty_share * max(near.open, limits.hasty_mails)
    if hit.network is Network.office and _at_once(one, limits) and hurried:
        signs.append(Why.hasty_network)
    signs += _timing(one, limits)
    signs += _reading(one, mail, limits)
    if one.page < SCROLLED and around.familiar(one):
        signs.append(Why.familiar)
    return signs


def _timing(one: Seen, limits: Limits) -> list[Why]:
    if one.since is None:
        return []
    if one.since < limits.at_once:
        return [Why.at_once]
    return [Why.soon] if one.since < limits.soon else [Why.late] if one.since >= limits.late else []


def _reading(one: Seen, mail: list[Seen], limits: Limits) -> list[Why]:
    """What the pages behind the links tell, and which links of the mail were pressed."""
    alike = [each for each in mail if each.caller == one.caller and each.hit.kind is HitKind.click]
    signs = []
    reporting = [each for each in alike if each.hit.pages_report]
    if one.hit.pages_report and not one.page:
        silent = len({each.hit.link for each in reporting}) > 1 and not any(each.page for each in reporting)
        signs.append(Why.all_silent if silent else Why.silent)
    near = {each.hit.link for each in alike if abs(each.time - one.time) <= limits.several_within}
    if len(near) >= limits.burst_links and not any(each.page >= SCROLLED for each in alike):
        signs.append(Why.several_links)
        if LinkRole.unsubscribe in {each.hit.link_role for each in alike}:
            signs.append(Why.way_out_too)
    if {each.hit.link_role for each in alike} == {LinkRole.unsubscribe}:
        signs.append(Why.unsubscribes)
    if one.page:
        signs.append(_PAGES[one.page])
    if one.page == SHOWN and one.hit.network in (Network.hosting, Network.unknown):
        signs.append(Why.untouched)
    if one.acted:
        signs.append(Why.acted)
    return signs


def _shadows(seen: list[Seen], judged: list[tuple[AgentClass, list[Why]]], limits: Limits) -> None:
    """R7: of two hits on one link within seconds from different callers, only the one with a person counts.

    Who fetches again does so from a data centre, which the list may miss. So a page that was read is kept; else an
    office or a home, rather than an unlisted network, rather than a hosting one; else a page shown; else the first.
    Two of offices and homes are two people.
    """
    counted = [n for n, (klass, _) in enumerate(judged) if klass in COUNTED]
    for place, later in enumerate(counted):
        for earlier in reversed(counted[:place]):
            a, b = seen[earlier], seen[later]
            if b.time - a.time > limits.shadow_within:
                break
            if judged[earlier][0] not in COUNTED or not _elsewhere(a.hit, b.hit):
                continue
            if a.page >= SCROLLED and b.page >= SCROLLED:
                continue
            loser = earlier if _nearer(b) > _nearer(a) else later
            if seen[loser].hit.network not in _AWAY:
                continue
            judged[loser] = (AgentClass.machine, [Why.shadow])
            if loser == later:
                break


def _nearer(one: Seen) -> tuple[bool, int, int]:
    """How near to a person's a click is, of two on one link."""
    return one.page >= SCROLLED, -_AWAY.get(one.hit.network, 0), one.page


def _elsewhere(a: Hit, b: Hit) -> bool:
    return bool(
        a.link == b.link and a.block != b.block and a.user_agent != b.user_agent and a.block and b.block
    )
