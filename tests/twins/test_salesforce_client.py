"""simple-salesforce, unchanged, against the twin."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import twins.salesforce
from twins.salesforce import SalesforceTwin

from tests.twins.conftest import sign_in, simple_salesforce

KEY = "Accord_Key__c"


def test_query_all_follows_the_pages() -> None:
    seed = twins.salesforce.make_seed(0, 1)
    seed["objects"]["Lead"] = [{"LastName": f"L{n}", "Company": "C"} for n in range(4100)]
    with twins.salesforce.serve(seed) as twin:
        sf = sign_in(twin)
        first = sf.query("SELECT Id FROM Lead ORDER BY Id")
        assert (len(first["records"]), first["totalSize"], first["done"]) == (2000, 4100, False)
        assert first["nextRecordsUrl"].startswith("/services/data/v59.0/query/01g")
        found = sf.query_all("SELECT Id, Name FROM Lead")["records"]
        assert len({row["Id"] for row in found}) == 4100
        small = sf.query("SELECT Id FROM Lead", headers={"Sforce-Query-Options": "batchSize=200"})
        assert len(small["records"]) == 200


def test_make_read_change_delete(sf: Any) -> None:
    made = sf.Lead.create({"LastName": "Novak", "Company": "Kestrel", KEY: "k1"})
    assert made["success"] and len(made["id"]) == 18
    assert sf.Lead.update(made["id"], {"Status": "Working - Contacted"}) == 204
    row = sf.Lead.get(made["id"])
    assert (row["Status"], row["Name"], row["IsConverted"]) == ("Working - Contacted", "Novak", False)
    assert sf.Lead.get_by_custom_id(KEY, "k1")["Id"] == made["id"]
    assert sf.Lead.get(made["id"][:15])["Id"] == made["id"]
    assert sf.Lead.delete(made["id"]) == 204
    with pytest.raises(simple_salesforce.SalesforceResourceNotFound):
        sf.Lead.get(made["id"])


def test_upsert_by_external_id(sf: Any) -> None:
    assert sf.Lead.upsert(f"{KEY}/a-1", {"LastName": "One", "Company": "C"}) == 201
    assert sf.Lead.upsert(f"{KEY}/a-1", {"LastName": "Two"}) == 200
    assert sf.query(f"SELECT LastName FROM Lead WHERE {KEY} = 'a-1'")["records"][0]["LastName"] == "Two"


def test_describe_and_picklists(sf: Any) -> None:
    assert {"Lead", "Contact", "Task", "Event", "CampaignMember"} <= {
        o["name"] for o in sf.describe()["sobjects"]
    }
    fields = {f["name"]: f for f in sf.Lead.describe()["fields"]}
    assert [v["value"] for v in fields["Accord_Class__c"]["picklistValues"]] == ["A", "B", "C"]
    assert (
        fields["OwnerId"]["referenceTo"] == ["Group", "User"]
        and fields["OwnerId"]["relationshipName"] == "Owner"
    )
    assert not fields["IsConverted"]["updateable"] and fields[KEY]["externalId"]


def test_limits_and_usage_header(sf: Any, org: SalesforceTwin) -> None:
    before = sf.limits()["DailyApiRequests"]
    sf.query("SELECT Id FROM User")
    after = sf.limits()["DailyApiRequests"]
    assert (before["Max"], before["Remaining"] - after["Remaining"]) == (100_000, 2)
    assert sf.api_usage["api-usage"].used == org.used()


def test_sandbox_is_said(sf: Any) -> None:
    assert sf.is_sandbox() is True


def test_bulk_query_pages_and_states(sf: Any, org: SalesforceTwin) -> None:
    pages = list(sf.bulk2.Lead.query("SELECT Id, Name, CreatedDate FROM Lead", max_records=7, wait=0.01))
    lines = [line for page in pages for line in page.splitlines()[1:]]
    assert len(lines) == sf.query("SELECT COUNT() FROM Lead")["totalSize"] == 30
    assert all(line.split(",")[2].strip('"').endswith(".000Z") for line in lines)
    job = sf.restful(
        "jobs/query", method="POST", data=json.dumps({"operation": "query", "query": "SELECT Id FROM Lead"})
    )
    states = [sf.restful(f"jobs/query/{job['id']}")["state"] for _ in range(3)]
    assert (job["state"], states) == ("UploadComplete", ["InProgress", "JobComplete", "JobComplete"])


def test_bulk_ingest_names_what_failed(sf: Any) -> None:
    rows = [{"LastName": "A", "Company": "B"}, {"LastName": "C", "Company": ""}]
    done = sf.bulk2.Lead.insert(records=rows, wait=0.01)[0]
    assert (done["numberRecordsProcessed"], done["numberRecordsFailed"]) == (2, 1)
    results = sf.bulk2.Lead.get_all_ingest_records(done["job_id"])
    assert results["failedRecords"][0]["sf__Error"].startswith("REQUIRED_FIELD_MISSING")
    changed = [{"Id": results["successfulRecords"][0]["sf__Id"], "Title": "Buyer"}]
    assert sf.bulk2.Lead.update(records=changed, wait=0.01)[0]["numberRecordsFailed"] == 0


def test_deleted_and_updated(sf: Any, org: SalesforceTwin) -> None:
    gone, kept = (row["Id"] for row in sf.query("SELECT Id FROM Lead LIMIT 2")["records"])
    sf.Lead.delete(gone)
    sf.Lead.update(kept, {"Title": "x"})
    start, end = datetime.now(UTC) - timedelta(minutes=5), datetime.now(UTC) + timedelta(minutes=5)
    assert [row["id"] for row in sf.Lead.deleted(start, end)["deletedRecords"]] == [gone]
    assert sf.Lead.updated(start, end)["ids"] == [kept]


def test_collections_of_200_all_or_none(sf: Any) -> None:
    good = {"attributes": {"type": "Lead"}, "LastName": "x", "Company": "y"}
    bad = {"attributes": {"type": "Lead"}, "LastName": "x"}

    def post(records: list[Any], every: bool) -> Any:
        body = json.dumps({"allOrNone": every, "records": records})
        return sf.restful("composite/sobjects", method="POST", data=body)

    before = sf.query("SELECT COUNT() FROM Lead")["totalSize"]
    assert [r["success"] for r in post([good, bad], every=False)] == [True, False]
    rolled = post([good, bad], every=True)
    assert [r["errors"][0]["statusCode"] for r in rolled] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "REQUIRED_FIELD_MISSING",
    ]
    assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] == before + 1
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="EXCEEDED_ID_LIMIT"):
        post([good] * 201, every=False)


def test_composite_uses_earlier_answers(sf: Any) -> None:
    steps = [
        {
            "method": "POST",
            "url": "/services/data/v59.0/sobjects/Account",
            "referenceId": "a",
            "body": {"Name": "N"},
        },
        {
            "method": "POST",
            "url": "/services/data/v59.0/sobjects/Contact",
            "referenceId": "c",
            "body": {"LastName": "L", "AccountId": "@{a.id}"},
        },
    ]
    body = json.dumps({"allOrNone": True, "compositeRequest": steps})
    done = sf.restful("composite", method="POST", data=body)["compositeResponse"]
    contact = sf.Contact.get(done[1]["body"]["id"])
    assert contact["AccountId"] == done[0]["body"]["id"]


def test_each_way_to_sign_in(org: SalesforceTwin) -> None:
    rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")
    from cryptography.hazmat.primitives import serialization

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.Encoding.PEM
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    org.sessions.apps["accord-twin"]["public_key"] = (
        key.public_key().public_bytes(form, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    )
    user = {"username": "rita@pretend.example", "password": "twin-password"}
    for way in (
        {},
        user,
        {"username": "rita@pretend.example", "privatekey": private, "consumer_secret": None},
    ):
        assert sign_in(org, **way).query("SELECT COUNT() FROM Lead")["totalSize"] == 30
    soap = {**user, "security_token": "tok", "consumer_key": None, "consumer_secret": None}
    assert sign_in(org, **soap).query("SELECT COUNT() FROM Lead")["totalSize"] == 30
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    wrong = other.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    with pytest.raises(simple_salesforce.SalesforceAuthenticationFailed, match="invalid assertion"):
        sign_in(org, username="rita@pretend.example", privatekey=wrong, consumer_secret=None)
