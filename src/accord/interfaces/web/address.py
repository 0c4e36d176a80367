"""Whose request it is behind a proxy: the address is taken from X-Forwarded-For only where a listed proxy says so."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Networks = Sequence[IPv4Network | IPv6Network]


class RealAddress:
    """Middleware: REMOTE_ADDR becomes the nearest address that is no listed proxy (ACCORD_PROXIES)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Resolve, then answer."""
        proxies = [ip_network(each, strict=False) for each in settings.INSTALLATION.proxies]
        told = request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = real_address(request.META.get("REMOTE_ADDR", ""), told, proxies)
        return self.answer(request)


def real_address(peer: str, told: str, proxies: Networks) -> str:
    """The caller's address. What stands left of the first stranger from the right may be invented by him."""
    nearest = peer
    for each in reversed([peer, *filter(None, map(str.strip, told.split(",")))][1:]):
        if not _is_proxy(nearest, proxies):
            break
        nearest = each
    return nearest


def _is_proxy(address: str, proxies: Networks) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in proxies)
