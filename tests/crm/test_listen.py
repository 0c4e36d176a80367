"""A change there is known here within seconds while we listen, whatever the interval; and without listening by it."""

from collections.abc import Iterator

import pytest
from twins.salesforce.seed import make_seed
from twins.salesforce.twin import SalesforceTwin

from accord.connectors.salesforce.live.events import ChangeFeed
from accord.ledger.models import Fact, SyncListener, SyncObject
from accord.reporting.sync_health import find_health
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows import read_crm
from accord.workflows.listen_crm import Listener, set_listening
from accord.workflows.work import work_once
from tests.crm.company import AGREEMENT, Clock, connected, salesforce

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hourly() -> Iterator[tuple[SalesforceTwin, Clock]]:
    """An org that is read once an hour, and was read a minute ago; a request is held for a moment only."""
    with salesforce({**make_seed(6, 1), "settings": {"comet_timeout": 0.05}}) as twin:
        clock = connected(twin, AGREEMENT.replace("read_every: 1 minute", "read_every: 60 minutes"))
        work(clock)
        clock.pass_(minutes=1)
        yield twin, clock


def work(clock: Clock) -> None:
    """The worker does what is due at this moment."""
    kinds = {read_crm.READ: lambda job, now: read_crm.read_system(job.key, clock).next_at}
    while work_once(kinds, clock):
        pass


def call(twin: SalesforceTwin, clock: Clock) -> None:
    """Rita calls somebody, in Salesforce."""
    lead = next(row["Id"] for row in twin.store.rows("Lead").values() if not row["IsConverted"])
    twin.act("log_call", who=lead, by="Rita Rep")


def calls() -> int:
    """How many calls the ledger knows."""
    return Fact.objects.filter(kind__in=[FactKind.call_connected, FactKind.call_attempted]).count()


def listening(clock: Clock) -> Listener:
    """A worker's ear that has just subscribed, and what its first hint asked for is read."""
    set_listening(SYSTEM, "salesforce", clock.now, on=True)
    ear = Listener(clock)
    assert ear.step() == 0
    work(clock)
    clock.pass_(seconds=11)
    return ear


def test_a_call_is_known_at_once_and_without_listening_after_the_hour(hourly: tuple[SalesforceTwin, Clock]) -> None:
    """The hint brings the read forward; the mutant that hears and does nothing leaves it to the interval."""
    twin, clock = hourly
    ear, before = listening(clock), calls()
    call(twin, clock)
    ear.step()
    work(clock)
    assert calls() == before + 1
