"""The spans and counts of the filter. They belong to its version: a change of any needs a new one."""

from datetime import timedelta
from typing import NamedTuple

FILTER_VERSION = "1"
# A click without a confirming sign weighs nothing for so long; a clause that names another hold passes its own.
HOLD = timedelta(minutes=60)


class Limits(NamedTuple):
    """Spans in seconds. Sources: docs/machine-or-human.md."""

    at_once: float = 60.0  # R6, and for suspicion
    soon: float = 180.0  # what a network's haste is counted by: a sandbox takes minutes
    honeypot_around: float = 30.0  # R3
    burst_within: float = 10.0  # R4
    burst_links: int = 3
    hand_paced: float = 0.7  # slower than this from link to link a hand can be
    endless_within: float = 48 * 3600.0
    endless_clicks: int = 24
    around: float = 3600.0  # R5
    fan_out: int = 5
    several_companies: int = 3  # fewer can be one office that the network list does not know
    shadow_within: float = 15.0  # R7
    visit: float = 1800.0  # a page event belongs to a click so long before it
    acted_within: float = 3600.0
    dwell: float = 5.0  # shorter is no reading
    scanned_mails: int = 2  # of one company
    set_aside: int = 11  # points of suspicion from which a click is not counted
    machine: int = 15
    used_share: float = 0.2  # of a network's people who used our pages: more are people behind a shared exit
    hasty_share: float = 0.6  # of a network's people whose links were pressed at once: more is a scanner
    hasty_mails: int = 3
    caller_within: float = 120.0  # an office's appliance and its people share network and browser


LIMITS = Limits()
# About three times the logarithm of how much likelier the sign is with a machine than with a person.
POINTS = {
    "hosting": 6,
    "at_once": 6,
    "gateway": 1,
    "scanned": 2,
    "silent": 5,
    "all_silent": 8,
    "many_companies": 4,
    "hasty_network": 5,
    "people_network": -3,
    "not_scanned": -2,
    "shared_exit": -4,
    "page_shown": 0,
    "page_scrolled": -3,
    "page_used": -9,
    "acted": -9,
    "familiar": -5,
}
