"""Signing in: one answer for every failure, a pause after too many, never to another host."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client

from accord.interfaces.web.address import real_address
from accord.teams.keys import make_key
from accord.teams.people import deactivate, set_password
from accord.teams.signing import sign
from accord.teams.tries import Caller, take_try
from accord.vocabulary.errors import TooOften
from tests.cast import PASSWORD, Cast


def attempt(email: str, password: str, client: Client | None = None, **more: str) -> tuple[int, str]:
    """Try to sign in: status and page."""
    answer = (client or Client()).post("/sign-in", {"email": email, "password": password, **more})
    return answer.status_code, answer.content.decode()


def use_up(address: str, tries: int = 50) -> None:
    """So many wrong passwords from one network address, of as many accounts."""
    for n in range(tries):
        take_try(Caller(f"guess{n}@accord.example", address), datetime.now(UTC))


def test_each_role_lands_where_its_work_is(cast: Cast) -> None:
    landings = {"maya": "/today", "rita": "/today", "sam": "/board", "victor": "/board", "olga": "/today"}
    for name, address in landings.items():
        client = Client()
        assert attempt(f"{name}@accord.example", PASSWORD, client)[0] == 303
        assert client.get("/").headers["Location"] == address


def test_a_known_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    known, unknown = attempt("maya@accord.example", "wrong"), attempt("nobody@accord.example", "wrong")
    assert known[0] == unknown[0] == 422
    tokens = str.maketrans("", "")
    strip: Callable[[str, str], str] = lambda page, email: (  # noqa: E731
        page.translate(tokens).replace(email, "").split("csrfmiddlewaretoken")[0]
    )
    assert strip(known[1], "maya@accord.example") == strip(unknown[1], "nobody@accord.example")
    assert "maya@accord.example" in known[1]  # what was typed stays
    assert "wrong" not in known[1]  # the password does not


def test_the_eleventh_try_on_one_account_waits(cast: Cast) -> None:
    for _ in range(10):
        assert attempt("maya@accord.example", "wrong")[0] == 422
    answer = Client().post("/sign-in", {"email": "Maya@accord.example ", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert attempt("sam@accord.example", PASSWORD)[0] == 303  # nobody else is shut out


def test_the_fifty_first_try_from_one_address_waits(cast: Cast) -> None:
    use_up("127.0.0.1", 49)
    assert attempt("guess@accord.example", "wrong")[0] == 422
    assert attempt("sam@accord.example", PASSWORD)[0] == 429


def test_an_outsider_locks_nobody_out(cast: Cast) -> None:
    """From a hundred addresses; Maya signs in from a new one, and from her own device at an address used up."""
    browser = Client(REMOTE_ADDR="192.0.2.7")
    assert attempt("maya@accord.example", PASSWORD, browser)[0] == 303
    browser.post("/sign-out")
    for n in range(100):
        take_try(Caller("maya@accord.example", f"198.51.100.{n}"), datetime.now(UTC))
    use_up("192.0.2.7")
    assert attempt("maya@accord.example", PASSWORD, Client(REMOTE_ADDR="203.0.113.9"))[0] == 303
    assert attempt("maya@accord.example", PASSWORD, browser)[0] == 303
    assert attempt("sam@accord.example", PASSWORD, Client(REMOTE_ADDR="192.0.2.7"))[0] == 429


def test_a_device_is_forgotten_with_the_password(cast: Cast) -> None:
    browser = Client()
    attempt("maya@accord.example", PASSWORD, browser)
    set_password(cast.olga, cast.maya.user_id, "another long sentence 9")
    use_up("127.0.0.1")
    assert attempt("maya@accord.example", "another long sentence 9", browser)[0] == 429
    forged = Client()
    forged.cookies["accord_device"] = browser.cookies["accord_device"].value + "x"
    assert attempt("maya@accord.example", "another long sentence 9", forged)[0] == 429


def test_guessing_the_present_password_waits_too_at_every_door_together(cast: Cast) -> None:
    client = Client()
    attempt("maya@accord.example", PASSWORD, client)
    for _ in range(10):
        assert client.post("/password", {"present": "wrong", "new": "x"}).status_code == 422
    answer = client.post("/password", {"present": PASSWORD, "new": "x"})
    assert answer.status_code == 429
    with pytest.raises(TooOften):
        sign(cast.maya, 1, text_hash="", password=PASSWORD, now=datetime.now(UTC))
    assert attempt("maya@accord.example", PASSWORD)[0] == 303  # the sign-in page is another matter


def test_wrong_keys_wait_and_one_that_holds_never_does(cast: Cast) -> None:
    now = datetime.now(UTC)
    key = make_key(cast.olga, "maya@accord.example", label="t", lasts=timedelta(days=1), now=now)
    wrong = Client(headers={"Authorization": "Bearer acc_00000000.x"})
    said = [wrong.get("/api/v1/board").status_code for _ in range(51)]
    assert said == [401] * 50 + [429]
    assert 0 < int(wrong.get("/api/v1/board")["Retry-After"]) <= 900
    assert Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/contacts").status_code == 200
    assert Client().get("/api/v1/contacts").status_code == 401


@pytest.mark.parametrize(
    ("peer", "told", "proxies", "found"),
    [
        ("203.0.113.5", "10.9.9.9", (), "203.0.113.5"),
        ("127.0.0.1", "10.9.9.9", (), "127.0.0.1"),
        ("127.0.0.1", "203.0.113.5", ("127.0.0.1",), "203.0.113.5"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.5", ("127.0.0.1",), "203.0.113.5"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.8", ("127.0.0.1", "10.0.0.0/8"), "203.0.113.5"),
        ("127.0.0.1", "", ("127.0.0.1",), "127.0.0.1"),
        ("127.0.0.1", "nonsense", ("127.0.0.1",), "nonsense"),
        ("203.0.113.5", "1.1.1.1", ("127.0.0.1",), "203.0.113.5"),
    ],
)
def test_only_a_listed_proxy_is_believed(peer: str, told: str, proxies: tuple[str, ...], found: str) -> None:
    assert real_address(peer, told, [ip_network(each) for each in proxies]) == found


def test_addresses_behind_a_listed_proxy_are_counted_apart(cast: Cast, settings: Any) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, proxies=("127.0.0.1",))
    for _ in range(10):
        attempt("maya@accord.example", "wrong", Client(headers={"X-Forwarded-For": "198.51.100.1"}))
    here, elsewhere = ({"X-Forwarded-For": f"198.51.100.{n}"} for n in (1, 2))
    assert attempt("maya@accord.example", PASSWORD, Client(headers=here))[0] == 429
    assert attempt("maya@accord.example", PASSWORD, Client(headers=elsewhere))[0] == 303


def test_nobody_is_sent_to_another_host(cast: Cast) -> None:
    for wished in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = Client().post(
            "/sign-in", {"email": "maya@accord.example", "password": PASSWORD, "next": wished}
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    fine = Client().post(
        "/sign-in", {"email": "maya@accord.example", "password": PASSWORD, "next": "/agreement"}
    )
    assert fine.headers["Location"] == "/agreement"


def test_who_left_is_out_at_once(cast: Cast) -> None:
    client = Client()
    attempt("rita@accord.example", PASSWORD, client)
    assert client.get("/board").status_code == 200
    deactivate(cast.olga, cast.rita.user_id)
    assert client.get("/board").status_code == 302
    assert attempt("rita@accord.example", PASSWORD)[0] == 422


def test_signing_in_changes_the_session(cast: Cast) -> None:
    client = Client()
    attempt("maya@accord.example", PASSWORD, client)
    first = client.cookies["sessionid"].value
    attempt("sam@accord.example", PASSWORD, client)
    assert client.cookies["sessionid"].value != first
    client.post("/sign-out")
    assert client.get("/board").status_code == 302
