"""Whether a server's addresses may send for a domain (RFC 7208), as far as its record says it without macros."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from accord.workflows.asked_dns import Dns

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Unreadable(Exception):
    """The record cannot be followed: macros, `exists`, `ptr`, or more than ten lookups."""


def authorises(domain: str, servers: Iterable[str], asked: Dns) -> bool | None:
    """Whether every one of these addresses passes; None where the record cannot be followed from here."""
    found = [one for one in map(_address, servers) if one is not None]
    if not found:
        return None
    try:
        return all(_passes(domain, server, _Budget(asked)) for server in found)
    except Unreadable:
        return None


@dataclass(slots=True)
class _Budget:
    """The DNS, asked at most as often as a receiver asks it."""

    asked: Dns
    left: int = MOST_LOOKUPS

    def spend(self) -> Dns:
        self.left -= 1
        if self.left < 0:
            raise Unreadable
        return self.asked


def _passes(domain: str, server: Address, budget: _Budget) -> bool:
    """The first mechanism that matches decides; without one, the record it redirects to; else nobody is allowed."""
    records = [one for one in budget.asked.texts(domain) if one.lower().split()[:1] == ["v=spf1"]]
    if len(records) != 1:
        raise Unreadable
    redirect = ""
    for term in records[0].split()[1:]:
        if term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
            continue
        if "=" in term.partition(":")[0]:
            continue  # another modifier: exp=
        allows = term[:1] not in "-~?"
        if _matches(term.lstrip("+-~?"), domain, server, budget):
            return allows
    if redirect:
        budget.spend()
        return _passes(redirect, server, budget)
    return False


def _matches(mechanism: str, domain: str, server: Address, budget: _Budget) -> bool:
    name, _, value = mechanism.partition(":")
    name, _, bits = name.partition("/")
    name = name.lower()
    if "%" in mechanism or name in ("exists", "ptr"):
        raise Unreadable
    if name == "all":
        return True
    if name in ("ip4", "ip6"):
        return _within(server, value)
    if name == "include":
        budget.spend()
        return _passes(value, server, budget)
    if name not in ("a", "mx"):
        raise Unreadable
    where, _, more = value.partition("/")
    return any(
        _within(server, f"{one}/{more or bits}" if more or bits else one)
        for one in _of_name(name, where or domain, budget)
    )


def _of_name(name: str, domain: str, budget: _Budget) -> Iterator[str]:
    asked = budget.spend()
    hosts = asked.exchangers(domain) if name == "mx" else (domain,)
    for host in hosts:
        yield from asked.addresses(host)


def _within(server: Address, network: str) -> bool:
    try:
        known: Network = ip_network(network, strict=False)
    except ValueError:
        return False
    return server.version == known.version and server in known


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
