"""Why a hit was judged as it was: the closed list, with the rule each belongs to."""

from enum import StrEnum


class Why(StrEnum):
    """A sign that spoke for or against a person. The words are permanent: judgements carry them.

    `hosting`, `gateway`, `many_companies`, `people_network` and `shared_exit` are of version 1 only.
    """

    # decide alone, in this order
    prefetch = "prefetch"  # R1
    program = "program"  # R8
    provider = "provider"
    too_early = "too_early"  # R2
    honeypot = "honeypot"  # R3
    with_honeypot = "with_honeypot"  # R3
    burst = "burst"  # R4
    whole_mail = "whole_mail"  # R4
    scattered = "scattered"
    endless = "endless"
    fan_out = "fan_out"  # R5
    hosting_at_once = "hosting_at_once"  # R6
    shadow = "shadow"  # R7
    same_caller = "same_caller"
    known_scanner = "known_scanner"
    # add up
    hosting = "hosting"
    at_once = "at_once"
    gateway = "gateway"  # R9
    silent = "silent"  # R10
    all_silent = "all_silent"  # R10
    scanned = "scanned"
    many_companies = "many_companies"
    hasty_network = "hasty_network"
    soon = "soon"
    several_links = "several_links"
    unsubscribes = "unsubscribes"
    way_out_too = "way_out_too"
    untouched = "untouched"
    # speak for a person
    people_network = "people_network"
    not_scanned = "not_scanned"
    late = "late"
    lone_network = "lone_network"
    own_desks = "own_desks"
    shared_exit = "shared_exit"
    page_shown = "page_shown"
    page_scrolled = "page_scrolled"
    page_used = "page_used"
    acted = "acted"
    familiar = "familiar"
    nothing_against = "nothing_against"


SENTENCES = {
    Why.prefetch: "asked for ahead, by a program that loads links before they are pressed",
    Why.program: "its user agent names itself a program",
    Why.provider: "the sender's provider says it was a machine",
    Why.too_early: "came before the mail was delivered",
    Why.honeypot: "followed a link that people cannot see",
    Why.with_honeypot: "came with a hit on a link that people cannot see",
    Why.burst: "several links of one mail within seconds",
    Why.whole_mail: "both links of a mail of two, that which unsubscribes among them, within seconds",
    Why.scattered: "several links of one mail, each from another network and browser, none read",
    Why.endless: "more clicks on one mail than a person makes",
    Why.fan_out: "one hosting network pressed links of several people",
    Why.hosting_at_once: "from a hosting network, at once after delivery",
    Why.shadow: "the same link again, seconds after a person, from elsewhere",
    Why.same_caller: "same network and browser as a proven machine in the same mail",
    Why.known_scanner: "its network was proven to scan, and nobody was seen behind it",
    Why.hosting: "from a hosting network",
    Why.at_once: "at once after delivery",
    Why.gateway: "the company's mail passes a security gateway",
    Why.silent: "the page behind the link was never shown",
    Why.all_silent: "none of the pages behind its links was ever shown",
    Why.scanned: "of this company's unread clicks from networks of this class most are expected to be scans",
    Why.many_companies: "one network pressed links for several companies",
    Why.people_network: "from an office or a home",
    Why.not_scanned: "of this company's clicks from networks of this class few are expected to be scans",
    Why.shared_exit: "people were seen behind its network, and no machine",
    Why.hasty_network: "most links from its network were pressed at once after delivery",
    Why.soon: "within minutes of delivery",
    Why.several_links: "several links of the mail by one caller, none of them read",
    Why.unsubscribes: "only the link that unsubscribes",
    Why.way_out_too: "the link that unsubscribes and several others, none of them read",
    Why.untouched: "the page was shown and neither scrolled nor used, as by programs that run scripts",
    Why.lone_network: "nobody else's mail was pressed from its network for weeks",
    Why.own_desks: "its hosting network is used by this company alone, and nothing was proven there",
    Why.late: "an hour or more after delivery",
    Why.page_shown: "the page behind the link was shown",
    Why.page_scrolled: "the page was scrolled",
    Why.page_used: "the page was used with pointer, touch or keys",
    Why.acted: "the recipient filled a form, replied or booked soon after",
    Why.familiar: "the recipient's own browser and network, seen in use before or since",
    Why.nothing_against: "nothing speaks against a person",
}
