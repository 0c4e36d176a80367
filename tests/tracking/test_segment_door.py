"""The Segment door: who may send what, in which sizes, and that 200 means kept."""

import base64
import gzip
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accord.interfaces.tracking import segment
from accord.interfaces.tracking.keyring import keyring
from accord.interfaces.tracking.limits import Buckets
from accord.ledger.dead_letters import find_buried
from accord.ledger.inbox import find_waiting
from accord.teams.people import SYSTEM
from accord.teams.write_keys import revoke_write_key
from accord.vocabulary.doors import Trust
from accord.vocabulary.errors import ForNow
from accord.workflows import receive_events
from tests.tracking.conftest import SITE
from tests.tracking.letters import NOW

pytestmark = pytest.mark.django_db
EVENT = {"userId": "u1", "event": "Demo Requested", "messageId": "m1"}


@pytest.fixture(autouse=True)
def _write_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer's thread has a connection of its own, which does not see a test's transaction."""

    class AtOnce:
        def hand_in(self, handed: Any) -> None:
            receive_events._write_all([handed])

    monkeypatch.setattr(receive_events, "_writer", AtOnce)


def post(key: str, said: Any = EVENT, call: str = "track", **headers: str) -> HttpResponse:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    if key:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    return Client().post(f"/v1/{call}", body, content_type="application/json", headers=headers)


def test_what_is_answered_200_stands_in_the_inbox(server_key: str) -> None:
    answer = post(server_key, **{"User-Agent": "analytics-python/2.3"})
    assert (answer.status_code, json.loads(answer.content)) == (200, {"success": True})
    (waiting,) = find_waiting()
    assert (waiting.letter.source, waiting.letter.trust) == ("website", Trust.server)
    assert json.loads(waiting.letter.body) == EVENT
    assert waiting.letter.context == {"call": "track", "ua": "analytics-python/2.3", "ip": "127.0.0.0/24"}


@pytest.mark.parametrize("call", ["identify", "track", "page", "screen", "group", "alias", "t", "p", "i"])
def test_every_single_call_has_its_address(server_key: str, call: str) -> None:
    assert post(server_key, call=call).status_code == 200


@pytest.mark.parametrize("call", ["batch", "import", "b"])
def test_batches_come_by_each_of_their_addresses(server_key: str, call: str) -> None:
    assert post(server_key, {"batch": [EVENT]}, call).status_code == 200
    assert find_waiting()[0].letter.context["call"] == "batch"


def test_the_key_may_stand_in_the_body_as_browsers_send_it(browser_key: str) -> None:
    answer = post("", EVENT | {"writeKey": browser_key}, "t", Origin=SITE)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == SITE
    assert find_waiting()[0].letter.trust is Trust.browser


def test_packed_bodies_are_unpacked(server_key: str) -> None:
    packed = gzip.compress(json.dumps(EVENT).encode())
    assert post(server_key, packed, **{"Content-Encoding": "gzip"}).status_code == 200
    assert json.loads(find_waiting()[0].letter.body) == EVENT


def test_nobody_gets_in_without_a_key_that_holds(server_key: str, browser_key: str) -> None:
    half = server_key.partition(".")[0]
    for key in (
        "",
        "x",
        "wks_000000000000." + "a" * 43,
        half,
        half + ".",
        server_key[:-1] + "!",
        browser_key[:-1],
    ):
        assert post(key).status_code == 401, key
    assert find_waiting() == []


def test_a_revoked_key_ends(server_key: str) -> None:
    assert post(server_key).status_code == 200
    revoke_write_key(SYSTEM, server_key.partition(".")[0], NOW)
    keyring.forget()
    assert post(server_key).status_code == 401


def test_a_browsers_key_works_from_its_own_sites_only(browser_key: str) -> None:
    assert post(browser_key, Origin=SITE).status_code == 200
    for origin in ("https://evil.example", "null", "http://www.halden.example", SITE + ".evil.example"):
        answer = post(browser_key, Origin=origin)
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer
    assert post(browser_key).status_code == 403


def test_a_secret_key_is_refused_on_a_page(server_key: str) -> None:
    assert post(server_key, Origin=SITE).status_code == 403


def test_a_browser_may_ask_before_it_sends(browser_key: str) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    answer = Client().options("/v1/t", headers=asked)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, SITE)
    assert "Access-Control-Allow-Origin" not in Client().options(
        "/v1/t", headers={"Origin": "https://evil.example"}
    )


def test_looking_changes_nothing_and_unknown_calls_are_unknown(server_key: str) -> None:
    assert Client().get("/v1/track").status_code == 405
    assert post(server_key, call="metrics").status_code == 404


@pytest.mark.parametrize(
    ("said", "call", "status"),
    [
        (b"{", "track", 400),
        (b"\xff\xfe", "track", 400),
        ([EVENT], "track", 400),
        ({"batch": EVENT}, "batch", 400),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "track", 400),
        (b"[" * 100_000, "track", 400),
        (EVENT | {"properties": {"x": "y" * 33_000}}, "track", 413),
        ({"batch": [EVENT | {"properties": {"x": "y" * 33_000}}, EVENT]}, "batch", 413),
        ({"batch": [EVENT] * 6_000}, "batch", 200),
        ({"batch": [EVENT] * 8_000}, "batch", 413),
        (b" " * 1_100_000, "batch", 413),
    ],
)
def test_bounds(server_key: str, said: Any, call: str, status: int) -> None:
    assert post(server_key, said, call).status_code == status
    assert len(find_waiting()) == (status == 200)


def test_a_bomb_is_not_unpacked(server_key: str) -> None:
    bomb = gzip.compress(b"{" + b" " * 50_000_000)
    assert post(server_key, bomb, **{"Content-Encoding": "gzip"}).status_code == 413
    assert post(server_key, bomb[:-20], **{"Content-Encoding": "br"}).status_code == 400
    cut = gzip.compress(json.dumps(EVENT).encode())[:-6]
    assert post(server_key, cut, **{"Content-Encoding": "gzip"}).status_code == 400


def test_a_browsers_body_is_smaller(browser_key: str) -> None:
    large = {"batch": [EVENT | {"properties": {"x": "y" * 900}}] * 70}
    assert post(browser_key, large, "batch", Origin=SITE).status_code == 413


def test_what_a_known_sender_sends_and_nobody_can_read_is_kept_with_its_reason(server_key: str) -> None:
    post(server_key, b"{")
    post("", b"{")
    assert [each.reason for each in find_buried()] == ["not_json"]


def test_too_many_calls_are_told_when_to_come_back(server_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "per_key", Buckets(burst=2, per_second=0.1, clock=lambda: 0.0))
    answers = [post(server_key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "10"


def test_when_there_is_no_room_the_sender_is_told_and_nothing_is_acknowledged(
    server_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def hand_in(self, handed: object) -> None:
            raise ForNow("inbox.full", "more is coming in than can be written down", "send it again")

    monkeypatch.setattr(receive_events, "_writer", Full)
    answer = post(server_key)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert json.loads(answer.content)["code"] == "inbox.full"


def test_buckets_refill() -> None:
    now = [0.0]
    buckets = Buckets(burst=2, per_second=1, clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("b") == 0
    now[0] = 1.0
    assert [buckets.wait("a") for _ in range(2)] == [0, 1]


def test_a_call_reads_no_session_and_sets_no_cookie(server_key: str) -> None:
    client = Client()
    client.cookies["sessionid"] = "whatever"
    answer = client.post("/v1/track", b"{}", content_type="application/json")
    assert answer.status_code == 401
    assert not answer.cookies
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors" in answer["Content-Security-Policy"]
