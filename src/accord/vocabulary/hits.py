"""One request that a link, a picture or a page of ours received, with what is known of who made it.

A hit is evidence; whether a person or a machine stands behind it is judged by `accord.journey.agents`.
Every field but the first five may be unknown: rules that need an unknown field do not fire.
`docs/machine-or-human.md` explains each field.
"""

from datetime import datetime
from enum import IntEnum, StrEnum
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from accord.vocabulary.facts import Agent


class HitKind(StrEnum):
    """What was asked for, or what confirms that somebody was there."""

    click = "click"
    open = "open"
    page = "page"  # an event of our own page script after a click: how long, scrolled, pointer moved
    form = "form"
    reply = "reply"
    meeting = "meeting"


class Network(StrEnum):
    """Whose addresses these are, as the network list says. `unknown`: not on it, or there is no list."""

    unknown = "unknown"
    hosting = "hosting"
    office = "office"
    residential = "residential"


class LinkRole(StrEnum):
    """What the link is for. A honeypot is invisible to people: no reader's program shows or speaks it."""

    content = "content"
    unsubscribe = "unsubscribe"
    honeypot = "honeypot"


class Verdict(StrEnum):
    """What the sender's own provider said of the hit."""

    none = "none"
    machine = "machine"
    human = "human"


class AgentClass(IntEnum):
    """Who stands behind a hit. Numbers are permanent: the ledger keeps them."""

    human = 1
    likely_human = 2
    unknown = 3
    machine = 4
    prefetch = 5

    @property
    def agent(self) -> Agent:
        """The three-valued word that facts carry. Only `human` counts."""
        return _AGENTS[self]


_AGENTS = {
    AgentClass.human: Agent.human,
    AgentClass.likely_human: Agent.human,
    AgentClass.unknown: Agent.unknown,
    AgentClass.machine: Agent.machine,
    AgentClass.prefetch: Agent.machine,
}


class Hit(NamedTuple):
    """One hit. `(message, recipient)` is one mail in one mailbox. Instants carry their zone."""

    hit_id: str  # unique for ever; ties of time break by it
    kind: HitKind
    message: str  # the mailing: the same for all its recipients
    recipient: int  # random key of the mailbox it was sent to
    at: datetime
    recipient_domain: str = ""
    link: str = ""  # which link of the message; empty: not told
    link_role: LinkRole = LinkRole.content
    links: int = 0  # distinct tracked links in the message, all roles; 0: not told
    delivered_at: datetime | None = None  # when the receiving server took it; None: not told
    block: str = ""  # the address cut to its network, "203.0.113.0/24" or an IPv6 "/48"; never the whole
    network: Network = Network.unknown
    user_agent: str = ""
    method: str = "GET"
    purpose: str = ""  # the header Sec-Purpose or Purpose, "prefetch" for instance
    verdict: Verdict = Verdict.none
    gateway: bool | None = None  # the recipient's mail exchanger is a known security gateway; None: not told
    pages_report: bool = False  # the page behind the link would have told us of a visit (consent and script)
    dwell_seconds: float = 0.0  # of a page event: since the page was shown
    scrolled: bool = False  # of a page event
    pointer: bool = False  # of a page event: pointer, touch or key


class Evidence(NamedTuple):
    """What a source tells of one hit beside the fact: kept apart from it, erasable, and only for a while.

    The fields are those of `Hit`. An empty `message` or `link` is read from the fact: its campaign, its asset.
    """

    message: str = ""
    link: str = ""
    link_role: LinkRole = LinkRole.content
    links: int = 0
    delivered_at: datetime | None = None
    block: str = ""
    user_agent: str = ""
    method: str = "GET"
    purpose: str = ""
    verdict: Verdict = Verdict.none
    gateway: bool | None = None
    pages_report: bool = False
    dwell_seconds: float = 0.0
    scrolled: bool = False
    pointer: bool = False


def block_of(address: str) -> str:
    """The network an address is cut to: an IPv4 /24, an IPv6 /48; empty for what is no address.

    >>> block_of("203.0.113.77"), block_of("2001:db8:1:2::9"), block_of("redacted")
    ('203.0.113.0/24', '2001:db8:1::/48', '')
    """
    try:
        parsed = ip_address(address.strip())
    except ValueError:
        return ""
    return str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))
