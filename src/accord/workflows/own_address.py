"""Addresses of our own pages, for those who read of them elsewhere."""

from urllib.parse import quote

from django.conf import settings


def own_address() -> str:
    """Where people reach this installation, without a slash at its end."""
    address: str = settings.INSTALLATION.own_address
    return address


def link_to(about: str) -> str:
    """The page of a subject; that of one's notices where the reader may not see it."""
    return f"{own_address()}/to/{quote(about, safe=':')}" if about else f"{own_address()}/notices"
