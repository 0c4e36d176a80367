"""The reason that a rep gives in the CRM is read with the lead, from the field that the mapping names."""

import json

import pytest
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.twin import SalesforceTwin

from accord.ledger.models import SourceRecord
from accord.workflows.handoffs.said_there import read_reason
from tests.crm.company import Clock

pytestmark = pytest.mark.django_db(transaction=True)


def say_there(prefix: str, field: str, reason: str) -> int:
    """A record as it was read with this reason in it; its key."""
    record = SourceRecord.objects.filter(kind="person", external_id__startswith=prefix).exclude(values="")[0]
    record.values = json.dumps(json.loads(record.values) | {field: reason})
    record.save(update_fields=["values"])
    return record.key


def test_of_salesforce(org: tuple[SalesforceTwin, Clock]) -> None:
    key = say_there("00Q", "Accord_Reason__c", " No timing ")
    assert read_reason(key) == "No timing"
    SourceRecord.objects.filter(key=key).update(source="an export")
    assert read_reason(key) == "", "no system is asked for it"
    assert read_reason(1) == ""


def test_of_hubspot(portal: tuple[HubSpotTwin, Clock]) -> None:
    assert read_reason(say_there("", "accord_reason", "duplicate")) == "duplicate"
