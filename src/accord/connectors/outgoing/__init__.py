"""Requests that leave this machine: where they may go is decided at the connection, not by the spelling.

`send` delivers to an address that a user chose and says only how it ended; `fetch` reads what one answers, for
this program alone. `session` (asks for `requests`) gives the vendors' own clients connections under the same rules.
"""

from accord.connectors.outgoing.client import Delivery, Fetched, Limits, fetch, send
from accord.connectors.outgoing.connect import check_reachable, open_connection, resolve
from accord.connectors.outgoing.target import Rules, Target, read_rules, read_target, trusting

__all__ = [
    "Delivery",
    "Fetched",
    "Limits",
    "Rules",
    "Target",
    "check_reachable",
    "fetch",
    "open_connection",
    "read_rules",
    "read_target",
    "resolve",
    "send",
    "trusting",
]
