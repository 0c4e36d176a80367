"""The spans and counts of the filter. They belong to its version: a change of any needs a new one."""

from datetime import timedelta
from typing import NamedTuple

from accord.vocabulary.hits import Network

FILTER_VERSION = "5"
# A click without a confirming sign weighs nothing for so long; a clause that names another hold passes its own.
HOLD = timedelta(minutes=60)
SPAN = timedelta(days=28)  # what one network did is told together for so long: scanners keep theirs for weeks


class Limits(NamedTuple):
    """Spans in seconds. Sources: docs/machine-or-human.md."""

    at_once: float = 60.0  # R6, and for suspicion
    soon: float = 180.0  # what a network's haste is counted by: a sandbox takes minutes
    honeypot_around: float = 30.0  # R3
    burst_within: float = 10.0  # R4
    burst_links: int = 3
    hand_paced: float = 0.7  # slower than this from link to link a hand can be
    scattered_within: float = 600.0
    endless_within: float = 48 * 3600.0
    endless_clicks: int = 24
    fan_out: int = 5
    several_companies: int = 3  # fewer can be one office that the network list does not know
    shadow_within: float = 15.0  # R7
    visit: float = 1800.0  # a page event belongs to a click so long before it
    acted_within: float = 3600.0
    dwell: float = 5.0  # shorter is no reading
    scanned_mails: int = 2  # of one company
    several_within: float = 300.0  # links of one mail by one caller
    late: float = 3600.0  # scanners seldom come so late
    prior_mails: float = 4.0  # so many mails weigh what is assumed before any
    least_share: float = 0.03
    if_proven: float = 1.0  # natural logarithms of likelihoods, tempered: mails of one network are alike
    if_read: float = 2.0
    if_open: float = 0.3
    if_unread: float = 0.5
    unread_each: float = 0.8  # so many mails do people leave unread, where the page tells, for each they read
    unread_more: float = 1.5
    most_nats: float = 4.0
    set_aside: float = 3.0  # points of suspicion from which a click is not counted
    machine: float = 8.0
    hasty_share: float = 0.6  # of a network's people whose links were pressed at once: more is a scanner
    hasty_mails: int = 3
    caller_within: float = 120.0  # an office's appliance and its people share network and browser

    def usual_share(self, network: Network) -> float:
        """Machines among open mails from such networks, where nothing is known of the company."""
        return _USUAL[network]

    def escape(self, network: Network) -> float:
        """Mails by machines from such networks that nothing proves, for each that something does."""
        return _ESCAPE[network]


_USUAL = {Network.hosting: 0.5, Network.unknown: 0.15, Network.office: 0.03, Network.residential: 0.06}
_ESCAPE = {Network.hosting: 0.5, Network.unknown: 0.4, Network.office: 0.1, Network.residential: 0.3}
LIMITS = Limits()
POINTS = {  # three times the logarithm of how much likelier the sign is with a machine than with a person
    "at_once": 5,
    "soon": 5,
    "late": -3,
    "silent": 4,
    "all_silent": 8,
    "several_links": 5.5,
    "own_desks": -6,
    "unsubscribes": 4,
    "hasty_network": 5,
    "lone_network": -4,
    "way_out_too": 8,
    "untouched": 3,
    "page_shown": 0,
    "page_scrolled": -5,
    "page_used": -12,
    "acted": -12,
    "familiar": -5,
}
