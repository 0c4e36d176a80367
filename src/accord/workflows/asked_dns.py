"""What the DNS says, asked as receivers of our letters ask it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.resolver
from django.conf import settings

_WITHIN = 5.0  # seconds
Asked = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Dns:
    """Texts, addresses and mail exchangers by name; () where there are none. Each raises `Unasked`."""

    texts: Asked
    addresses: Asked
    exchangers: Asked


class Unasked(Exception):
    """Nobody answered."""


def open_dns() -> Dns:
    """The machine's resolver, or the one of `ACCORD_DNS` (host or host:port)."""
    server = settings.INSTALLATION.dns
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.partition(":")
        resolver.nameservers, resolver.port = [host], int(port or 53)
    resolver.lifetime = _WITHIN

    def ask(name: str, kind: str) -> list[Any]:
        try:
            return list(resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as problem:
            raise Unasked(type(problem).__name__) from problem

    return Dns(
        texts=lambda name: tuple(b"".join(one.strings).decode(errors="replace") for one in ask(name, "TXT")),
        addresses=lambda name: tuple(str(one) for kind in ("A", "AAAA") for one in ask(name, kind)),
        exchangers=lambda name: tuple(str(one.exchange).rstrip(".") for one in ask(name, "MX")),
    )
