"""Through the ordinary door: two systems' exports into the record, joined by what the systems say."""

from pathlib import Path

import pytest

from accord.contacts.models import Contact, Deal, DealPerson, Identity
from accord.ledger.models import Fact, SourceRecord
from accord.vocabulary.facts import FactKind
from accord.workflows.import_export_file import ImportReport, import_export_file
from tests.connectors.test_hubspot import CONTACT, EVENT
from tests.connectors.test_salesforce import DEAL, LEAD, TASK
from tests.connectors.vendors_kit import write
from tests.ledger.made import MAYA, NOW, ledger_state

pytestmark = pytest.mark.django_db

CONVERTED = LEAD | {
    "IsConverted": "true",
    "ConvertedDate": "2024-04-01",
    "ConvertedContactId": "0031G00001QtDPl",
    "ConvertedAccountId": "0011G00000eM9wv",
    "ConvertedOpportunityId": DEAL["Id"],
    "Email": "m.stone@other.example",
}
SF_CONTACT = {
    "Id": "0031G00001QtDPl",
    "AccountId": "0011G00000eM9wv",
    "LastName": "Stone",
    "Email": "third@else.example",
    "OwnerId": "0051G000005MreQ",
    "CreatedDate": "2024-04-01T00:00:00Z",
    "IsDeleted": "false",
}


def bring(path: Path, source: str) -> ImportReport:
    report = import_export_file(MAYA, path, source=source, now=NOW)
    assert report.counts.rejected == 0
    return report


def contacts_of(*external_ids: str) -> set[int]:
    keys = SourceRecord.objects.filter(kind="person", external_id__in=external_ids).values_list(
        "key", flat=True
    )
    assert len(keys) == len(external_ids)
    return set(Identity.objects.filter(key__in=list(keys)).values_list("contact_id", flat=True))


def test_one_person_through_both_systems(tmp_path: Path) -> None:
    hubspot = CONTACT | {"salesforcecontactid": "0031G00001QtDPl", "hs_merged_object_ids": ""}
    assert bring(write(tmp_path / "a", "contacts.csv", [hubspot]), "marketing").connector == "hubspot"
    assert bring(write(tmp_path / "b", "events.csv", [EVENT]), "marketing").connector == "hubspot"
    assert bring(write(tmp_path / "c", "leads.csv", [CONVERTED]), "salesforce").connector == "salesforce"
    assert bring(write(tmp_path / "d", "contacts.csv", [SF_CONTACT]), "salesforce").connector == "salesforce"
    assert bring(write(tmp_path / "e", "deals.csv", [DEAL]), "salesforce").connector == "salesforce"
    assert (
        bring(write(tmp_path / "f", "tasks.csv", [TASK | {"TaskSubtype": "Call"}]), "salesforce").connector
        == "salesforce"
    )
    lead, contact = "00Q1G00000nDnM5UAK", "0031G00001QtDPlQAN"
    assert len(contacts_of("501", lead, contact, "email:maya@aqua.example")) == 1
    assert Deal.objects.count() == 1
    (person,) = contacts_of(contact)
    of_deal = DealPerson.objects.values_list("person_key", flat=True)
    assert set(Identity.objects.filter(key__in=list(of_deal)).values_list("contact_id", flat=True)) == {
        person
    }
    assert Fact.objects.filter(kind=FactKind.call_attempted).count() == 1


def test_arrival_order_does_not_matter(tmp_path: Path) -> None:
    deal = write(tmp_path / "a", "deals.csv", [DEAL])
    lead = write(tmp_path / "b", "leads.csv", [CONVERTED])
    for path in (deal, lead, deal, lead):
        bring(path, "crm")
    assert Contact.objects.filter(gone=False).count() == 1
    assert SourceRecord.objects.get(kind="deal").values != ""


def test_the_same_export_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(
        tmp_path, "contacts.csv", [CONTACT, CONTACT | {"hs_object_id": "502", "email": "b@aqua.example"}]
    )
    bring(path, "marketing")
    before = ledger_state()
    again = bring(path, "marketing")
    assert again.counts.facts_new == 0
    assert ledger_state() == before


def test_the_hubspot_folder_imports_through_the_door(shared_data: Path) -> None:
    folder = shared_data / "saas_export_seeds" / "hubspot"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data/saas_export_seeds, absent here")
    rejected = 0
    for path in sorted(folder.glob("*.csv")):
        report = import_export_file(MAYA, path, source="marketing", now=NOW)
        assert report.state == "done", path.name
        counts = report.counts
        assert counts.rows == counts.accepted + counts.rejected + counts.skipped
        rejected += counts.rejected
    assert rejected == 7  # meetings that start in January 1970: see test_vendor_seeds
    merged = contacts_of("78971951", "76340251", "46897301", "76226001")
    assert len(merged) == 1
