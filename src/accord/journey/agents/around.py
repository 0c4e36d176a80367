"""What stands around a hit: its network in that span, the mails of the sending to its company, its recipient.

All three are counts over fixed sets, so that the order of arrival never matters and a new hit changes
others only where it turns one of their answers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from accord.journey.agents.first_look import SCROLLED, Seen
from accord.journey.agents.limits import SPAN, Limits
from accord.journey.agents.prior import Prior
from accord.vocabulary.hits import AgentClass, HitKind

Caller = tuple[str, str]


def span_of(at: datetime) -> int:
    """The number of the span an instant lies in."""
    return int(at.timestamp() // SPAN.total_seconds())


class Network(NamedTuple):
    """What one network did in one span, in mails."""

    recipients: int = 0
    companies: int = 0
    mails: int = 0
    proven: int = 0  # in which it was proven a machine
    used: int = 0  # in which somebody used the page behind the link from there
    silent: int = 0  # in which no page behind its links was shown, though it would have told
    open: int = 0  # in which nothing was proven
    at_once: int = 0  # whose link was pressed from there at once after delivery
    hasty: int = 0  # the open ones of these


class _Tally:
    """The same while it is counted."""

    __slots__ = ("at_once", "companies", "hasty", "mails", "open", "proven", "recipients", "silent", "used")

    def __init__(self) -> None:
        self.recipients: set[int] = set()
        self.companies: set[str] = set()
        self.mails = self.proven = self.used = self.silent = self.open = self.at_once = self.hasty = 0

    def add(self, mine: list[Seen], limits: Limits) -> None:
        """One mail's hits from this network in this span."""
        self.recipients.add(mine[0].hit.recipient)
        self.companies.add(mine[0].hit.recipient_domain)
        self.mails += 1
        proven = any(one.proved is AgentClass.machine for one in mine)
        self.proven += proven
        self.used += not proven and any(one.page >= SCROLLED for one in mine)
        self.silent += any(one.hit.pages_report for one in mine) and not any(one.page for one in mine)
        self.open += not proven
        at_once = any(one.since is not None and one.since < limits.soon for one in mine)
        self.at_once += at_once
        self.hasty += at_once and not proven

    def network(self) -> Network:
        """As counts."""
        return Network(
            len(self.recipients), len(self.companies),
            self.mails, self.proven, self.used, self.silent, self.open, self.at_once, self.hasty,
        )  # fmt: skip


class Around:
    """Summaries over many mails, built from what each mail proves by itself."""

    def __init__(self, mails: Iterable[list[Seen]], limits: Limits) -> None:
        self._limits = limits
        tallies: dict[tuple[str, int], _Tally] = defaultdict(_Tally)
        self._companies: dict[str, Counter[str]] = defaultdict(Counter)
        self._prior = Prior(limits)
        self._own: dict[int, set[Caller]] = defaultdict(set)
        for seen in mails:
            self._add([one for one in seen if one.hit.kind is HitKind.click], tallies)
        self._networks = {key: tally.network() for key, tally in tallies.items()}

    def _add(self, clicks: list[Seen], tallies: dict[tuple[str, int], _Tally]) -> None:
        by_network: dict[tuple[str, int], list[Seen]] = defaultdict(list)
        for one in clicks:
            if one.hit.block:
                by_network[_key(one)].append(one)
            if one.hit.user_agent and one.proved is None and one.page >= SCROLLED:
                self._own[one.hit.recipient].add(one.caller)
        self._prior.add(clicks, _key)
        for key, mine in by_network.items():
            tallies[key].add(mine, self._limits)
        if clicks and clicks[0].hit.recipient_domain:
            counts = self._companies[clicks[0].hit.recipient_domain]
            for kind in {one.hit.network for one in clicks if one.proved is AgentClass.machine}:
                counts[kind] += 1

    def network(self, one: Seen) -> Network:
        """What the hit's network did in its span. No network told: nothing."""
        return self._networks.get(_key(one), _NOTHING)

    def prior(self, one: Seen) -> float:
        """How likely a machine is here, before this click is looked at, in points."""
        return self._prior.points(one, _key(one), self.network(one).companies)

    def scanned(self, one: Seen) -> bool:
        """Whether mails to this company were proven to be scanned, from networks of the same class."""
        counts = self._companies.get(one.hit.recipient_domain)
        return counts is not None and counts[one.hit.network] >= self._limits.scanned_mails

    def familiar(self, one: Seen) -> bool:
        """Whether this recipient used one of our pages with this browser from this network."""
        return one.caller in self._own.get(one.hit.recipient, ())


_NOTHING = Network()


def _key(one: Seen) -> tuple[str, int]:
    return one.hit.block, span_of(one.hit.at)
