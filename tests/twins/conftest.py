"""Twins started for a test, the vendors' own clients pointed at them, and the published API descriptions as a judge."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import twins.hubspot
import twins.salesforce
from twins.common.web import Request as TwinRequest
from twins.common.web import Response
from twins.hubspot import HubSpotTwin
from twins.salesforce import SalesforceTwin

from tests.twins.described import Descriptions

simple_salesforce = pytest.importorskip("simple_salesforce")


@pytest.fixture
def org() -> Iterator[SalesforceTwin]:
    """A Salesforce twin of 40 people, with one custom field as an external id."""
    seed = twins.salesforce.make_seed(40, 7)
    seed["custom_fields"] = {
        "Lead": [
            {"name": "Accord_Key__c", "type": "string", "external": True, "unique": True},
            {"name": "Accord_Class__c", "type": "picklist", "values": ["A", "B", "C"]},
        ]
    }
    with twins.salesforce.serve(seed) as twin:
        yield twin


@pytest.fixture
def sf(org: SalesforceTwin) -> Any:
    """simple-salesforce signed in by client credentials."""
    return sign_in(org)


def sign_in(twin: SalesforceTwin, **more: Any) -> Any:
    """simple-salesforce against a twin."""
    from twins.common.rewire import session_to

    given = {"consumer_key": "accord-twin", "consumer_secret": "twin-secret", "domain": "my.twin", **more}
    return simple_salesforce.Salesforce(session=session_to(twin.url), **given)


@dataclass
class Answer:
    """What a plain HTTP call got."""

    status: int
    body: Any
    headers: dict[str, str]


Call = Callable[..., Answer]


def caller(url: str, token: str) -> Call:
    """Plain HTTP with a bearer token."""

    def call(method: str, path: str, body: Any = None, **headers: str) -> Answer:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        request = Request(url + path, data, kind | named, method=method)
        try:
            with urlopen(request, timeout=30) as response:
                return Answer(response.status, _body(response.read()), dict(response.headers))
        except HTTPError as refused:
            return Answer(refused.code, _body(refused.read()), dict(refused.headers))

    return call


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode()


@pytest.fixture
def ask(org: SalesforceTwin, sf: Any) -> Call:
    """Plain HTTP calls with the session of `sf`."""
    return caller(org.url, sf.session_id)


@pytest.fixture
def portal(request: pytest.FixtureRequest) -> Iterator[HubSpotTwin]:
    """A HubSpot twin of 40 people without a burst limit; the API descriptions, where present, judge each call."""
    seed = twins.hubspot.make_seed(40, 7)
    seed["settings"] = {"burst_limit": 0, "search_limit": 0}
    judge = Descriptions.find()
    with twins.hubspot.serve(seed) as twin:
        if judge:
            watch(twin, judge)
        yield twin
        assert not (judge and judge.problems), judge.problems[:3]


def watch(twin: HubSpotTwin, judge: Descriptions) -> None:
    """Judge each request and answer that passes through a twin."""
    handle = twin.handle

    def judged(request: TwinRequest) -> Response:
        response = handle(request)
        judge.look(request, response)
        return response

    assert twin._server is not None
    twin.handle = judged  # type: ignore[method-assign]


@pytest.fixture
def hs(portal: HubSpotTwin) -> Call:
    """Plain HTTP calls with the private app's token."""
    return caller(portal.url, portal.settings["token"])


@pytest.fixture
def client(portal: HubSpotTwin) -> Any:
    """HubSpot's own Python client; `point` sends one of its APIs to the twin."""
    hubspot = pytest.importorskip("hubspot")
    return hubspot.Client.create(access_token=portal.settings["token"])


@pytest.fixture
def point(portal: HubSpotTwin) -> Callable[[Any], Any]:
    """Send an API of the client to the twin."""

    def pointed(api: Any) -> Any:
        api.api_client.configuration.host = portal.url
        return api

    return pointed
