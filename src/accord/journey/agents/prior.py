"""How likely a click that nothing proves is a machine's, before it is looked at: learnt from the hits around it.

Empirical Bayes. In a class of networks (hosting, office, ...) the pages that report tell how many of the mails in
which nothing is proven were really read; the rest, beyond those whom no page tells of, are machines that escaped
proof. Their number per proven machine is the class's escape ratio. A company's own proven machines times that
ratio, against its own open mails, is its prior; with few mails it leans on its class, and that on `Limits`.
So a company that nobody scans is believed, and where 19 of 20 clicks are scans, an unread one is not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log

from accord.journey.agents.first_look import SCROLLED, Seen
from accord.journey.agents.limits import Limits
from accord.vocabulary.hits import AgentClass, Network

Place = tuple[str, int]  # a network in a span of days
POINTS_PER_NAT = 3.0  # the scale of `limits.POINTS`


@dataclass(slots=True)
class _Mails:
    """Mails pressed from one class of networks: proven a machine's, open; of the open, reporting and read."""

    proven: int = 0
    open: int = 0
    reporting: int = 0
    read: int = 0

    def add(self, mine: list[Seen]) -> None:
        if any(one.proved is AgentClass.machine for one in mine):
            self.proven += 1
        elif any(one.proved is None for one in mine):
            self.open += 1
            if any(one.hit.pages_report for one in mine):
                self.reporting += 1
                self.read += any(one.page >= SCROLLED for one in mine)


class Prior:
    """The odds of a machine by class of network, company and network, as points."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._companies: dict[tuple[str, Network], _Mails] = defaultdict(_Mails)
        self._blocks: dict[Place, _Mails] = defaultdict(_Mails)
        self._known: dict[tuple[str, Network], float] = {}

    def add(self, clicks: Iterable[Seen], place_of: Callable[[Seen], Place]) -> None:
        """One mail's clicks."""
        by_class: dict[Network, list[Seen]] = defaultdict(list)
        by_block: dict[Place, list[Seen]] = defaultdict(list)
        for one in clicks:
            by_class[one.hit.network].append(one)
            if one.hit.block:
                by_block[place_of(one)].append(one)
        for network, mine in by_class.items():
            if mine[0].hit.recipient_domain:
                self._companies[mine[0].hit.recipient_domain, network].add(mine)
        for place, mine in by_block.items():
            self._blocks[place].add(mine)

    def points(self, one: Seen, place: Place, companies: int) -> float:
        """The prior of an open click."""
        network = one.hit.network
        share = self._of_company(one.hit.recipient_domain, network)
        mails = self._blocks[place] if one.hit.block else _Mails()
        shared = one.hit.block and (
            network is Network.hosting or (network is Network.unknown and companies > 1)
        )
        if one.hit.block and not shared:
            share = self._mixed(mails, self._limits.escape(network), share)
        least = self._limits.least_share
        share = min(max(share, least), 1 - least)
        nats = log(share / (1 - share))
        return POINTS_PER_NAT * (nats + self._kind_of(mails) if shared else nats)

    def _kind_of(self, mails: _Mails) -> float:
        """Whether a network that several use is a scanner's or people's exit: the logarithm of the odds.

        A scanner's mails are mostly proven, people's never; people read pages, scanners do not; a mail in which
        neither is seen says little, for people.
        """
        limits = self._limits
        untold = max(mails.open - mails.reporting - 1, 0)
        nats = limits.if_proven * mails.proven - limits.if_read * mails.read - limits.if_open * untold
        nats += limits.if_unread * self._too_quiet(mails)
        return min(max(nats, -limits.most_nats), limits.most_nats)

    def _of_company(self, company: str, network: Network) -> float:
        """The expected share of machines among a company's open mails of the class."""
        key = company, network
        if key not in self._known:
            share = self._limits.usual_share(network)
            if company:
                share = self._mixed(self._companies[key], self._limits.escape(network), share)
            self._known[key] = share
        return self._known[key]

    def _too_quiet(self, mails: _Mails) -> float:
        """Open mails that nobody read although the page would have told, beyond those of people."""
        return max(mails.reporting - mails.read - self._limits.unread_each * mails.read, 0)

    def _mixed(self, own: _Mails, ratio: float, share: float) -> float:
        """A wider group's share, and what is known of the narrower."""
        weight = self._limits.prior_mails
        expected = min(ratio * own.proven, max(own.open - own.read, 0))
        if own.proven:
            expected = max(expected, min(self._too_quiet(own) - self._limits.unread_more, own.proven))
        return (expected + weight * share) / (own.open + weight)
