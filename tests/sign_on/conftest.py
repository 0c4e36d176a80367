"""A provider, an installation that knows it, and a browser that goes between the two."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from django.test import Client

from accord.config.sign_on import SignOn
from tests.cast import Cast
from tests.sign_on.provider import CLIENT, SECRET, Provider, serving

Said = Callable[..., None]
MAYA = {"email": "maya@accord.example", "email_verified": True, "name": "Maya"}


@pytest.fixture(scope="session")
def real_provider() -> Iterator[Provider]:
    """One provider for all tests of a process."""
    with serving() as found:
        yield found


@pytest.fixture
def provider(real_provider: Provider, settings: Any, cast: Cast) -> Provider:
    """The provider as new, with Maya signed in there, set as this installation's."""
    issuer = real_provider.issuer
    real_provider.__init__(issuer, person=dict(MAYA))  # type: ignore[misc]
    settings.INSTALLATION = replace(settings.INSTALLATION, sign_on=SignOn(issuer, CLIENT, SECRET))
    return real_provider


@pytest.fixture
def set_sign_on(provider: Provider, settings: Any) -> Said:
    """Change what is set of the provider."""

    def change(**fields: Any) -> None:
        changed = replace(settings.INSTALLATION.sign_on, **fields)
        settings.INSTALLATION = replace(settings.INSTALLATION, sign_on=changed)

    return change


def to_provider(client: Client, next_address: str = "", address: str = "/sign-on", **more: str) -> str:
    """Begin here: the address to which the page sends the browser."""
    page = client.post(address, {"next": next_address, **more})
    assert page.status_code == 200, page.content
    return str(page.headers["Refresh"]).removeprefix("0; url=")


def from_provider(address: str) -> str:
    """Go there over real HTTP: the address it sends the browser back to, on our host."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    return str(answer.headers["Location"]).removeprefix("http://testserver")


def sign_on(client: Client, next_address: str = "") -> Any:
    """The whole way round: our answer at its end."""
    return client.get(from_provider(to_provider(client, next_address)))


def is_in(client: Client) -> bool:
    """Whether this browser is signed in."""
    return bool(client.get("/board").status_code == 200)
