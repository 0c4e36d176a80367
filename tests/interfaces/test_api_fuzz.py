"""The API never breaks: whatever is sent, by whichever role, the answer is one that OpenAPI describes.

Every operation of the description is asked with requests made from it, right and wrong ones, ids of real
things among them. `long` asks ACCORD_FUZZ_CASES times (2,000 unless told).
"""

import itertools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accord.teams.keys import make_key
from tests.cast import PEOPLE, Cast
from tests.interfaces.doors import places
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
APART = "contact-erase"  # it empties pages of the database file, so it runs outside a transaction
HOSTILE = [
    "/api/v1/contacts?offset=99999999999999999999",
    "/api/v1/contacts?offset=9223372036854775807&limit=500",
    "/api/v1/contacts?search=%00",
    "/api/v1/contacts?search=%ed%a0%80",
    "/api/v1/contacts?search=%25%27%22%5c",
    "/api/v1/contacts/9223372036854775808",
    "/api/v1/contacts/99999999999999999999999999",
    "/api/v1/rows/leads?offset=9223372036854775807",
    "/api/v1/board?start=0001-01-01&end=9999-12-31",
    "/api/v1/board?start=9999-12-31&end=0001-01-01",
    "/api/v1/board?end=0001-01-01",
    "/api/v1/board?start=-1",
    "/api/v1/sql/..%2f..%2fetc%2fpasswd",
    "/api/v1/uploads/..",
    "/api/v1/imports/1/rejects?offset=9223372036854775807",
    "/api/v1/nothing/here",
]
BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe",
    b'{"text": NaN}',
    b'{"text": "\\u0000"}',
    b'{"text": "\\ud800"}',
    b'{"left": 1e400, "right": 99999999999999999999}',
    b"[" * 100_000,
    b"9" * 5_000,
    b'{"text": "' + b"a" * 1_100_000 + b'"}',
]


@dataclass(frozen=True, slots=True)
class Api:
    """The description, a key of every role, and what is there to be asked for."""

    described: Any
    keys: dict[str, str]
    world: World

    def operations(self) -> Iterator[Any]:
        """Every operation but the one that has its own test."""
        for found in self.described.get_all_operations():
            if found.ok().definition.raw["operationId"] != APART:
                yield found.ok()


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A served request ends by closing its connection; here that is the test's own, as in Django's client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def api(cast: Cast, tmp_path: Path, settings: Any) -> Api:
    """A small world behind the real application, asked in process."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return make_api(cast, tmp_path)


def make_api(cast: Cast, folder: Path) -> Api:
    """The application as a server runs it, and keys for everyone."""
    from accord.config.wsgi import application

    now = datetime.now(UTC)
    keys = {
        name: make_key(cast.olga, f"{name}@accord.example", label=name, lasts=timedelta(days=1), now=now)
        for name in PEOPLE
    }
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return Api(described, keys, make_world(cast, folder))


def ask(api: Api, case: Any, who: str) -> str:
    """Send a request as someone; what is wrong with the answer, empty when nothing is."""
    case.headers = {"Authorization": f"Bearer {api.keys[who]}"}
    response = case.call()
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as problem:
        return f"{case.method} {case.formatted_path} as {who}: {problem.exceptions}"[:2000]
    return ""


def cases_of(operation: Any, world: World) -> st.SearchStrategy[Any]:
    """Right and wrong requests; in every other one the places name things that exist."""
    made = st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return st.tuples(made, st.booleans(), st.sampled_from(("own", "team", "other", "nobodys"))).map(
        lambda drawn: with_real_ids(drawn[0], world, getattr(world, drawn[2])) if drawn[1] else drawn[0]
    )


def with_real_ids(case: Any, world: World, contact: int) -> Any:
    """The request about something that is there."""
    known = places(world, "") | {"contact_id": contact, "number": "leads", "name": "leads"}
    for place in case.path_parameters or {}:
        case.path_parameters[place] = known.get(place, case.path_parameters[place])
    if isinstance(case.body, dict) and {"left", "right"} <= set(case.body):
        case.body |= {"left": contact, "right": world.nobodys}
    return case


def fuzz(api: Api, operation: Any, cases: int) -> list[str]:
    """Ask one operation so many times, each in a transaction that is taken back; what was wrong."""
    wrong: list[str] = []

    @settings(
        max_examples=cases,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases_of(operation, api.world), who=st.sampled_from(sorted(PEOPLE)))
    def once(case: Any, who: str) -> None:
        with transaction.atomic():
            problem = ask(api, case, who)
            transaction.set_rollback(True)
        if problem:
            wrong.append(problem)

    once()
    return wrong


def campaign(api: Api, cases: int) -> list[str]:
    """Every operation in turn, sharing the cases."""
    operations = list(api.operations())
    each = max(cases // len(operations), 1)
    return [problem for operation in operations for problem in fuzz(api, operation, each)[:3]]


def test_whatever_is_sent_the_answer_is_described(api: Api) -> None:
    assert campaign(api, 400) == []


@pytest.mark.long
def test_whatever_is_sent_many_times(api: Api) -> None:
    assert campaign(api, int(os.environ.get("ACCORD_FUZZ_CASES", "600"))) == []


def test_a_planted_fault_is_found(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutants: a fault, an answer of another shape, a status nobody described."""
    operation = next(o for o in api.operations() if o.definition.raw["operationId"] == "people-list")
    assert fuzz(api, operation, 12) == []
    for mutant in (_breaks, _gives_another_shape, _gives_another_status):
        monkeypatch.setattr("accord.interfaces.api.routes.people.find_people", mutant)
        assert fuzz(api, operation, 12), mutant.__name__


def _breaks(viewer: Any) -> Any:
    raise ZeroDivisionError("planted")


def _gives_another_shape(viewer: Any) -> Any:
    return [{"id": "one"}]


def _gives_another_status(viewer: Any) -> Any:
    from accord.vocabulary.errors import OurFault

    raise OurFault("planted", "planted", "planted")


def test_hostile_addresses_are_refused_in_two_lines(api: Api) -> None:
    for place in HOSTILE:
        said = client_of(api, "olga").get(place)
        assert said.status_code < 500, (place, said.content)
        assert_described(said)


def test_hostile_bodies_are_refused_in_two_lines(api: Api) -> None:
    client = client_of(api, "olga")
    with_body = [o for o in api.operations() if "requestBody" in o.definition.raw]
    for operation, body in itertools.product(with_body, BODIES):
        path = operation.full_path.replace("{", "").replace("}", "")
        path = "/".join("1" if part.endswith("_id") else part for part in path.split("/"))
        send: Callable[..., Any] = getattr(client, operation.method)
        for kind in ("application/json", "multipart/form-data; boundary=x", "multipart/form-data", "a/b"):
            with transaction.atomic():
                said = send(path, data=body, content_type=kind)
                transaction.set_rollback(True)
            assert said.status_code in {403, 404, 409, 422}, (path, kind, said.content)
            assert_described(said)


def test_a_method_that_is_not_there_is_a_problem_like_every_other(api: Api) -> None:
    client = client_of(api, "olga")
    for method in ("put", "delete", "patch", "options", "head", "trace"):
        said = getattr(client, method)("/api/v1/board")
        assert (said.status_code, said["Allow"]) == (405, "GET")
    assert client.delete("/api/v1/board").json()["code"] == "api.method"


def test_without_a_key_that_holds_every_operation_says_401(api: Api) -> None:
    for number, operation in enumerate(api.operations()):
        path = "/".join("1" if "{" in part else part for part in operation.full_path.split("/"))
        for header in ({}, {"Authorization": "Bearer acc_0.x"}, {"Authorization": "Bearer \0"}):
            client = Client(headers=header, REMOTE_ADDR=f"10.0.0.{number // 20}")
            said = getattr(client, operation.method)(path)
            assert said.status_code == 401
            assert said.json()["code"] == "keys.none"


@pytest.mark.django_db(transaction=True)
def test_erasing_whatever_is_sent(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    api = make_api(cast, tmp_path)
    client = client_of(api, "olga")
    place = f"/api/v1/contacts/{api.world.own}/erase"
    for body in BODIES:
        assert client.post(place, data=body, content_type="application/json").status_code == 422
    assert (
        client.post("/api/v1/contacts/9223372036854775807/erase", {}, "application/json").status_code == 404
    )
    said = client.post(place, {"reason": "asked"}, "application/json")
    assert said.status_code == 200, said.content
    assert b"own.lead" not in client.get(f"/api/v1/contacts/{api.world.own}").content


def client_of(api: Api, who: str) -> Client:
    """A client with a key of this person; faults come back as answers."""
    return Client(headers={"Authorization": f"Bearer {api.keys[who]}"}, raise_request_exception=False)


def assert_described(said: Any) -> None:
    """JSON; a refusal has a code, a sentence and a remedy, and nothing of Python in it."""
    body = json.loads(said.content)
    if said.status_code >= 400:
        assert set(body) == {"code", "error", "remedy", "issues"}
        assert body["error"] and body["remedy"]
    assert b"Traceback" not in said.content and b'File "' not in said.content
