"""What one mail's hits prove by themselves: the rules that need to look at nothing else."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from accord.journey.agents.limits import Limits
from accord.journey.agents.reasons import Why
from accord.vocabulary.hits import AgentClass, Hit, HitKind, LinkRole, Network, Verdict
from accord.vocabulary.machines import is_machine

CLICKS = frozenset({HitKind.click, HitKind.open})
ACTS = frozenset({HitKind.form, HitKind.reply, HitKind.meeting})
SHOWN, SCROLLED, USED = 1, 2, 3
RENTED = frozenset({Network.residential, Network.unknown})  # lines at home, as far as the list tells
_AHEAD = ("prefetch", "prerender", "preview")
_is_program = lru_cache(maxsize=65_536)(is_machine)


class Seen:
    """One click (or open) while it is being judged. `proved` is a class that own evidence decides."""

    __slots__ = ("acted", "confirmed_at", "hit", "page", "proved", "since", "time", "why")

    def __init__(self, hit: Hit) -> None:
        self.hit = hit
        self.time = hit.at.timestamp()
        self.since = None if hit.delivered_at is None else self.time - hit.delivered_at.timestamp()
        self.proved: AgentClass | None = None
        self.why: list[Why] = []
        self.page = 0  # how far our page saw somebody: shown, scrolled, used
        self.acted = False
        self.confirmed_at: float | None = None

    @property
    def caller(self) -> tuple[str, str]:
        """Network and browser: who asked, as far as a request tells."""
        return self.hit.block, self.hit.user_agent

    def prove(self, klass: AgentClass, why: Why) -> None:
        """Decide, and keep every further reason."""
        if self.proved is None:
            self.proved = klass
        self.why.append(why)


def first_look(hits: Iterable[Hit], limits: Limits) -> list[Seen]:
    """The clicks and opens of one mail (one message in one mailbox) with what they prove, by time."""
    ordered = sorted(hits, key=lambda hit: (hit.at, hit.hit_id))
    seen = [Seen(hit) for hit in ordered if hit.kind in CLICKS]
    for one in seen:
        _alone(one)
    if len(seen) < len(ordered):
        _confirm(seen, [hit for hit in ordered if hit.kind not in CLICKS], limits)
    if len(seen) > 1:
        clicks = [one for one in seen if one.hit.kind is HitKind.click]
        _with_honeypot(clicks, limits)
        _burst(clicks, limits)
        _whole(clicks, limits)
        _scattered(clicks, limits)
        _endless(clicks, limits)
        _same_caller(seen, limits)
    for one in seen:
        _acquit(one)
    return seen


def _alone(one: Seen) -> None:
    hit = one.hit
    if hit.method not in ("GET", "POST") or hit.purpose.lower().startswith(_AHEAD):
        one.prove(AgentClass.prefetch, Why.prefetch)
    if hit.user_agent and _is_program(hit.user_agent):
        one.prove(AgentClass.machine, Why.program)
    if hit.verdict is Verdict.machine:
        one.prove(AgentClass.machine, Why.provider)
    if one.since is not None and one.since < 0:
        one.prove(AgentClass.machine, Why.too_early)
    if hit.link_role is LinkRole.honeypot:
        one.prove(AgentClass.machine, Why.honeypot)


def _confirm(seen: list[Seen], others: list[Hit], limits: Limits) -> None:
    """Give each page event and act to the latest click it can belong to."""
    for other in others:
        time = other.at.timestamp()
        for one in reversed(seen):
            if one.time > time or one.hit.kind is not HitKind.click:
                continue
            if other.kind is HitKind.page:
                if time - one.time > limits.visit + other.dwell_seconds:
                    break
                if _same_visit(one.hit, other):
                    _shown(one, other, time, limits)
                    break
            elif time - one.time > limits.acted_within:
                break
            elif one.proved is None:
                one.acted, one.confirmed_at = True, _earlier(one.confirmed_at, time)
                break


def _same_visit(click: Hit, page: Hit) -> bool:
    return (
        (not page.link or not click.link or page.link == click.link)
        and (not page.user_agent or page.user_agent == click.user_agent)
        and (not page.block or not click.block or page.block == click.block)
    )


def _shown(one: Seen, page: Hit, time: float, limits: Limits) -> None:
    how = SHOWN
    if page.dwell_seconds >= limits.dwell:
        how = USED if page.pointer else SCROLLED if page.scrolled else SHOWN
    one.page = max(one.page, how)
    if how > SHOWN:
        one.confirmed_at = _earlier(one.confirmed_at, time)


def _earlier(known: float | None, time: float) -> float:
    return time if known is None else min(known, time)


def _with_honeypot(clicks: list[Seen], limits: Limits) -> None:
    traps = [one for one in clicks if one.hit.link_role is LinkRole.honeypot]
    for trap in traps:
        for one in clicks:
            near = abs(one.time - trap.time) <= limits.honeypot_around
            if near and one.hit.link_role is not LinkRole.honeypot and _one_block(one.hit, trap.hit):
                one.prove(AgentClass.machine, Why.with_honeypot)


def _one_block(a: Hit, b: Hit) -> bool:
    return not a.block or not b.block or a.block == b.block


def _burst(clicks: list[Seen], limits: Limits) -> None:
    """R4: several links of the mail within seconds, unless a hand can have done it."""
    asked = [one for one in clicks if one.proved is not AgentClass.prefetch]
    start = 0
    for end, one in enumerate(asked):
        while one.time - asked[start].time > limits.burst_within:
            start += 1
        if end - start + 1 < limits.burst_links:
            continue
        for each in _rushed(asked[start : end + 1], limits):
            if Why.burst not in each.why:
                each.prove(AgentClass.machine, Why.burst)


def _rushed(some: list[Seen], limits: Limits) -> list[Seen]:
    """Of clicks within seconds those that no hand made: of one caller; else, spread over callers, all unread."""
    if len({one.hit.link for one in some}) < limits.burst_links:
        return []
    by_caller: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in some:
        by_caller[one.caller].append(one)
    hurried = [
        mine for mine in by_caller.values() if len({one.hit.link for one in mine}) >= limits.burst_links
    ]
    if hurried:
        return [one for mine in hurried if not _by_hand(mine, limits) for one in mine]
    return [one for one in some if one.page < SCROLLED]


def _by_hand(some: list[Seen], limits: Limits) -> bool:
    """Whether one person opening tab after tab can have made these clicks of one caller."""
    if any(one.hit.network is Network.hosting for one in some):
        return False
    if any(one.page >= SCROLLED for one in some):
        return True
    gaps = [b.time - a.time for a, b in itertools.pairwise(some)]
    roles = {one.hit.link_role for one in some}
    first = some[0].since
    return (
        min(gaps) >= limits.hand_paced
        and roles == {LinkRole.content}
        and (first is None or first >= limits.at_once)
    )


def _whole(clicks: list[Seen], limits: Limits) -> None:
    """R4: both links of a mail of two, the way out among them, within seconds by one caller, and neither read."""
    by_caller: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in clicks:
        if one.hit.links == 2 and one.proved is None:
            by_caller[one.caller].append(one)
    for mine in by_caller.values():
        roles = {one.hit.link_role for one in mine}
        hurried = mine[-1].time - mine[0].time <= limits.burst_within
        read = any(one.page >= SCROLLED or one.acted for one in mine)
        if (
            len({one.hit.link for one in mine}) == 2
            and LinkRole.unsubscribe in roles
            and hurried
            and not read
        ):
            for one in mine:
                one.prove(AgentClass.machine, Why.whole_mail)


def _scattered(clicks: list[Seen], limits: Limits) -> None:
    """Links of one mail, each from another network with another browser, in minutes, none read: rented lines.

    One person has one or two of each. Colleagues to whom a mail is forwarded press the same link. Two are enough
    where both pages would have told of a visit, or where the other is a trap. Nobody rents an office or a data
    centre as a line at home, and a rented line presses one link: whoever presses two is judged by that.
    """
    left = _single_lines(clicks)
    start = 0
    for end, one in enumerate(left):
        while one.time - left[start].time > limits.scattered_within:
            start += 1
        some = left[start : end + 1]
        links = {each.hit.link for each in some}
        blocks = {each.hit.block for each in some if each.hit.block}
        agents = {each.hit.user_agent for each in some if each.hit.user_agent}
        if min(len(links), len(blocks), len(agents)) >= limits.burst_links:
            _scatter(some)
        elif any(_told_twice(before, one, limits) for before in some):
            _scatter([before for before in some if _told_twice(before, one, limits)] + [one])


def _single_lines(clicks: list[Seen]) -> list[Seen]:
    """The unread clicks of callers that pressed one link of this mail, from lines that can be rented."""
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in clicks:
        links[one.caller].add(one.hit.link)
    return [
        one
        for one in clicks
        if (one.proved is None or one.why == [Why.honeypot])
        and one.page < SCROLLED
        and not one.acted
        and one.hit.network in RENTED
        and len(links[one.caller]) == 1
    ]


def _scatter(some: list[Seen]) -> None:
    for each in some:
        if Why.scattered not in each.why:
            each.prove(AgentClass.machine, Why.scattered)


def _told_twice(a: Seen, b: Seen, limits: Limits) -> bool:
    """Whether two lines pressed two links within few minutes, each a trap or one whose page told of nobody."""
    return (
        b.time - a.time <= limits.several_within
        and a.hit.link != b.hit.link
        and bool(a.hit.block and b.hit.block and a.hit.block != b.hit.block)
        and bool(a.hit.user_agent and b.hit.user_agent and a.hit.user_agent != b.hit.user_agent)
        and all(
            each.hit.link_role is LinkRole.honeypot or (each.hit.pages_report and not each.page)
            for each in (a, b)
        )
    )


def _endless(clicks: list[Seen], limits: Limits) -> None:
    """More clicks on one mail than a person makes: what nothing else explains, and nobody read, is a machine's."""
    left = [one for one in clicks if one.proved is None and one.page < SCROLLED]
    start = 0
    for end, one in enumerate(left):
        while one.time - left[start].time > limits.endless_within:
            start += 1
        if end - start + 1 >= limits.endless_clicks:
            for each in left:
                each.prove(AgentClass.machine, Why.endless)
            return


def _same_caller(seen: list[Seen], limits: Limits) -> None:
    """Whoever was proven a machine in this mail is one in all of it, where network and browser are told.

    In an office only for a moment: its appliance leaves by the same network as its people.
    """
    guilty: dict[tuple[str, str], list[float]] = {}
    for one in seen:
        if one.proved is AgentClass.machine and one.hit.block:
            guilty.setdefault(one.caller, []).append(one.time)
    for one in seen:
        if one.proved is None and one.caller in guilty:
            near = min(abs(one.time - time) for time in guilty[one.caller]) <= limits.caller_within
            if near or one.hit.network is Network.hosting:
                one.prove(AgentClass.machine, Why.same_caller)


def _acquit(one: Seen) -> None:
    """A page that was really used outweighs what is said of timing and by others, not what was done."""
    said = {Why.provider, Why.too_early, Why.same_caller, Why.with_honeypot}
    read = one.page == USED and one.hit.network is not Network.hosting
    if read and one.proved is AgentClass.machine and said.issuperset(one.why):
        one.proved = None
        one.why.clear()
