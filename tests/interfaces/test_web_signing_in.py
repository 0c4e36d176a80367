"""Signing in: one answer for every failure, a pause after too many, never to another host."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accord.interfaces.web import throttle
from accord.interfaces.web.throttle import Throttle
from accord.teams.people import deactivate
from tests.cast import PASSWORD, Cast

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Every test begins with nobody counted."""
    throttle.per_account._times.clear()
    throttle.per_address._times.clear()


def attempt(email: str, password: str, client: Client | None = None, **more: str) -> tuple[int, str]:
    """Try to sign in: status and page."""
    answer = (client or Client()).post("/sign-in", {"email": email, "password": password, **more})
    return answer.status_code, answer.content.decode()


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
    strip = lambda page, email: page.translate(tokens).replace(email, "").split("csrfmiddlewaretoken")[0]  # noqa: E731
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
    for n in range(50):
        assert attempt(f"guess{n}@accord.example", "wrong")[0] == 422
    assert attempt("sam@accord.example", PASSWORD)[0] == 429


def test_a_pause_ends_after_its_span_and_keys_do_not_pile_up() -> None:
    counted = Throttle(limit=2)
    counted.count("a", NOW)
    counted.count("a", NOW + timedelta(minutes=5))
    assert counted.wait("a", NOW + timedelta(minutes=6)) == timedelta(minutes=9)
    assert counted.wait("a", NOW + timedelta(minutes=15)) == timedelta(0)
    assert counted.wait("b", NOW) == timedelta(0)


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
