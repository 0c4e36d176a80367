"""What a web address names, read strictly: where two readers could disagree about the host, it is refused."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from accord.vocabulary.errors import Invalid, Refused

_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_PLAIN = re.compile(
    r"[!-~]+"
)  # visible ASCII: no blanks, no controls, nothing that looks like something else
_REMEDY = "write it as https://host.example/path"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the host in lower case (IPv6 without brackets), the path with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Rules:
    """Where requests may go: the schemes, and the hosts inside that this installation names (host, port)."""

    schemes: tuple[str, ...] = ("https",)
    private_hosts: frozenset[tuple[str, int]] = frozenset()

    def knows(self, host: str, port: int) -> bool:
        """Whether the installation names this host and port: it may then lie inside."""
        return (host, port) in self.private_hosts


def read_rules(private_hosts: Collection[str], schemes: tuple[str, ...] = ("https",)) -> Rules:
    """The rules of an installation that names these hosts inside as `host:port`. Raises `Invalid`."""
    named = set()
    for text in private_hosts:
        host, _, port = text.strip().lower().rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise Invalid(
                "settings.private_hosts",
                f'"{text}" is not a host with its port',
                "write it as crm.inside:8443",
            )
        named.add((host.strip("[]"), int(port)))
    return Rules(schemes, frozenset(named))


def trusting(rules: Rules, *addresses: str) -> Rules:
    """The rules, and the hosts of these addresses: operations typed them. Empty ones are passed over."""
    named = set(rules.private_hosts)
    for address in filter(None, addresses):
        try:
            parts = urlsplit(address)
            named.add((parts.hostname or "", parts.port or _PORTS[parts.scheme]))
        except (ValueError, KeyError) as problem:
            raise Invalid("outgoing.address", "this is not a web address", _REMEDY) from problem
    return Rules(rules.schemes, frozenset(named))


def read_target(address: str, rules: Rules) -> Target:
    """The target of an address. Raises `Invalid` for what is none, `Refused` for what is never asked for.

    It decides nothing about where the host lies: that is asked at the connection.
    """
    if len(address) > 2000 or not _PLAIN.fullmatch(address) or "\\" in address:
        raise Invalid("outgoing.address", "this is not a plain web address", _REMEDY)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as problem:
        raise Invalid("outgoing.address", "this is not a web address", _REMEDY) from problem
    if parts.scheme not in _PORTS:
        raise Invalid("outgoing.scheme", f'"{parts.scheme[:20]}" is not asked for from here', _REMEDY)
    if "@" in parts.netloc or "%" in parts.netloc:
        raise Refused("outgoing.userinfo", "the host is hidden behind a name or an escape", _REMEDY)
    host = _host(parts.netloc, parts.hostname or "")
    target = Target(parts.scheme, host, port or _PORTS[parts.scheme], _path(parts.path, parts.query))
    if rules.knows(target.host, target.port):
        return target
    if target.scheme not in rules.schemes:
        raise Refused("outgoing.scheme", "what is sent would be readable on its way", _REMEDY)
    if port is not None and target.port != _PORTS[target.scheme]:
        raise Refused(
            "outgoing.port",
            f"port {target.port} is not asked for",
            "leave the port away, or have operations name it",
        )
    return target


def _path(path: str, query: str) -> str:
    return (path or "/") + (f"?{query}" if query else "")


def _host(netloc: str, host: str) -> str:
    wrong = Refused("outgoing.host", "the host has no plain name", _REMEDY)
    if netloc.startswith("["):
        try:
            return str(IPv6Address(host))
        except AddressValueError:
            raise wrong from None
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise wrong
    if _NUMBER.fullmatch(labels[-1]):
        # Octal, hexadecimal and shortened numbers are read differently by different programs.
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise wrong from None
    return host
