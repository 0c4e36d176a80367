"""Keys, and doors that forget what they knew in the test before."""

from collections.abc import Iterator

import pytest

from accord.interfaces.tracking import segment
from accord.interfaces.tracking.keyring import keyring
from accord.ledger import event_maps
from accord.teams.people import SYSTEM
from accord.teams.write_keys import make_write_key
from accord.vocabulary.doors import Trust
from tests.tracking.letters import NOW

SITE = "https://www.halden.example"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    for buckets in (segment.per_key, segment.per_visitor):
        buckets._held.clear()
    keyring.forget()
    event_maps._kept.clear()
    yield
    event_maps._kept.clear()
    keyring.forget()


@pytest.fixture
def server_key(db: None) -> str:
    """A secret key of the source `website`."""
    return make_write_key(SYSTEM, Trust.server, source="website", now=NOW)


@pytest.fixture
def browser_key(db: None) -> str:
    """A public key of the same source, for one site."""
    return make_write_key(SYSTEM, Trust.browser, source="website", origins=[SITE], now=NOW)
