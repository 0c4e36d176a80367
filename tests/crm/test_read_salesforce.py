"""What is done in Salesforce is known here: by change time, once, whatever happens in between."""

import pytest
from twins.salesforce.seed import make_seed

from accord.ledger.models import Fact, SourceRecord
from accord.ledger.sync import find_objects
from accord.workflows.read_crm import read_system
from tests.crm.company import connected, salesforce

pytestmark = pytest.mark.django_db


def test_a_company_is_read_and_read_again_changes_nothing() -> None:
    """Leads, contacts, users, members come in; a second round books no new fact."""
    with salesforce(make_seed(20, 1)) as twin:
        clock = connected(twin)
        assert SourceRecord.objects.filter(source="crm", kind="person").exclude(values="").count() == 20
        assert SourceRecord.objects.filter(source="crm", kind="user").exclude(values="").count() >= 4
        facts = Fact.objects.count()
        assert facts > 20
        clock.pass_(minutes=2)
        assert read_system("salesforce", clock, all_due=True).booked.facts == 0
        assert Fact.objects.count() == facts
        assert all(row.error == "" for row in find_objects("salesforce"))
