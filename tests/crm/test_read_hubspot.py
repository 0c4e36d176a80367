"""What is done in HubSpot is known here: searched by change time, without an offset, late index or not."""

import pytest
from twins.hubspot.seed import make_seed

from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sync import find_objects
from accord.workflows.read_crm import read_system
from tests.crm.company import connected, hubspot

pytestmark = pytest.mark.django_db


def test_a_portal_is_read_and_read_again_changes_nothing() -> None:
    """Contacts with their companies and owners come in; a second round books no new fact."""
    with hubspot(make_seed(20, 1)) as twin:
        clock = connected(twin)
        people = SourceRecord.objects.filter(source="marketing", kind="person").exclude(values="")
        assert people.count() == 20
        assert SourceRecord.objects.filter(source="marketing", kind="user").exclude(values="").count() >= 4
        facts = Fact.objects.count()
        assert facts > 20
        clock.pass_(minutes=2)
        assert read_system("hubspot", clock, all_due=True).booked.facts == 0
        assert [(r.object, r.error) for r in find_objects("hubspot") if r.error] == []
        assert Fact.objects.count() == facts
