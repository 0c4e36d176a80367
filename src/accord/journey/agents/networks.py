"""Whose addresses: networks by class from a dated list that the user supplies. It works offline.

The file is CSV: `network,class` with a class of `hosting`, `office`, `residential`; a line `# date: 2026-11-01`
says of when it is. Lines that begin with # are notes.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from ipaddress import ip_network
from itertools import accumulate

from accord.vocabulary.errors import Invalid
from accord.vocabulary.hits import Network
from accord.vocabulary.issues import Issue, Level

_REMEDY = 'write "203.0.113.0/24,hosting" (or office, residential)'
OLD_AFTER = timedelta(days=90)


class Networks:
    """A list of networks. Where two hold an address, the smaller one says what it is."""

    def __init__(self, entries: Iterable[tuple[str, Network]] = (), made_on: date | None = None) -> None:
        self.made_on = made_on
        found = []
        for text, kind in entries:
            network = ip_network(text, strict=False)
            first, last = int(network.network_address), int(network.broadcast_address)
            found.append((network.version, first, last, kind))
        found.sort(key=lambda entry: (entry[0], entry[1], -entry[2]))
        self._starts = [(version, first) for version, first, _, _ in found]
        self._entries = found
        self._reach = list(accumulate((entry[2] for entry in found), max))  # how far any entry so far reaches
        self._known: dict[str, Network] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def is_old(self, today: date) -> bool:
        """Whether the list is older than it may be, or says no date."""
        return self.made_on is None or today - self.made_on > OLD_AFTER

    def of(self, block: str) -> Network:
        """The class of a block; unknown where no entry holds all of it."""
        if not block or not self._entries:
            return Network.unknown
        if block not in self._known:
            self._known[block] = self._find(block)
        return self._known[block]

    def _find(self, block: str) -> Network:
        network = ip_network(block, strict=False)
        first, last = int(network.network_address), int(network.broadcast_address)
        at = bisect_right(self._starts, (network.version, first)) - 1
        while at >= 0 and self._entries[at][0] == network.version and self._reach[at] >= last:
            if self._entries[at][2] >= last:
                return self._entries[at][3]
            at -= 1
        return Network.unknown


def read_networks(lines: Iterable[str]) -> Networks:
    """The list in a file's lines. Raises `Invalid` with every line that cannot be read."""
    entries: list[tuple[str, Network]] = []
    issues = []
    made_on: date | None = None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("#"):
            name, _, value = text.lstrip("# ").partition(":")
            if name.strip() == "date":
                made_on = _date(value.strip())
            continue
        if not text or text.casefold().startswith("network,"):
            continue
        network, _, kind = (part.strip() for part in text.partition(","))
        try:
            ip_network(network, strict=False)
            entries.append((network, Network(kind)))
        except ValueError:
            issues.append(
                Issue(
                    Level.error,
                    "networks.line",
                    f'"{text[:60]}" is no network and class',
                    _REMEDY,
                    line=number,
                )
            )
    if issues:
        raise Invalid(
            "networks.unreadable", f"{len(issues)} lines of the network list cannot be read", _REMEDY, issues
        )
    return Networks(entries, made_on)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
