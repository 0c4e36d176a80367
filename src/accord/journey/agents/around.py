"""What stands around a hit: its network within the hour, the mails of the sending to its company, its recipient."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from accord.journey.agents.first_look import SCROLLED, Seen
from accord.journey.agents.limits import Limits
from accord.vocabulary.hits import AgentClass, HitKind


class Neighbours(NamedTuple):
    """What one network did within the span before and after an instant."""

    recipients: int
    companies: int
    proven: int  # mails in which it was proven a machine
    used: int  # mails in which somebody used the page behind the link from there


class _Trace(NamedTuple):
    time: float
    recipient: int
    company: str
    message: str
    proven: bool
    used: bool


class Around:
    """Summaries over many mails, built from what each mail proves by itself. Order of arrival never matters."""

    def __init__(self, mails: Iterable[list[Seen]], limits: Limits) -> None:
        self._limits = limits
        self._blocks: dict[str, list[_Trace]] = defaultdict(list)
        self._mails: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self._own: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for seen in mails:
            self._add(seen)
        for traces in self._blocks.values():
            traces.sort()

    def _add(self, seen: list[Seen]) -> None:
        clicks = [one for one in seen if one.hit.kind is HitKind.click]
        for one in clicks:
            hit, used = one.hit, one.page >= SCROLLED and one.proved is None
            if hit.block:
                proven = one.proved is AgentClass.machine
                trace = _Trace(one.time, hit.recipient, hit.recipient_domain, hit.message, proven, used)
                self._blocks[hit.block].append(trace)
            if used and hit.user_agent:
                self._own[hit.recipient].add(one.caller)
        if clicks and clicks[0].hit.recipient_domain:
            counts = self._mails[(clicks[0].hit.message, clicks[0].hit.recipient_domain)]
            counts[0] += 1
            counts[1] += any(one.proved is AgentClass.machine for one in clicks)

    def neighbours(self, one: Seen) -> Neighbours:
        """What the hit's network did within the hour around it. No network told: nothing."""
        traces = self._blocks.get(one.hit.block)
        if not traces or len(traces) == 1:
            return Neighbours(len(traces or ()), len(traces or ()), 0, 0)
        span = self._limits.around
        low = bisect_left(traces, one.time - span, key=_time)
        near = traces[low : bisect_right(traces, one.time + span, key=_time)]
        return Neighbours(
            len({t.recipient for t in near}),
            len({t.company for t in near}),
            len({(t.message, t.recipient) for t in near if t.proven}),
            len({(t.message, t.recipient) for t in near if t.used}),
        )

    def scanned(self, one: Seen) -> bool:
        """Whether enough mails of this sending to this company were proven to be scanned."""
        mails, proven = self._mails.get((one.hit.message, one.hit.recipient_domain), (0, 0))
        return proven > 0 and proven >= self._limits.scanned_share * mails

    def familiar(self, one: Seen) -> bool:
        """Whether this recipient used one of our pages with this browser from this network."""
        return one.caller in self._own.get(one.hit.recipient, ())

    def stranger(self, one: Seen) -> bool:
        """Whether this recipient uses our pages, but neither from this network nor with this browser."""
        own = self._own.get(one.hit.recipient)
        return own is not None and all(
            block != one.hit.block and agent != one.hit.user_agent for block, agent in own
        )


def _time(trace: _Trace) -> float:
    return trace.time
