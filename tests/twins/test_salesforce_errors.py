"""Each refusal in Salesforce's own words, and what the control door can break."""

from typing import Any

import pytest
from twins.salesforce import SalesforceTwin

from tests.twins.conftest import Call, sign_in, simple_salesforce

DATA = "/services/data/v59.0"
LEAD = {"LastName": "a", "Company": "b"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/sobjects/Lead", {"LastName": "a"}, 400, "REQUIRED_FIELD_MISSING"),
        ("POST", "/sobjects/Lead", {**LEAD, "Nothing__c": 1}, 400, "INVALID_FIELD"),
        ("POST", "/sobjects/Lead", {**LEAD, "IsConverted": True}, 400, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("POST", "/sobjects/Lead", {**LEAD, "Email": "no address"}, 400, "INVALID_EMAIL_ADDRESS"),
        ("POST", "/sobjects/Lead", {**LEAD, "LastName": "x" * 81}, 400, "STRING_TOO_LONG"),
        ("POST", "/sobjects/Lead", {**LEAD, "OwnerId": "zzz"}, 400, "MALFORMED_ID"),
        (
            "POST",
            "/sobjects/Lead",
            {**LEAD, "OwnerId": "005000000000001AAA"},
            400,
            "INVALID_CROSS_REFERENCE_KEY",
        ),
        ("POST", "/sobjects/Lead", b"{not json", 400, "JSON_PARSER_ERROR"),
        ("POST", "/sobjects/Nothing", LEAD, 404, "NOT_FOUND"),
        ("GET", "/sobjects/Lead/00Q000000000001EAA", None, 404, "NOT_FOUND"),
        ("GET", "/query?q=SELECT+FROM+Lead", None, 400, "MALFORMED_QUERY"),
        ("GET", "/query?q=SELECT+Id+FROM+Nothing", None, 400, "INVALID_TYPE"),
        ("GET", "/query?q=SELECT+Nothing+FROM+Lead", None, 400, "INVALID_FIELD"),
        ("GET", "/query?q=SELECT+Id+FROM+Lead+WHERE+CreatedDate+>+2026-01-01", None, 400, "INVALID_FIELD"),
        ("GET", "/query/01g000000000001AAA-2000", None, 400, "INVALID_QUERY_LOCATOR"),
        (
            "GET",
            "/sobjects/Lead/deleted?start=2026-09-02T00:00:00Z&end=2026-09-01T00:00:00Z",
            None,
            400,
            "INVALID_REPLICATION_DATE",
        ),
        ("PUT", "/sobjects/Lead", LEAD, 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_refusals(ask: Call, method: str, path: str, body: Any, status: int, code: str) -> None:
    answer = ask(method, DATA + path.replace(">", "%3E"), body)
    assert (answer.status, answer.body[0]["errorCode"]) == (status, code)
    assert answer.body[0]["message"]


def test_a_write_to_a_deleted_record(sf: Any, ask: Call) -> None:
    key = sf.Lead.create(LEAD)["id"]
    sf.Lead.delete(key)
    answer = ask("PATCH", f"{DATA}/sobjects/Lead/{key}", {"Title": "x"})
    assert (answer.status, answer.body[0]["errorCode"]) == (404, "ENTITY_IS_DELETED")


def test_the_same_external_id_twice(sf: Any) -> None:
    sf.Lead.create({**LEAD, "Accord_Key__c": "same"})
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="DUPLICATE_VALUE"):
        sf.Lead.create({**LEAD, "Accord_Key__c": "SAME"})


def test_the_day_s_budget_ends_with_403(org: SalesforceTwin, ask: Call) -> None:
    ask("POST", "/__twin/settings", {"budget": org.used() + 1})
    assert ask("GET", f"{DATA}/limits").body["DailyApiRequests"]["Remaining"] == 0
    refused = ask("GET", f"{DATA}/limits")
    assert (refused.status, refused.body[0]["errorCode"]) == (403, "REQUEST_LIMIT_EXCEEDED")


def test_the_budget_comes_back_after_24_hours(org: SalesforceTwin) -> None:
    org.clock.move(to="2026-09-02T10:30:00Z")
    sf = sign_in(org)
    sf.limits()
    org.settings["budget"] = org.used()
    with pytest.raises(simple_salesforce.SalesforceRefusedRequest):
        sf.limits()
    org.clock.move(by_seconds=24 * 3600)
    assert sign_in(org).limits()["DailyApiRequests"]["Remaining"] >= 0


def test_a_session_expires_and_the_client_signs_in_again(org: SalesforceTwin, sf: Any, ask: Call) -> None:
    first = sf.session_id
    ask("POST", "/__twin/faults", {"kind": "expire"})
    assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] == 30
    assert sf.session_id != first
    old = ask("GET", f"{DATA}/limits")
    assert (old.status, old.body[0]["errorCode"]) == (401, "INVALID_SESSION_ID")


def test_sign_in_is_refused_in_oauth_words(org: SalesforceTwin, ask: Call) -> None:
    def token(form: str) -> Any:
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return ask("POST", "/services/oauth2/token", form.encode(), **kind).body["error"]

    grant = "grant_type=client_credentials&client_id={}&client_secret={}"
    assert token(grant.format("unknown", "x")) == "invalid_client_id"
    assert token(grant.format("accord-twin", "x")) == "invalid_client"
    assert token("grant_type=magic&client_id=accord-twin") == "unsupported_grant_type"
    org.sessions.apps["accord-twin"]["installed"] = False
    assert token(grant.format("accord-twin", "twin-secret")) == "invalid_client"


def test_503_on_request_then_all_is_well(sf: Any, ask: Call) -> None:
    ask("POST", "/__twin/faults", {"kind": "status", "status": 503, "path": "/query", "count": 2})
    for _ in range(2):
        with pytest.raises(simple_salesforce.SalesforceGeneralError, match="SERVER_UNAVAILABLE"):
            sf.query("SELECT Id FROM Lead")
    assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] == 30


def test_a_locked_row(sf: Any, org: SalesforceTwin) -> None:
    key = sf.Lead.create(LEAD)["id"]
    org.act("lock_rows", count=1)
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="UNABLE_TO_LOCK_ROW"):
        sf.Lead.update(key, {"Title": "x"})
    assert sf.Lead.update(key, {"Title": "x"}) == 204


def test_a_lost_answer_leaves_the_write_standing(sf: Any, ask: Call) -> None:
    import requests

    key = sf.Lead.create(LEAD)["id"]
    for kind, done in (("drop_before", None), ("drop_after", "x")):
        ask("POST", "/__twin/faults", {"kind": kind, "method": "PATCH"})
        with pytest.raises(requests.ConnectionError):
            sf.Lead.update(key, {"Title": "x"})
        assert sf.Lead.get(key)["Title"] == done


def test_the_request_log_counts_by_day_and_endpoint(sf: Any, ask: Call) -> None:
    sf.query("SELECT Id FROM Lead")
    sf.query("SELECT Id FROM User")
    counts = ask("GET", "/__twin/counts").body
    assert [c["n"] for c in counts if c["endpoint"].endswith("/query")] == [2]
    last = ask("GET", "/__twin/requests").body
    assert ask("GET", f"/__twin/requests?since={last[-2]['n']}").body == last[-1:]
