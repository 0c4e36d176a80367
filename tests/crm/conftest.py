"""What the tests of the CRMs begin with: a data folder of their own, and a connected system of either vendor."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.seed import make_seed as salesforce_seed
from twins.salesforce.twin import SalesforceTwin

from accord.workflows.connections import forget_sessions
from tests.crm.company import AGREEMENT, Clock, connected, hubspot, salesforce


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, settings: Any) -> Path:
    """Where this test's connections lie: they are files."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    forget_sessions()
    return tmp_path


@pytest.fixture
def agreement() -> str:
    """What both teams signed; a file of tests that needs another one defines it anew."""
    return AGREEMENT


@pytest.fixture
def org(agreement: str) -> Iterator[tuple[SalesforceTwin, Clock]]:
    """A connected Salesforce org that was read, a minute ago."""
    with salesforce(salesforce_seed(12, 1)) as twin:
        clock = connected(twin, agreement)
        clock.pass_(minutes=1)
        yield twin, clock


@pytest.fixture
def portal(agreement: str) -> Iterator[tuple[HubSpotTwin, Clock]]:
    """A connected HubSpot portal that was read, a minute ago."""
    with hubspot(hubspot_seed(12, 1)) as twin:
        clock = connected(twin, agreement)
        clock.pass_(minutes=1)
        yield twin, clock
